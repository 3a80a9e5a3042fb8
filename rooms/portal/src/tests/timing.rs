//! What the time of an answer says of a code: nothing.

use std::time::{Duration, Instant};

use super::world::{born, world_with};
use crate::{Answer, Limits};

db::each_engine! {
    async fn a_neutral_answer_leaves_on_the_beat_and_a_yes_at_once(t: TestDb) {
        let limits = Limits { beat: Duration::from_secs(1), ..Limits::default() };
        let w = world_with(&t, 2, limits).await;
        let keys = w.people.claim_keys(&w.scope).await.unwrap();
        let known = keys.code(w.persons[0], 1).printed();
        let unknown = keys.code(w.persons[0], 9).printed();
        for (code, birth) in [(known.as_str(), 27), (&unknown, 27), ("no code", 27)] {
            let began = Instant::now();
            assert_eq!(w.ask(code, Some(born(birth)), [10, 0, 0, 1]).await, Answer::Neutral);
            let took = began.elapsed();
            assert!(took >= Duration::from_secs(1), "{took:?}");
        }
        let began = Instant::now();
        let answer = w.ask(&known, Some(born(0)), [10, 0, 0, 1]).await;
        assert!(matches!(answer, Answer::Concerned { .. }));
        assert!(began.elapsed() < Duration::from_secs(1), "nobody told yes waits");
    }

    async fn a_known_and_an_unknown_code_take_nearly_the_same_time_before_the_beat(t: TestDb) {
        const CALLS: u32 = 2_000;
        let limits = Limits {
            per_code: i64::MAX,
            per_prefix: i64::MAX,
            beat: Duration::ZERO,
            ..Limits::default()
        };
        let w = world_with(&t, 50, limits).await;
        let keys = w.people.claim_keys(&w.scope).await.unwrap();
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for n in 0..CALLS {
            let person = w.persons[usize::try_from(n % 50).unwrap()];
            // Alternately, so that a busy moment of the machine falls on both.
            let order = if n % 2 == 0 { [1, 9] } else { [9, 1] };
            for issue in order {
                let code = keys.code(person, issue).printed();
                let began = Instant::now();
                let answer = w.ask(&code, Some(born(27)), [10, 0, 0, 1]).await;
                let took = began.elapsed().as_nanos();
                assert!(answer == Answer::Neutral || n % 50 == 27);
                if issue == 1 { known.push(took) } else { unknown.push(took) }
            }
        }
        let at = |times: &mut Vec<u128>, share: usize| {
            times.sort_unstable();
            times[times.len() * share / 100] / 1_000
        };
        let (k50, k99) = (at(&mut known, 50), at(&mut known, 99));
        let (u50, u99) = (at(&mut unknown, 50), at(&mut unknown, 99));
        println!("wrong date: median {k50} us, p99 {k99} us; unknown: median {u50} us, p99 {u99} us");
        let ratio = (k50.max(1) * 100) / u50.max(1);
        assert!((60..=165).contains(&ratio), "medians {k50} and {u50} microseconds");
    }
}
