//! From what the transport says to what becomes of a delivery, and to what is kept.

use mail::{InDoubt, NotSent, Outcome, Reply, Stage, bounce::Reason};

use crate::Alert;

/// What becomes of an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The server took it.
    Accepted,
    /// The server refuses for now; the reason is a word of the bounce list.
    Deferred(&'static str),
    /// The server refuses for good: a letter goes instead where there is an address.
    Failed(&'static str),
    /// Nothing was transmitted and it is nobody's fault: again, later.
    NotSent,
    /// The server, our sign-in or our sender address is the trouble, not the message:
    /// again when that is over.
    Trouble(Alert),
    /// Nobody knows.
    InDoubt(&'static str),
}

/// What an outcome means.
pub(crate) fn fate_of(outcome: &Outcome) -> Fate {
    match outcome {
        Outcome::Accepted(_) => Fate::Accepted,
        Outcome::Refused(refusal) => match refusal.stage {
            Stage::MailFrom => Fate::Trouble(Alert::Sender),
            Stage::Auth => Fate::Trouble(Alert::SignIn),
            Stage::Connect | Stage::Greeting | Stage::Hello | Stage::Tls => {
                Fate::Trouble(Alert::Server)
            }
            _ if refusal.is_permanent() => Fate::Failed(word_of(&refusal.reply)),
            _ => Fate::Deferred(word_of(&refusal.reply)),
        },
        Outcome::NotSent(reason) => match reason {
            NotSent::Auth(_) | NotSent::Tls(_) => Fate::Trouble(Alert::SignIn),
            NotSent::Unreachable | NotSent::Unavailable(_) => Fate::Trouble(Alert::Server),
            NotSent::TimedOut(stage) if *stage <= Stage::MailFrom => Fate::Trouble(Alert::Server),
            NotSent::Capture(_) | NotSent::Seal => Fate::Trouble(Alert::Capture),
            NotSent::TooLarge => Fate::Failed("too_large"),
            NotSent::Lost(_) | NotSent::TimedOut(_) | NotSent::Protocol(_) | NotSent::Closed => {
                Fate::NotSent
            }
        },
        Outcome::InDoubt(reason) => Fate::InDoubt(match reason {
            InDoubt::Lost => "lost",
            InDoubt::TimedOut => "timed_out",
            InDoubt::Unreadable => "unreadable",
            InDoubt::Stopped => "stopped",
            InDoubt::Capture => "capture",
        }),
    }
}

/// The word of the bounce list for a reply: by its enhanced code (RFC 3463) where there
/// is one, by its code (RFC 5321) otherwise; never by its prose.
fn word_of(reply: &Reply) -> &'static str {
    if let Some(enhanced) = reply.enhanced() {
        return match (enhanced.subject, enhanced.detail) {
            // Some servers give 5.1.1 for everything; 552 and 452 are about room alone.
            (1, _) if matches!(reply.code(), 552 | 452) => "mailbox_full",
            (1, 1 | 6) => "no_such_mailbox",
            (1, 2 | 10) => "no_such_domain",
            (1, 3) => "bad_address",
            (2, 1) => "mailbox_disabled",
            (2, 2) => "mailbox_full",
            (2, 3) | (3, 4) => "too_large",
            (3, _) => "system",
            (4, 4) => "no_such_domain",
            (4, 7) => "expired",
            (4, _) => "unreachable",
            (6, _) => "content",
            (7, _) => "policy",
            _ => "other",
        };
    }
    match reply.code() {
        550 | 551 => "no_such_mailbox",
        552 => "mailbox_full",
        452 => "mailbox_full",
        501 | 553 => "bad_address",
        554 => "policy",
        421 | 451 => "system",
        450 => "delayed",
        _ => "other",
    }
}

/// The word of the bounce list for what came back (RFC 3464).
pub(crate) const fn bounce_word(reason: Reason) -> &'static str {
    match reason {
        Reason::NoSuchMailbox => "no_such_mailbox",
        Reason::NoSuchDomain => "no_such_domain",
        Reason::MailboxDisabled => "mailbox_disabled",
        Reason::MailboxFull => "mailbox_full",
        Reason::TooLarge => "too_large",
        Reason::BadAddress => "bad_address",
        Reason::Unreachable => "unreachable",
        Reason::Expired => "expired",
        Reason::Delayed => "delayed",
        Reason::Policy => "policy",
        Reason::Content => "content",
        Reason::System => "system",
        Reason::Other => "other",
    }
}

/// What an attempt keeps of an outcome: word, stage and reply.
pub(crate) fn said_of(outcome: &Outcome) -> (&'static str, Option<Stage>, Option<&Reply>) {
    match outcome {
        Outcome::Accepted(reply) => ("accepted", None, Some(reply)),
        Outcome::Refused(refusal) => ("refused", Some(refusal.stage), Some(&refusal.reply)),
        Outcome::NotSent(reason) => {
            let (stage, reply) = match reason {
                NotSent::Unavailable(reply) => (Some(Stage::Greeting), Some(reply)),
                NotSent::Auth(reply) => (Some(Stage::Auth), reply.as_ref()),
                NotSent::Lost(stage) | NotSent::TimedOut(stage) | NotSent::Protocol(stage) => {
                    (Some(*stage), None)
                }
                _ => (None, None),
            };
            ("not_sent", stage, reply)
        }
        Outcome::InDoubt(_) => ("in_doubt", Some(Stage::EndOfData), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail::Refusal;

    fn refused(stage: Stage, code: u16, text: &str) -> Outcome {
        Outcome::Refused(Refusal { stage, reply: Reply::new(code, text) })
    }

    #[test]
    fn the_code_decides_and_not_the_prose() {
        let at = Stage::RcptTo;
        for (outcome, fate) in [
            (refused(at, 550, "5.1.1 mailbox full, try later"), Fate::Failed("no_such_mailbox")),
            (refused(at, 450, "4.2.2 user unknown"), Fate::Deferred("mailbox_full")),
            (refused(at, 552, "5.1.1 no code says it"), Fate::Failed("mailbox_full")),
            (refused(Stage::EndOfData, 554, "5.7.1 no"), Fate::Failed("policy")),
            (refused(at, 552, "no code"), Fate::Failed("mailbox_full")),
            (refused(Stage::MailFrom, 550, "5.7.1 sender"), Fate::Trouble(Alert::Sender)),
            (Outcome::NotSent(NotSent::Unreachable), Fate::Trouble(Alert::Server)),
            (Outcome::NotSent(NotSent::Lost(Stage::Body)), Fate::NotSent),
            (Outcome::InDoubt(InDoubt::TimedOut), Fate::InDoubt("timed_out")),
        ] {
            assert_eq!(fate_of(&outcome), fate, "{outcome:?}");
        }
    }

    #[test]
    fn every_word_has_a_sentence() {
        for code in [550, 551, 552, 452, 501, 553, 554, 421, 451, 450, 400] {
            let word = word_of(&Reply::new(code, ""));
            assert!(i18n::has(&format!("campaigns.bounce.{word}")), "{word}");
        }
        for subject in 0..8 {
            for detail in 0..12 {
                let word = word_of(&Reply::new(550, format!("5.{subject}.{detail} x")));
                assert!(i18n::has(&format!("campaigns.bounce.{word}")), "{word}");
            }
        }
    }
}
