//! Somebody who asks, and what must be true of the answers.

use std::{collections::BTreeSet, fmt};

use axum::http::{Method, StatusCode};
use kernel::Role;

use super::{
    answer::Answer,
    client::{Asked, Client, Origin},
    line::{Line, May, Sender},
    places::Place,
    table::LINES,
};

/// Answers that say neither "you may not" nor "that is our fault".
const USUAL: [u16; 5] = [200, 303, 409, 410, 422];

/// Words of lists that both labs share: the other's is one's own.
const SHARED: [&str; 2] = ["reason", "reason_mail"];

/// Forms that say beside a field, or with a sentence, that an id is wrong.
const TOLD_IN_WORDS: [&str; 2] = ["/lettres/retours", "/campagnes/nouvelle"];

/// The form on several deliveries of a campaign: one that is not there moved meanwhile.
const SETTLES_MANY: &str = "/echecs/trancher";

/// Faults that were found, all of them, and what was asked to find them.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<String>,
    pub(super) requests: usize,
}

impl Findings {
    fn wrong(&mut self, who: Option<Role>, line: &Line, what: impl fmt::Display) {
        let who = who.map_or("nobody", Role::as_str);
        self.faults.push(format!("{} {} as {who}: {what}", line.method, line.path));
    }

    pub(super) fn add(&mut self, other: Self) {
        self.faults.extend(other.faults);
        self.requests += other.requests;
    }
}

/// What an id that is not the asker's must answer, besides what one answers that never was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Must {
    /// "Not found", or a redirect.
    Absent,
    /// Anything but a page.
    Refused,
    /// The same is enough.
    Alike,
}

impl Must {
    /// Under the own address, a form may say it in words.
    pub(super) fn under_own_address(line: &Line) -> Self {
        if TOLD_IN_WORDS.iter().any(|end| line.path.ends_with(end)) {
            Self::Alike
        } else if line.of_a_case() {
            Self::Absent
        } else {
            Self::Refused
        }
    }

    fn is_kept_by(self, status: StatusCode) -> bool {
        match self {
            Self::Absent => [StatusCode::NOT_FOUND, StatusCode::SEE_OTHER].contains(&status),
            Self::Refused => status != StatusCode::OK,
            Self::Alike => true,
        }
    }
}

/// One member of staff, or nobody, with a browser.
pub(super) struct Visitor {
    pub(super) role: Option<Role>,
    client: Client,
    pub(super) found: Findings,
}

impl Visitor {
    pub(super) fn new(role: Option<Role>, client: Client) -> Self {
        Self { role, client, found: Findings::default() }
    }

    async fn send(&mut self, asked: Asked) -> Answer {
        self.found.requests += 1;
        self.client.ask(asked).await
    }

    async fn ask(&mut self, line: &Line, place: &Place) -> Answer {
        self.send(line.asked(place)).await
    }

    /// Whoever may not is refused, on ids that exist.
    pub(super) async fn is_refused(&mut self, line: &Line, own: &Place) {
        if line.may.lets(self.role) {
            return;
        }
        let answer = self.ask(line, own).await;
        let right = match self.role {
            None => answer.asks_to_sign_in(),
            Some(_) => [403, 404].contains(&answer.status.as_u16()),
        };
        if !right {
            self.found.wrong(self.role, line, format_args!("{} {}", answer.status, answer.to()));
        }
    }

    /// What is of another lab answers as what never was.
    pub(super) async fn tells_no_difference(
        &mut self,
        line: &Line,
        other: &Place,
        never: &Place,
        must: Must,
    ) {
        let mut seen = (String::new(), String::new(), StatusCode::OK);
        // Once more when they differ: a minute may have passed between the two.
        for _ in 0..2 {
            let strange = self.ask(line, other).await;
            let absent = self.ask(line, never).await;
            let status = strange.status;
            seen = (strange.likeness(&other.names()), absent.likeness(&never.names()), status);
            if seen.0 == seen.1 {
                break;
            }
        }
        let (strange, absent, status) = seen;
        if strange != absent {
            let (a, b) = strange
                .lines()
                .zip(absent.lines())
                .find(|(a, b)| a != b)
                .map_or(("", ""), |(a, b)| (a, b));
            let at = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            let cut = |text: &str| -> String {
                text.chars().skip(at.saturating_sub(40)).take(160).collect()
            };
            self.found.wrong(
                self.role,
                line,
                format_args!("another lab's differs from none: {:?} / {:?}", cut(a), cut(b)),
            );
        }
        if self.role.is_some() && !must.is_kept_by(status) {
            self.found.wrong(self.role, line, format_args!("another lab's answers {status}"));
        }
    }

    /// The same with one id alone of another lab, the others one's own: what looks at one
    /// of them only would not see it.
    pub(super) async fn tells_no_difference_in_one(
        &mut self,
        line: &Line,
        own: &Place,
        other: &Place,
        never: &Place,
    ) {
        let inner = line.inner();
        if inner.len() < 2 {
            return;
        }
        for word in inner.into_iter().filter(|word| !SHARED.contains(word)) {
            let [strange, absent] =
                [other, never].map(|place| own.clone().with(word, place.id(word)));
            let must = match word {
                "delivery" if line.path.ends_with(SETTLES_MANY) => Must::Alike,
                _ if line.may.lets(self.role) => Must::under_own_address(line),
                // They are told that they may not, whatever it is about.
                _ => Must::Refused,
            };
            self.tells_no_difference(line, &strange, &absent, must).await;
        }
    }

    /// A form of another site is refused, whoever is signed in. One member is tried with
    /// all that another site could say; a form that anybody may send, with little: its
    /// tries are counted.
    pub(super) async fn refuses_forgeries(&mut self, line: &Line, own: &Place) {
        if line.method != "POST" {
            return;
        }
        let all = self.role == Some(Role::Dpo) && line.sender == Sender::Own;
        let often = if all { Origin::FORGED.len() } else { 2 };
        for origin in Origin::FORGED.into_iter().take(often) {
            let answer = self.send(line.asked(own).from(origin)).await;
            let refused = answer.status == StatusCode::FORBIDDEN;
            if refused != (line.sender == Sender::Own) {
                let what = format_args!("a form from {origin:?}: {}", answer.status);
                self.found.wrong(self.role, line, what);
            }
        }
    }

    /// An address that names two organisations is not understood, whichever comes first.
    pub(super) async fn refuses_a_second_organisation(
        &mut self,
        line: &Line,
        own: &Place,
        other: &Place,
    ) {
        let Some((path, query)) = line.ask.split_once('?') else { return };
        let (path, own_query, other_query) = (own.fill(path), own.fill(query), other.fill(query));
        let orders = [(&own_query, &other_query), (&other_query, &own_query)];
        for (first, second) in orders {
            let twice = Asked { path: format!("{path}?{first}&{second}"), ..line.asked(own) };
            let answer = self.send(twice).await;
            if ![400, 403, 404].contains(&answer.status.as_u16()) {
                self.found.wrong(
                    self.role,
                    line,
                    format_args!("{first}&{second}: {} {}", answer.status, answer.to()),
                );
            }
        }
    }

    /// Whatever the router does not list at an address answers that it is not allowed.
    pub(super) async fn refuses_other_methods(&mut self, own: &Place) {
        let known: BTreeSet<(&str, &str)> =
            LINES.iter().map(|line| (line.path, line.method)).collect();
        let mut seen = BTreeSet::new();
        for line in LINES.iter().filter(|line| seen.insert(line.path)) {
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                // A visit that wants the headers alone is a visit.
                let listed = if method == "HEAD" { "GET" } else { method };
                if known.contains(&(line.path, listed)) {
                    continue;
                }
                let asked = Asked::bare(method.parse().unwrap(), &own.fill(line.ask));
                let answer = self.send(asked).await;
                if answer.status != StatusCode::METHOD_NOT_ALLOWED {
                    let what = format_args!("{method} answers {}", answer.status);
                    self.found.wrong(self.role, line, what);
                }
            }
        }
    }

    /// Asking for the headers of a page alone answers as the page does.
    pub(super) async fn heads_are_as_their_pages(&mut self, own: &Place) {
        for line in LINES.iter().filter(|line| line.method == "GET") {
            let page = self.ask(line, own).await.status;
            let head = self.send(Asked::bare(Method::HEAD, &own.fill(line.ask))).await.status;
            if head != page {
                self.found.wrong(self.role, line, format_args!("HEAD {head}, GET {page}"));
            }
        }
    }

    /// Whoever may is let in.
    pub(super) async fn is_let_in(&mut self, line: &Line, own: &Place) {
        if !line.may.lets(self.role) {
            return;
        }
        let answer = self.ask(line, own).await;
        let status = answer.status.as_u16();
        let signed_out = line.may != May::Everybody && answer.asks_to_sign_in();
        if signed_out || !(USUAL.contains(&status) || (line.also != 0 && line.also == status)) {
            self.found.wrong(self.role, line, format_args!("{} {}", answer.status, answer.to()));
        }
    }
}
