//! Many tries: codes that lock, prefixes that wait, processes that count together.

use std::net::{IpAddr, Ipv4Addr};

use chrono::Duration;

use super::world::{born, concerned, world};
use crate::Answer;

db::each_engine! {
    async fn a_locked_code_stays_neutral_and_opens_again_after_its_time(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(5, 1).await;
        for n in 0..5_u8 {
            assert_eq!(w.ask(&code, Some(born(6)), [203, 0, n, 1]).await, Answer::Neutral);
        }
        assert_eq!(w.ask(&code, Some(born(5)), [203, 0, 50, 1]).await, Answer::Neutral, "in memory");
        w.portal.flush().await.unwrap();
        assert_eq!(w.ask(&code, Some(born(5)), [203, 0, 51, 1]).await, Answer::Neutral, "written");
        let dressed = code.to_lowercase().replace('-', " ");
        assert_eq!(w.ask(&dressed, Some(born(5)), [203, 0, 52, 1]).await, Answer::Neutral, "dressed");
        let other = w.code(6, 1).await;
        assert!(concerned(&w.ask(&other, Some(born(6)), [203, 0, 53, 1]).await), "another code");
        w.portal.flush().await.unwrap();
        w.clock.advance(Duration::hours(24));
        assert!(concerned(&w.ask(&code, Some(born(5)), [203, 0, 54, 1]).await));
    }

    async fn many_tries_at_the_same_moment_do_not_pass_the_lock(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(7, 1).await;
        let wrong: Vec<_> =
            (0..40_u8).map(|n| w.ask(&code, Some(born(8)), [203, 1, n, 1])).collect();
        let right = w.ask(&code, Some(born(7)), [203, 1, 99, 1]);
        let (answers, last) = tokio::join!(join_all(wrong), right);
        assert!(answers.iter().all(|answer| *answer == Answer::Neutral));
        assert_eq!(last, Answer::Neutral, "the forty before it had not failed yet");
    }

    async fn a_clock_that_was_set_back_locks_nothing(t: TestDb) {
        let w = world(&t).await;
        let start = w.env.now();
        w.clock.advance(Duration::days(1));
        let code = w.code(5, 1).await;
        for n in 0..20_u8 {
            w.ask(&code, Some(born(6)), [203, 0, 113, n]).await;
        }
        w.portal.flush().await.unwrap();
        assert_eq!(w.ask(&code, Some(born(5)), [203, 0, 113, 99]).await, Answer::Wait);
        w.clock.set(start);
        assert!(concerned(&w.ask(&code, Some(born(5)), [203, 0, 113, 99]).await));
        // Wrong tries of the present count anew.
        for n in 0..20_u8 {
            w.ask(&format!("nothing-{n}"), None, [203, 0, 113, n]).await;
        }
        w.portal.flush().await.unwrap();
        assert_eq!(w.ask(&code, Some(born(5)), [203, 0, 113, 99]).await, Answer::Wait);
        w.clock.set(start - Duration::days(1));
        w.portal.purge().await.unwrap();
        assert!(concerned(&w.ask(&code, Some(born(5)), [203, 0, 113, 99]).await));
    }

    async fn a_prefix_waits_and_another_does_not(t: TestDb) {
        let w = world(&t).await;
        for n in 0..20_u8 {
            let typed = format!("nonsense-{n}");
            assert_eq!(w.ask(&typed, None, [203, 0, 113, n]).await, Answer::Neutral);
        }
        let code = w.code(9, 1).await;
        assert_eq!(w.ask(&code, Some(born(9)), [203, 0, 113, 99]).await, Answer::Wait);
        assert!(concerned(&w.ask(&code, Some(born(9)), [203, 0, 114, 99]).await));
        w.portal.flush().await.unwrap();
        assert_eq!(w.ask(&code, Some(born(9)), [203, 0, 113, 99]).await, Answer::Wait);
        w.clock.advance(Duration::hours(1));
        assert!(concerned(&w.ask(&code, Some(born(9)), [203, 0, 113, 99]).await));
        // The second hour has a limit of its own.
        for n in 0..20_u8 {
            w.ask(&format!("nothing-{n}"), None, [203, 0, 113, n]).await;
        }
        w.portal.flush().await.unwrap();
        assert_eq!(w.ask(&code, Some(born(9)), [203, 0, 113, 99]).await, Answer::Wait);
    }

    async fn two_processes_count_together(t: TestDb) {
        let w = world(&t).await;
        let there = w.other_process();
        let code = w.code(10, 1).await;
        let from = |n: u8| IpAddr::V4(Ipv4Addr::new(203, 2, n, 1));
        for n in 0..3 {
            w.portal.answer(w.incident(), &code, None, from(n)).await.unwrap();
        }
        for n in 10..12 {
            there.answer(w.incident(), &code, None, from(n)).await.unwrap();
        }
        w.portal.flush().await.unwrap();
        there.flush().await.unwrap();
        let answer = there.answer(w.incident(), &code, Some(born(10)), from(20)).await.unwrap();
        assert_eq!(answer, Answer::Neutral);
        assert_eq!(w.portal.purge().await.unwrap(), 0);
        w.clock.advance(Duration::hours(25));
        assert!(w.portal.purge().await.unwrap() >= 6, "a code and five prefixes");
    }
}

/// Polls all of them in turn, as requests that arrive together.
async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, place) in waiting.iter_mut().zip(&mut done) {
            if place.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(cx)
            {
                *place = Some(output);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}
