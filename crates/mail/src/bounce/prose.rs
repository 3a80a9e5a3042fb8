//! Reports in prose: qmail, old Exim, sendmail, Exchange, and their imitators.
//!
//! One reader for all: within the part above the returned message, an address
//! and a code or well-known words near it make a failed recipient. An address
//! without either is passed over; a code without an address belongs to the next
//! address or, where the server names its recipients in a header, to those.

use super::codes::{Codes, Reason};
use super::incoming::Incoming;
use super::recipients::{Failed, RECIPIENTS_MAX, is_address_like};
use crate::Enhanced;

/// What follows is the returned message, in lower case.
const CUTS: [&str; 13] = [
    "--- below this line is a copy",
    "------ this is a copy of",
    "------ this is a copy of the message",
    "--- the header of the original",
    "----- original message",
    "-----original message",
    "----- unsent message follows",
    "--- original message follows",
    "--- returned message",
    "the original message follows",
    "original message headers",
    "en-têtes d'origine",
    "----- message header follows",
];

/// Words of a warning that is no failure yet, in lower case.
const DELAYS: [&str; 11] = [
    "warning message only",
    "do not need to resend",
    "will be retried",
    "will keep trying",
    "still trying",
    "has been delayed",
    "could not send message for past",
    "has not yet been delivered",
    "not been delivered to all recipients after",
    "delivery attempts will continue",
    "remise retardée",
];

/// Words that say that nobody tries any more, in lower case, whatever the codes.
const GIVEN_UP: [&str; 15] = [
    "permanent error",
    "permanent fatal error",
    "permanent failure",
    "giving up",
    "given up",
    "gave up",
    "not going to try again",
    "in the queue too long",
    "in queue too long",
    "retry timeout exceeded",
    "delivery time expired",
    "message expired",
    "returned to sender",
    "message is undeliverable",
    "abandonné",
];

/// How far below an address its code may stand, in lines.
const REACH: usize = 12;
/// How much text is read.
const TEXT_MAX: usize = 256 * 1024;

/// Reads the failed recipients; none when nothing is certain enough.
pub(super) fn read(text: &str, incoming: &Incoming) -> Vec<Failed> {
    let text = report_of(text);
    let lower = text.to_lowercase().replace('’', "'");
    let delayed = DELAYS.iter().any(|words| lower.contains(words));
    let named: Vec<String> = incoming
        .all("x-failed-recipients")
        .flat_map(|value| value.split([',', ' ', ';']))
        .map(|word| word.trim().trim_matches(['<', '>']).to_owned())
        .filter(|word| is_address_like(word))
        .take(RECIPIENTS_MAX)
        .collect();
    let mut found = scan(text, &own_addresses(incoming));
    if !named.is_empty() {
        let whole = found.first().map(|finding| finding.words.clone()).unwrap_or(text.to_owned());
        let known = |name: &str, found: &[Finding]| {
            found.iter().position(|f| f.address.eq_ignore_ascii_case(name))
        };
        found = named
            .into_iter()
            .map(|address| match known(&address, &found) {
                Some(at) => found.swap_remove(at),
                None => Finding { address, words: whole.clone(), gap: 0 },
            })
            .collect();
    }
    let certain = incoming.all("x-failed-recipients").next().is_some() || delayed;
    let ended = !delayed
        && (incoming.all("x-failed-recipients").next().is_some()
            || GIVEN_UP.iter().any(|words| lower.contains(words)));
    found.into_iter().filter_map(|finding| finding.judge(delayed, certain, ended)).collect()
}

/// The text above the returned message.
fn report_of(text: &str) -> &str {
    let text = text.get(..floor(text, TEXT_MAX)).unwrap_or(text);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let lower = line.trim_start_matches(['>', ' ']).to_lowercase();
        if at > 0 && CUTS.iter().any(|cut| lower.starts_with(cut)) {
            return text.get(..at).unwrap_or(text);
        }
        at += line.len();
    }
    text
}

/// The largest character boundary up to `max`.
fn floor(text: &str, max: usize) -> usize {
    (0..=max.min(text.len())).rev().find(|&n| text.is_char_boundary(n)).unwrap_or(0)
}

/// Addresses that are ours or the server's own, not a failed recipient.
fn own_addresses(incoming: &Incoming) -> Vec<String> {
    ["from", "to", "sender", "reply-to", "delivered-to", "x-original-to", "return-path"]
        .into_iter()
        .flat_map(|name| incoming.all(name))
        .flat_map(addresses)
        .map(str::to_lowercase)
        .collect()
}

/// An address and the words near it.
struct Finding {
    address: String,
    words: String,
    gap: usize,
}

impl Finding {
    fn judge(self, delayed: bool, certain: bool, ended: bool) -> Option<Failed> {
        let codes = Codes::find(&self.words);
        let worded = Reason::from_words(&self.words);
        let class = codes.class();
        if class.is_none() && worded.is_none() && !certain {
            return None;
        }
        let status =
            codes.enhanced.or(codes.class().map(|class| Enhanced { class, subject: 0, detail: 0 }));
        let reason =
            if delayed { Reason::Delayed } else { Reason::of(status, codes.reply, &self.words) };
        let expired = worded == Some(Reason::Expired);
        let permanent = !delayed
            && !expired
            && class.map_or_else(|| reason.is_permanent().unwrap_or(certain), |class| class == 5);
        let diagnostic = self.words.trim().to_owned();
        Some(Failed {
            address: self.address,
            given_up: permanent || ended,
            permanent,
            status,
            reason,
            diagnostic: (!diagnostic.is_empty()).then_some(diagnostic),
        })
    }
}

fn scan(text: &str, own: &[String]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let mut current: Option<usize> = None;
    for line in text.lines() {
        let in_line: Vec<&str> =
            addresses(line).filter(|a| !own.contains(&a.to_lowercase())).collect();
        for address in &in_line {
            let known = found.iter().position(|f| f.address.eq_ignore_ascii_case(address));
            current = known.or_else(|| {
                if found.len() >= RECIPIENTS_MAX {
                    return None;
                }
                found.push(Finding {
                    address: (*address).to_owned(),
                    words: String::new(),
                    gap: 0,
                });
                Some(found.len() - 1)
            });
        }
        if let Some(finding) = current.and_then(|at| found.get_mut(at)) {
            finding.gap = if in_line.is_empty() { finding.gap + 1 } else { 0 };
            if finding.gap <= REACH {
                // The address itself may hold words such as "spam".
                finding
                    .words
                    .push_str(&in_line.iter().fold(line.to_owned(), |l, a| l.replace(a, "")));
                finding.words.push('\n');
            }
        }
    }
    found
}

/// The addresses in a line of prose.
fn addresses(line: &str) -> impl Iterator<Item = &str> {
    let separators = [' ', '\t', '<', '>', '(', ')', '[', ']', '"', ',', ';', ':', '\'', '|', '='];
    line.split(separators)
        .map(|word| word.trim_matches(['.', '!', '?', '*', '`']))
        .filter(|word| word.contains('@') && is_address_like(word))
}
