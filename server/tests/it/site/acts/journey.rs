//! One form after the other: found on its page, compared with the table, sent.

use std::{cmp::Reverse, collections::BTreeSet, fmt};

use crate::site::{
    answer::Answer,
    client::{Asked, Client},
    html::{Form, Part, forms, said},
    line::{FILE, Line, Sends},
    places::Place,
    table::LINES,
    world::World,
};

use super::{OPEN, SELDOM};

/// How an act ends when it is done.
#[derive(Clone, Copy, Debug)]
enum Ends<'a> {
    /// By a redirect to an address that holds these words.
    At(&'a str),
    /// With a page.
    Here,
}

/// An act: its route, and what is typed in place of what the table says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Act<'a> {
    route: &'a str,
    typed: &'a [(&'a str, &'a str)],
    ends: Ends<'a>,
}

impl<'a> Act<'a> {
    /// An act that answers with a page.
    pub(super) const fn of(route: &'a str) -> Self {
        Self { route, typed: &[], ends: Ends::Here }
    }

    /// What is typed. A file is typed as its content.
    pub(super) const fn typing(mut self, typed: &'a [(&'a str, &'a str)]) -> Self {
        self.typed = typed;
        self
    }

    /// It answers with a redirect to an address that holds these words.
    pub(super) const fn leading_to(mut self, words: &'a str) -> Self {
        self.ends = Ends::At(words);
        self
    }
}

/// All forms of the program, as far as they were sent.
pub(super) struct Journey<'w> {
    pub(super) w: &'w World,
    /// What the forms are about.
    place: Place,
    seen: BTreeSet<&'static str>,
    done: BTreeSet<&'static str>,
    faults: Vec<String>,
}

impl<'w> Journey<'w> {
    pub(super) fn new(w: &'w World) -> Self {
        let place = w.places[0].clone();
        let (seen, done) = (BTreeSet::new(), BTreeSet::new());
        Self { w, place, seen, done, faults: Vec::new() }
    }

    /// Is about another thing from here on.
    pub(super) fn about(&mut self, word: &'static str, id: impl Into<String>) {
        self.place = std::mem::take(&mut self.place).with(word, id);
    }

    /// The id of a word.
    pub(super) fn id(&self, word: &str) -> &str {
        self.place.id(word)
    }

    /// A page, with its ids.
    pub(super) async fn page(&self, client: &mut Client, page: &str) -> Answer {
        client.ask(Asked::get(&self.place.fill(page))).await
    }

    pub(super) fn fault(&mut self, route: &str, what: impl fmt::Display) {
        self.faults.push(format!("POST {route}: {what}"));
    }

    /// Opens the page of a form and sends it; gives the answer when the act was done.
    pub(super) async fn does(
        &mut self,
        client: &mut Client,
        page: &str,
        act: Act<'_>,
    ) -> Option<Answer> {
        let page = self.page(client, page).await;
        self.sends(client, &page, act).await
    }

    /// Sends a form of a page that is open.
    pub(super) async fn sends(
        &mut self,
        client: &mut Client,
        page: &Answer,
        act: Act<'_>,
    ) -> Option<Answer> {
        let line = line_of(act.route);
        let fields = line.fields(&self.place);
        let forms = forms(&page.text());
        let Some(form) = chosen(&forms, &self.place.fill(line.ask), &fields) else {
            let (status, to) = (page.status, page.to());
            self.fault(line.path, format_args!("its page has no such form ({status} {to})"));
            return None;
        };
        self.seen.insert(line.path);
        for what in unlike(line, form) {
            self.fault(line.path, what);
        }
        let asked = match line.sends {
            Sends::File => {
                let content = act.typed.first().map_or("", |(_, content)| *content);
                Asked::upload(&form.action, FILE, "liste.csv", content)
            }
            _ => Asked::form(&form.action, &filled(form, &fields, act.typed)),
        };
        let answer = client.ask(asked).await;
        let status = answer.status.as_u16();
        let right = match act.ends {
            Ends::At(words) => status == 303 && answer.to().contains(words),
            Ends::Here => status == 200,
        };
        if right {
            self.done.insert(line.path);
            return Some(answer);
        }
        let (to, said) = (answer.to().to_owned(), said(&answer.text()));
        self.fault(line.path, format_args!("was not done: {status} {to} {said}"));
        None
    }

    /// All faults, those included of forms that nobody came to.
    pub(super) fn faults(self) -> Vec<String> {
        let Self { mut faults, seen, done, .. } = self;
        for line in LINES.iter().filter(|line| line.method == "POST") {
            let path = line.path;
            if !seen.contains(path) {
                faults.push(format!("POST {path}: its form was seen nowhere"));
            } else if !done.contains(path) {
                faults.push(format!("POST {path}: nobody was let in"));
            }
        }
        faults
    }
}

/// The line of a form. A route that is not in the table is a fault of the test.
fn line_of(route: &str) -> &'static Line {
    let mut forms = LINES.iter().filter(|line| line.method == "POST");
    forms.find(|line| line.path == route).unwrap_or_else(|| panic!("POST {route} has no line"))
}

/// The form that is sent to an address. Of several, the one that the page has filled as
/// the table does: on a list each row has its own.
fn chosen<'a>(forms: &'a [Form], address: &str, fields: &[(String, String)]) -> Option<&'a Form> {
    let without_query = |address: &str| address.split('?').next().map(str::to_owned);
    let wanted = without_query(address);
    let is_typed = |(name, value): &(&str, &str)| {
        fields.iter().any(|(known, typed)| known == name && typed == value)
    };
    forms
        .iter()
        .filter(|form| form.posts && without_query(&form.action) == wanted)
        .min_by_key(|form| Reverse(form.hidden().filter(is_typed).count()))
}

/// In what the form of the table and that of the page differ.
fn unlike(line: &Line, form: &Form) -> Vec<String> {
    let table: BTreeSet<&str> = line.names().into_iter().collect();
    let buttons: BTreeSet<&str> = form.names(Part::Button).collect();
    let fields: BTreeSet<&str> = form.names(Part::Hidden).chain(form.names(Part::Field)).collect();
    let open = OPEN.iter().any(|(path, _)| *path == line.path);
    let seldom =
        |name: &str| SELDOM.iter().any(|(path, known, _)| *path == line.path && *known == name);
    let lacking = fields.difference(&table).filter(|name| !open && !seldom(name));
    let dead = table.difference(&fields).filter(|name| !buttons.contains(*name) && !seldom(name));
    let mut unlike: Vec<String> = lacking
        .map(|name| format!("the page has a field {name:?} that the table has not"))
        .chain(dead.map(|name| format!("the table has a field {name:?} that the page has not")))
        .collect();
    if !buttons.is_empty() && buttons.is_disjoint(&table) {
        unlike.push(format!("the table presses none of the buttons {buttons:?}"));
    }
    unlike
}

/// What a browser sends: what the page holds, what the table types over it, what is typed
/// for this act. What the page hides nobody types over, unless the act does.
fn filled(
    form: &Form,
    fields: &[(String, String)],
    typed: &[(&str, &str)],
) -> Vec<(String, String)> {
    let mut pairs = form.untouched();
    let hides = |name: &str| form.names(Part::Hidden).any(|hidden| hidden == name);
    let fields: Vec<&(String, String)> = fields.iter().filter(|(name, _)| !hides(name)).collect();
    pairs.retain(|(known, _)| fields.iter().all(|(name, _)| name != known));
    pairs.extend(fields.into_iter().cloned());
    pairs.retain(|(known, _)| typed.iter().all(|(name, _)| name != known));
    pairs.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    pairs
}

#[test]
fn a_form_that_is_not_its_pages_is_seen() {
    let page = "<form method=\"post\" action=\"/console/mon-acces/mot-de-passe\">\
        <input type=\"password\" name=\"current\"><input type=\"password\" name=\"new\"></form>";
    let forms = forms(page);
    let line = line_of("/console/mon-acces/mot-de-passe");
    let found = unlike(line, &forms[0]).join("\n");
    for name in ["\"new\" that the table", "\"password\" that the page", "\"password_again\""] {
        assert!(found.contains(name), "{name}: {found}");
    }
    let twice = "<form method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"row\" value=\"1\">\
        </form><form method=\"post\" action=\"/a?b\"><input type=\"hidden\" name=\"row\" value=\"2\">\
        <input name=\"why\" value=\"\"></form>";
    let forms = crate::site::html::forms(twice);
    let fields = [("row", "2"), ("why", "table")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let form = chosen(&forms, "/a", &fields).unwrap();
    let sent = filled(form, &fields, &[("why", "act")]);
    assert_eq!(sent, [("row", "2"), ("why", "act")].map(|(n, v)| (n.to_owned(), v.to_owned())));
    assert!(chosen(&forms, "/b", &fields).is_none());
}
