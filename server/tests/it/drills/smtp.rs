//! A real mail server on loopback, unevenly slow, so that kills fall into every step of
//! the dialogue. It counts a message when it takes it, before its reply leaves: what
//! stands in a mailbox stands there whether or not the sender lives to hear of it.

use std::{collections::HashMap, time::Duration};

use mail::{
    Stage,
    testing::{Act, Keep, SmtpServer},
};

use super::Dice;

/// The longest pause before the reply to the final dot.
const LONGEST: Duration = Duration::from_millis(20);
/// The longest pause at the other steps.
const SHORT: Duration = Duration::from_millis(3);

pub(super) async fn start(seed: u64) -> SmtpServer {
    let server = SmtpServer::builder().keep(Keep::Ids).start().await.unwrap();
    for (stage, longest) in [
        (Stage::Greeting, SHORT),
        (Stage::RcptTo, SHORT),
        (Stage::Data, SHORT),
        (Stage::EndOfData, LONGEST),
    ] {
        server.on(stage, move |scene| {
            Act::After(Dice(seed ^ scene.count.rotate_left(20)).moment(longest))
        });
    }
    server
}

/// Messages in each mailbox.
pub(super) fn mailboxes(server: &SmtpServer) -> HashMap<String, u64> {
    let mut copies = HashMap::new();
    for message in server.received() {
        *copies.entry(message.recipient.to_lowercase()).or_default() += 1;
    }
    copies
}
