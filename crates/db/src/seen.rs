//! Counting statements: which places of the code ask the database while something is done.
//!
//! A test wraps a request in [`seen`] and learns what it cost. Outside of it a statement
//! pays one look at a thread's own memory.

use std::cell::RefCell;

tokio::task_local! {
    static PLACES: RefCell<Vec<&'static str>>;
}

/// Does the work; gives the place of each statement that its task ran, as `file:line`, in
/// order. What the work hands to other tasks is not seen.
pub async fn seen<F: Future>(work: F) -> (F::Output, Vec<&'static str>) {
    let counted = async {
        let output = work.await;
        let places = PLACES.with(RefCell::take);
        (output, places)
    };
    PLACES.scope(RefCell::default(), counted).await
}

/// Notes a statement. Called by the macros of this crate.
#[doc(hidden)]
pub fn note(place: &'static str) {
    // Nobody counts: the usual case.
    let _ = PLACES.try_with(|places| places.borrow_mut().push(place));
}

#[cfg(test)]
mod tests {
    use super::seen;

    crate::each_engine! {
        async fn statements_are_counted_where_they_stand(t: TestDb) {
            let (sum, places) = seen(async {
                let mut tx = t.db.read().await.unwrap();
                let mut sum: i32 = 0;
                for n in 0..3_i32 {
                    let one: i32 =
                        crate::fetch_scalar!(&mut tx, sqlx::query_scalar("select $1").bind(n))
                            .unwrap();
                    sum += one;
                }
                sum
            })
            .await;
            assert_eq!((sum, places.len()), (3, 3));
            assert!(places.iter().all(|place| place.starts_with("crates/db/src/seen.rs:")));
            let mut tx = t.db.read().await.unwrap();
            let one: i32 = crate::fetch_scalar!(&mut tx, sqlx::query_scalar("select 1")).unwrap();
            assert_eq!(one, 1, "nobody counts, nothing fails");
        }
    }
}
