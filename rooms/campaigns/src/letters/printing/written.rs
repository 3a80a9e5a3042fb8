//! The letters of a batch as they were written, and those that are not printed.

use documents::Letter;
use incidents::Scope;

use super::maker::Maker;
use crate::{Campaigns, DeliveryState, room::Result, store::batch::LetterRow};

/// The letters of a batch, and those that cannot or must not be written any more.
#[derive(Default)]
pub(super) struct Written {
    /// Their rows, in the order of the file.
    pub(super) kept: Vec<LetterRow>,
    /// The letters of those rows.
    pub(super) letters: Vec<Letter>,
    /// The others.
    pub(super) aside: Vec<Aside>,
}

/// A letter that is not printed, what becomes of it, and why.
pub(super) type Aside = (LetterRow, DeliveryState, &'static str);

impl Campaigns {
    /// Writes the letters of a batch, in memory: nothing is settled yet.
    pub(super) async fn write_all(
        &self,
        maker: &Maker,
        scope: &Scope,
        rows: &[LetterRow],
    ) -> Result<Written> {
        let mut written = Written::default();
        for part in rows.chunks(500) {
            for (row, person) in self.addressed(scope, part).await? {
                match maker.letter(&row, person.as_ref()) {
                    Ok(letter) => {
                        written.kept.push(row);
                        written.letters.push(letter);
                    }
                    Err((state, reason)) => written.aside.push((row, state, reason)),
                }
            }
        }
        Ok(written)
    }
}

/// A number of letters, pages or sheets as a column holds it.
pub(super) fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
