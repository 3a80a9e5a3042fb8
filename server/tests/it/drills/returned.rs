//! `bounce receive` behind the return path: what came back of a real message is recorded
//! once, and a message that cannot be taken in now is kept by the mail server.

use std::{fs, time::Duration};

use db::Engine;
use serde_json::json;

use super::{launch::launched, ledger::Ledger, place::Place, smtp};
use crate::support::{number_in, on_sqlite};

/// Persons of the campaign: enough that it goes on while one message comes back.
const PEOPLE: u64 = 3;
/// Exit status on which a mail server tries again (`sysexits.h`).
const TRY_AGAIN: i32 = 75;

/// What a mail server says of a message that nobody there receives.
fn returned(recipient: &str, message: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net\r\nTo: information@example.org\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message}>\r\n\r\n--b--\r\n"
    )
}

/// Sends the whole campaign.
async fn sent(place: &Place, ledger: &Ledger) {
    let mut worker = place.start(&["worker"]);
    loop {
        let pause = Duration::from_millis(200);
        assert!(worker.ended_within(pause).await.is_none(), "{}", place.log());
        let services = place.services().await;
        let rests = ledger.rests(&services).await;
        services.close().await;
        if rests {
            break;
        }
    }
    worker.terminate();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_for_good_is_recorded_once_and_nothing_is_lost_while_it_cannot_be() {
    let mut place = Place::new(Engine::Sqlite).await;
    let server = smtp::start(1).await;
    place.set("CONCERNE_SMTP_URL", &server.url());
    place.set("CONCERNE_MAIL_DOMAIN", "example.org");
    let ledger = launched(&place, PEOPLE).await;
    sent(&place, &ledger).await;
    let messages = server.received();
    let [first, second, ..] = messages.as_slice() else { panic!("{} messages", messages.len()) };
    for (file, message) in [("first.eml", first), ("second.eml", second)] {
        let text = returned(&message.recipient, &message.message_id);
        fs::write(place.path(file), text).unwrap();
    }
    fs::write(place.path("person.eml"), "From: a@example.net\n\nMerci.\n").unwrap();

    let args = ["bounce", "receive", "first.eml", "person.eml", "--json"];
    let recorded = |file: &str, recorded: bool| json!({ "file": file, "recorded": recorded });
    let answers = place.run(&args).ok().json_lines();
    assert_eq!(answers, [recorded("first.eml", true), recorded("person.eml", false)]);
    let failed = "select count(*) from delivery where state = 'failed'";
    assert_eq!(number_in(&place.path(""), failed).await, 1);
    let again = place.run(&args).ok().json_lines();
    assert_eq!(again, [recorded("first.eml", false), recorded("person.eml", false)]);

    let url = format!("sqlite:{}", place.path("data/concerne.sqlite").display());
    on_sqlite(&url, "alter table delivery rename to delivery_away").await;
    let args = ["bounce", "receive", "second.eml", "person.eml", "missing.eml", "--json"];
    let broken = place.run(&args);
    assert_eq!(broken.status, TRY_AGAIN, "{broken:?}");
    let answers = broken.json_lines();
    assert_eq!(answers[0]["error"]["code"], "later");
    assert_eq!(answers[1], recorded("person.eml", false));
    assert_eq!(answers[2]["error"]["code"], "unreadable");
    on_sqlite(&url, "alter table delivery_away rename to delivery").await;
    let mended = place.run(&["bounce", "receive", "second.eml", "--json"]).ok();
    assert_eq!(mended.json(), recorded("second.eml", true));
    place.journal_is_sound();
}
