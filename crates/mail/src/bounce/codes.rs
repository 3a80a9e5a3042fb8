//! Status codes in texts, and what they mean.

use serde::Serialize;

use crate::Enhanced;

/// Why a message was not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There is no such mailbox.
    NoSuchMailbox,
    /// There is no such domain, or it takes no mail.
    NoSuchDomain,
    /// The mailbox exists and is closed.
    MailboxDisabled,
    /// The mailbox is full.
    MailboxFull,
    /// The message is too large.
    TooLarge,
    /// The address is not written as one.
    BadAddress,
    /// The other side could not be reached.
    Unreachable,
    /// Tried for days, given up.
    Expired,
    /// Not delivered yet, still trying.
    Delayed,
    /// Refused by a rule: blocked sender, spam filter, missing authentication.
    Policy,
    /// The content was refused.
    Content,
    /// The other side's own trouble.
    System,
    /// Another reason, or none given.
    Other,
}

/// What the codes and words of a text say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Codes {
    /// The first reply code, 4yz or 5yz.
    pub(super) reply: Option<u16>,
    /// The first enhanced code of class 4 or 5.
    pub(super) enhanced: Option<Enhanced>,
}

impl Codes {
    /// Finds codes such as `550 5.1.1`, `#5.1.1` or `550-5.7.1`.
    pub(super) fn find(text: &str) -> Self {
        let mut codes = Self::default();
        let separators = [
            ' ', '\t', '\n', '\r', '-', '<', '>', '(', ')', ';', ':', '#', ',', '\'', '"', '=',
            '[', ']',
        ];
        for token in text.split(separators).filter(|token| !token.is_empty()) {
            let token = token.trim_end_matches('.');
            if codes.enhanced.is_none() {
                codes.enhanced = Enhanced::parse(token).filter(|e| e.class != 2);
            }
            if codes.reply.is_none()
                && token.len() == 3
                && token.bytes().all(|b| b.is_ascii_digit())
            {
                codes.reply = token.parse().ok().filter(|n| is_failure_code(*n));
            }
        }
        codes
    }

    /// The class of failure, 4 or 5, when a code says it.
    pub(super) fn class(self) -> Option<u8> {
        let said = self.reply.and_then(|code| match code / 100 {
            4 => Some(4),
            5 => Some(5),
            _ => None,
        });
        self.enhanced.map(|enhanced| enhanced.class).or(said)
    }
}

/// The reply codes that RFC 5321 and its extensions know; other numbers in
/// prose are numbers.
fn is_failure_code(code: u16) -> bool {
    matches!(
        code,
        421 | 422 | 430 | 431 | 432 | 441 | 442 | 446 | 447 | 449..=455 | 458 | 459 | 471
    ) || matches!(code, 500..=504 | 510..=515 | 521 | 523 | 525 | 530 | 533..=535 | 538 | 541 | 542 | 550..=557 | 571)
}

/// Words that servers use, in lower case, and what they mean. Searched in order.
const WORDS: [(&str, Reason); 93] = [
    ("over quota", Reason::MailboxFull),
    ("overquota", Reason::MailboxFull),
    ("quota exceeded", Reason::MailboxFull),
    ("exceeded storage", Reason::MailboxFull),
    ("exceeds quota", Reason::MailboxFull),
    ("out of storage", Reason::MailboxFull),
    ("mailbox full", Reason::MailboxFull),
    ("mailbox is full", Reason::MailboxFull),
    ("user is over the quota", Reason::MailboxFull),
    ("boîte pleine", Reason::MailboxFull),
    ("boîte aux lettres pleine", Reason::MailboxFull),
    ("boite pleine", Reason::MailboxFull),
    ("quotaexceeded", Reason::MailboxFull),
    ("over the quota", Reason::MailboxFull),
    ("exceeded their quota", Reason::MailboxFull),
    ("exceeded its quota", Reason::MailboxFull),
    ("storage allocation", Reason::MailboxFull),
    ("storage quota", Reason::MailboxFull),
    ("inbox is full", Reason::MailboxFull),
    ("insufficient storage", Reason::MailboxFull),
    ("quota dépassé", Reason::MailboxFull),
    ("quota depasse", Reason::MailboxFull),
    ("boîte aux lettres est pleine", Reason::MailboxFull),
    ("boîte est pleine", Reason::MailboxFull),
    ("account is disabled", Reason::MailboxDisabled),
    ("account has been disabled", Reason::MailboxDisabled),
    ("mailbox disabled", Reason::MailboxDisabled),
    ("mailbox is disabled", Reason::MailboxDisabled),
    ("account suspended", Reason::MailboxDisabled),
    ("account is inactive", Reason::MailboxDisabled),
    ("inactive user", Reason::MailboxDisabled),
    ("mailbox is inactive", Reason::MailboxDisabled),
    // A domain that takes no mail at all (RFC 7505) comes before its addresses.
    ("nullmx", Reason::NoSuchDomain),
    ("null mx", Reason::NoSuchDomain),
    ("does not accept mail", Reason::NoSuchDomain),
    ("does not accept email", Reason::NoSuchDomain),
    ("n'accepte pas de courriel", Reason::NoSuchDomain),
    ("domaine inconnu", Reason::NoSuchDomain),
    ("domaine inexistant", Reason::NoSuchDomain),
    ("user unknown", Reason::NoSuchMailbox),
    ("unknown user", Reason::NoSuchMailbox),
    ("unknown recipient", Reason::NoSuchMailbox),
    ("recipient unknown", Reason::NoSuchMailbox),
    ("no such user", Reason::NoSuchMailbox),
    ("no such recipient", Reason::NoSuchMailbox),
    ("no such mailbox", Reason::NoSuchMailbox),
    ("no mailbox here", Reason::NoSuchMailbox),
    ("mailbox unavailable", Reason::NoSuchMailbox),
    ("mailbox not found", Reason::NoSuchMailbox),
    ("recipnotfound", Reason::NoSuchMailbox),
    ("recipientnotfound", Reason::NoSuchMailbox),
    ("account does not exist", Reason::NoSuchMailbox),
    ("recipient not found", Reason::NoSuchMailbox),
    ("user not found", Reason::NoSuchMailbox),
    ("account that you tried to reach does not exist", Reason::NoSuchMailbox),
    ("address does not exist", Reason::NoSuchMailbox),
    ("user doesn't exist", Reason::NoSuchMailbox),
    ("user does not exist", Reason::NoSuchMailbox),
    ("invalid recipient", Reason::NoSuchMailbox),
    ("invalid mailbox", Reason::NoSuchMailbox),
    ("address rejected", Reason::NoSuchMailbox),
    ("address not found", Reason::NoSuchMailbox),
    ("adresse inconnue", Reason::NoSuchMailbox),
    ("destinataire inconnu", Reason::NoSuchMailbox),
    ("utilisateur inconnu", Reason::NoSuchMailbox),
    ("n'existe pas", Reason::NoSuchMailbox),
    ("introuvable", Reason::NoSuchMailbox),
    ("host not found", Reason::NoSuchDomain),
    ("host unknown", Reason::NoSuchDomain),
    ("couldn't find any host", Reason::NoSuchDomain),
    ("domain not found", Reason::NoSuchDomain),
    ("domain does not exist", Reason::NoSuchDomain),
    ("name or service not known", Reason::NoSuchDomain),
    ("unrouteable address", Reason::NoSuchDomain),
    ("unroutable address", Reason::NoSuchDomain),
    ("in the queue too long", Reason::Expired),
    ("retry timeout exceeded", Reason::Expired),
    ("delivery time expired", Reason::Expired),
    ("message expired", Reason::Expired),
    ("connection timed out", Reason::Unreachable),
    ("connection refused", Reason::Unreachable),
    ("message too large", Reason::TooLarge),
    ("message size exceeds", Reason::TooLarge),
    ("mail rejeté", Reason::Policy),
    ("mail rejete", Reason::Policy),
    ("message rejeté", Reason::Policy),
    ("message rejete", Reason::Policy),
    ("courriel rejeté", Reason::Policy),
    ("temporarily deferred", Reason::Policy),
    ("user complaints", Reason::Policy),
    ("spam", Reason::Policy),
    ("blocked", Reason::Policy),
    ("blacklist", Reason::Policy),
];

impl Reason {
    /// What the words of a text say, if anything.
    pub(super) fn from_words(text: &str) -> Option<Self> {
        let text = text.to_lowercase().replace('’', "'");
        WORDS.iter().find(|(words, _)| text.contains(words)).map(|(_, reason)| *reason)
    }

    /// What an enhanced code says (registry of RFC 5248), if anything.
    pub(super) fn from_code(code: Enhanced) -> Option<Self> {
        Some(match (code.subject, code.detail) {
            (1, 1 | 6) => Self::NoSuchMailbox,
            (1, 2 | 10) | (4, 3) => Self::NoSuchDomain,
            (1, 3) => Self::BadAddress,
            (1, 7 | 8) => Self::Policy,
            (2, 1) => Self::MailboxDisabled,
            (2, 2) => Self::MailboxFull,
            (2, 3) | (3, 4) => Self::TooLarge,
            (4, 7) => Self::Expired,
            (4, 1 | 2 | 4) => Self::Unreachable,
            (3, _) => Self::System,
            (6, _) => Self::Content,
            (7, _) => Self::Policy,
            _ => return None,
        })
    }

    /// The best of codes and words. A full mailbox exists: words that say so, or reply 552
    /// (RFC 5321 4.2.2), win over the code of a missing one, which some servers give for
    /// everything. One code (5.1.10) has two meanings: words that name a missing mailbox or
    /// a missing domain win over those.
    pub(super) fn of(code: Option<Enhanced>, reply: Option<u16>, text: &str) -> Self {
        let coded = code.and_then(Self::from_code);
        let worded = Self::from_words(text);
        let full = matches!(reply, Some(552 | 452)).then_some(Self::MailboxFull);
        match (coded, worded) {
            (
                Some(
                    Self::MailboxDisabled
                    | Self::System
                    | Self::Policy
                    | Self::NoSuchDomain
                    | Self::BadAddress,
                ),
                Some(worded @ (Self::MailboxFull | Self::NoSuchMailbox)),
            )
            | (Some(Self::NoSuchMailbox), Some(worded @ Self::MailboxFull))
            | (Some(Self::Unreachable), Some(worded @ Self::NoSuchDomain)) => worded,
            (Some(Self::NoSuchMailbox), _) => full.unwrap_or(Self::NoSuchMailbox),
            (Some(coded), _) => coded,
            (None, Some(worded)) => worded,
            (None, None) => full.unwrap_or(Self::Other),
        }
    }

    /// Whether the reason alone says that trying again is useless.
    pub(super) const fn is_permanent(self) -> Option<bool> {
        match self {
            Self::NoSuchMailbox | Self::NoSuchDomain | Self::MailboxDisabled | Self::BadAddress => {
                Some(true)
            }
            Self::Delayed | Self::Expired | Self::Unreachable => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Option<u16>, Option<String>, Option<u8>) {
        let codes = Codes::find(text);
        (codes.reply, codes.enhanced.map(|e| e.to_string()), codes.class())
    }

    #[test]
    fn finds_codes_however_they_are_dressed() {
        let both = |reply, code: &str, class| (Some(reply), Some(code.to_owned()), Some(class));
        assert_eq!(found("smtp; 550 5.1.1 no"), both(550, "5.1.1", 5));
        assert_eq!(found("550-5.7.1 [192.0.2.1]"), both(550, "5.7.1", 5));
        assert_eq!(found("#550 4.2.2 x"), both(550, "4.2.2", 4));
        assert_eq!(found("Sorry. (#5.1.2)"), (None, Some("5.1.2".to_owned()), Some(5)));
        assert_eq!(found("said: 451 later"), (Some(451), None, Some(4)));
    }

    #[test]
    fn numbers_that_are_no_codes_are_passed_over() {
        let text = "192.0.2.7, 250 2.0.0 ok, 21/09/2026 10:55, 499 euros, version 5.1, 4000";
        assert_eq!(found(text), (None, None, None));
    }

    #[test]
    fn words_win_only_over_codes_that_are_used_for_everything() {
        let of = |code, text| Reason::of(Enhanced::parse(code), None, text);
        assert_eq!(of("5.0.0", "user unknown"), Reason::NoSuchMailbox);
        assert_eq!(of("5.7.1", "mailbox full"), Reason::MailboxFull);
        assert_eq!(of("5.1.1", "blocked"), Reason::NoSuchMailbox);
        assert_eq!(of("5.1.10", "RecipientNotFound"), Reason::NoSuchMailbox);
        assert_eq!(of("5.0.0", ""), Reason::Other);
    }

    #[test]
    fn a_full_mailbox_is_never_one_that_does_not_exist() {
        for said in [
            "552 5.1.1 rejected",
            "550 5.1.1 user is overquota",
            "550 5.1.1 mailbox full",
            "552 sorry",
            "452 4.1.1 later",
            "550 5.1.1 La boîte aux lettres est pleine",
            "550-5.1.1 Requested mail action aborted: exceeded storage allocation",
        ] {
            let codes = Codes::find(said);
            assert_eq!(
                Reason::of(codes.enhanced, codes.reply, said),
                Reason::MailboxFull,
                "{said}"
            );
        }
    }

    #[test]
    fn a_domain_without_mail_and_a_rule_are_told_from_a_wrong_address() {
        for (said, reason) in [
            ("Domain example.net does not accept mail (nullMX)", Reason::NoSuchDomain),
            ("5.1.0 Domain example.net does not accept mail (nullMX)", Reason::NoSuchDomain),
            ("556 5.1.10 recipient domain does not accept mail", Reason::NoSuchDomain),
            ("550 Mail rejete. Mail rejected. ofr_506", Reason::Policy),
        ] {
            let codes = Codes::find(said);
            assert_eq!(Reason::of(codes.enhanced, codes.reply, said), reason, "{said}");
        }
    }
}
