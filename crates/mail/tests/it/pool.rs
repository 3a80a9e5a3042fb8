//! Connections: how many, how long, and what survives their end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mail::smtp::SmtpConfig;
use mail::testing::{self, Act, SmtpServer};
use mail::{NotSent, Outcome, SmtpTransport, Stage, Transport, Unprepared};

use crate::world::{config, env, outgoing, transport};

#[tokio::test]
async fn one_connection_serves_many_messages_and_is_renewed_in_time() {
    let server = SmtpServer::start().await.unwrap();
    let limited = SmtpConfig { messages_per_connection: 4, ..config(&server) };
    let transport = SmtpTransport::new(limited).unwrap();
    for _ in 0..10 {
        assert!(transport.send(outgoing()).await.is_accepted());
    }
    assert_eq!((server.count(), server.connections()), (10, 3));
}

#[tokio::test]
async fn there_are_never_more_connections_than_allowed() {
    let server = SmtpServer::start().await.unwrap();
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    server.always(Stage::EndOfData, Act::After(Duration::from_millis(5)));
    let limited = SmtpConfig { connections: 3, ..config(&server) };
    let transport = SmtpTransport::new(limited).unwrap();
    let env = env();
    let tasks: Vec<_> = (0..30)
        .map(|_| {
            let (transport, now, most) = (transport.clone(), now.clone(), most.clone());
            let outgoing = testing::outgoing(&env, "jeanne@example.net");
            tokio::spawn(async move {
                let prepared = transport.prepare(outgoing).await.unwrap();
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let outcome = prepared.data().await;
                now.fetch_sub(1, Ordering::SeqCst);
                assert!(outcome.is_accepted());
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(server.count(), 30);
    assert!(most.load(Ordering::SeqCst) <= 3 && server.connections() <= 3);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_costs_nothing() {
    let server = SmtpServer::start().await.unwrap();
    let transport = transport(&server);
    assert!(transport.send(outgoing()).await.is_accepted());
    // The server closes when the next transaction starts, as after an idle time-out.
    for act in [Act::Drop, Act::reply(421, "4.4.2 idle for too long")] {
        server.once(Stage::MailFrom, act);
        assert!(transport.send(outgoing()).await.is_accepted());
    }
    assert_eq!((server.count(), server.connections()), (3, 3));
}

#[tokio::test]
async fn a_given_up_delivery_leaves_a_clean_connection() {
    for extensions in [&["PIPELINING"][..], &[]] {
        let server = SmtpServer::builder().extensions(extensions).start().await.unwrap();
        let transport = transport(&server);
        transport.prepare(outgoing()).await.unwrap().abandon().await;
        assert!(transport.send(outgoing()).await.is_accepted());
        assert_eq!((server.count(), server.connections()), (1, 1));
    }
}

#[tokio::test]
async fn a_delivery_dropped_half_way_never_lends_its_connection_to_another() {
    let server = SmtpServer::start().await.unwrap();
    server.once(Stage::EndOfData, Act::After(Duration::from_millis(200)));
    let transport = transport(&server);
    let prepared = transport.prepare(outgoing()).await.unwrap();
    let stopped = tokio::time::timeout(Duration::from_millis(50), prepared.data()).await;
    assert!(stopped.is_err());
    let next = testing::outgoing(&env(), "next@example.net");
    assert!(transport.send(next).await.is_accepted());
    assert_eq!(server.connections(), 2);
    assert!(server.received().iter().any(|m| m.recipient == "next@example.net"));
}

#[tokio::test]
async fn a_closed_transport_takes_no_more_work() {
    let server = SmtpServer::start().await.unwrap();
    let transport = transport(&server);
    assert!(transport.send(outgoing()).await.is_accepted());
    transport.close().await;
    let unprepared = transport.prepare(outgoing()).await.err();
    assert_eq!(unprepared, Some(Unprepared::NotSent(NotSent::Closed)));
}

#[tokio::test]
async fn many_messages_at_once_arrive_once_each() {
    let server = SmtpServer::start().await.unwrap();
    let limited = SmtpConfig { connections: 10, ..config(&server) };
    let transport = SmtpTransport::new(limited).unwrap();
    let env = env();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..400 {
        let transport = transport.clone();
        let outgoing = testing::outgoing(&env, &format!("person{n}@example.net"));
        tasks.spawn(async move { transport.send(outgoing).await });
    }
    let outcomes: Vec<Outcome> = tasks.join_all().await;
    assert!(outcomes.iter().all(Outcome::is_accepted));
    let mut recipients: Vec<_> = server.received().into_iter().map(|m| m.recipient).collect();
    recipients.sort_unstable();
    recipients.dedup();
    assert_eq!((recipients.len(), server.count()), (400, 400));
}
