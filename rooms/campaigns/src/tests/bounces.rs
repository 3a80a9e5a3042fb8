//! What comes back: given up, delayed, answered by a robot.

use mail::Fault;

use super::world::{World, world};
use crate::{DeliveryState, SendEmails};

/// A report in fields on an e-mail that was accepted.
fn report(back: &mail::Outgoing, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net\r\nTo: information@armorbio.example.org\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
         Final-Recipient: rfc822; {}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}>\r\n\r\n--b--\r\n",
        back.envelope.recipient.as_str(),
        back.message.id(),
    )
}

/// E-mails that were accepted, but for one in doubt, so that the campaign runs.
async fn sent(w: &World, count: usize) -> kernel::CampaignId {
    w.emails(count).await;
    let id = w.by_email().await;
    w.mail.fail_next(Fault::DoubtLost);
    SendEmails::new(&w.room).run_due().await.unwrap();
    id
}

db::each_engine! {
    async fn what_a_server_gave_up_becomes_a_letter_whatever_the_class(t: TestDb) {
        let w = world(&t).await;
        let id = sent(&w, 6).await;
        let accepted = w.mail.accepted();
        let cases =
            [("4.4.1", "unreachable"), ("4.4.7", "expired"), ("4.2.2", "mailbox_full"), ("4.7.0", "policy")];
        for ((status, reason), back) in cases.into_iter().zip(&accepted) {
            let failed = report(back, "failed", status);
            assert!(w.room.receive_bounce(&w.dpo, failed.as_bytes()).await.unwrap(), "{status}");
            let reasons = w.room.reasons(&w.dpo, id).await.unwrap();
            assert!(reasons.iter().any(|r| r.state == DeliveryState::Failed && r.reason == reason));
            w.in_balance(id).await;
        }
        assert_eq!(w.count(id, DeliveryState::Failed).await, 4);
        assert_eq!(w.count(id, DeliveryState::Queued).await, 4, "a letter for each");
    }

    async fn a_delay_changes_nothing(t: TestDb) {
        let w = world(&t).await;
        let id = sent(&w, 3).await;
        for status in ["4.4.1", "5.1.1"] {
            let delayed = report(&w.mail.accepted()[0], "delayed", status);
            assert!(!w.room.receive_bounce(&w.dpo, delayed.as_bytes()).await.unwrap());
        }
        assert_eq!(w.count(id, DeliveryState::Failed).await, 0);
        assert_eq!(w.count(id, DeliveryState::Accepted).await, 2);
    }

    async fn prose_counts_for_the_address_that_was_written_to_alone(t: TestDb) {
        let w = world(&t).await;
        let id = sent(&w, 3).await;
        let back = w.mail.accepted().pop().unwrap();
        let prose = |address: &str| {
            format!(
                "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.net\r\n\
                 To: information@armorbio.example.org\r\nSubject: failure notice\r\n\r\n\
                 <{address}>: user unknown. Giving up.\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n\
                 Message-ID: <{}>\r\n\r\nBonjour\r\n",
                back.message.id(),
            )
        };
        let other = prose("a.nouveau@example.com");
        assert!(!w.room.receive_bounce(&w.dpo, other.as_bytes()).await.unwrap());
        assert_eq!(w.count(id, DeliveryState::Failed).await, 0);
        let ours = prose(&back.envelope.recipient.as_str().to_uppercase());
        assert!(w.room.receive_bounce(&w.dpo, ours.as_bytes()).await.unwrap());
        assert_eq!(w.count(id, DeliveryState::Failed).await, 1);
    }

    async fn a_robot_that_answers_for_a_person_changes_nothing(t: TestDb) {
        let w = world(&t).await;
        let id = sent(&w, 3).await;
        let back = w.mail.accepted().pop().unwrap();
        let to = back.envelope.recipient.as_str();
        for marks in [
            "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All",
            "X-Autoresponder: yes",
            "Subject: Automatische Antwort: Information",
        ] {
            let answer = format!(
                "Return-Path: <>\r\nFrom: <{to}>\r\nTo: information@armorbio.example.org\r\n{marks}\r\n\
                 In-Reply-To: <{}>\r\n\r\nMailbox inactive, user unknown: a.nouveau@example.com, {to}\r\n",
                back.message.id(),
            );
            assert!(!w.room.receive_bounce(&w.dpo, answer.as_bytes()).await.unwrap(), "{marks}");
        }
        assert_eq!(w.count(id, DeliveryState::Accepted).await, 2);
    }

    async fn a_bounce_nested_without_end_settles_nothing(t: TestDb) {
        let w = world(&t).await;
        sent(&w, 3).await;
        let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(500_000);
        assert!(!w.room.receive_bounce(&w.dpo, nested.as_bytes()).await.unwrap());
    }
}
