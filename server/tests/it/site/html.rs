//! The forms of a page, as a browser finds and fills them.

/// What a part of a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The page fills it, and nobody sees it.
    Hidden,
    /// Somebody types, ticks or chooses.
    Field,
    /// Sends the form, and its own value with it.
    Button,
}

/// A part of a form that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Control {
    name: String,
    value: String,
    part: Part,
    /// Whether its value is sent when nobody touches it.
    sent: bool,
}

/// A form of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    id: String,
    /// Where it is sent.
    pub(super) action: String,
    /// Whether it is sent by `POST`.
    pub(super) posts: bool,
    controls: Vec<Control>,
}

impl Form {
    /// Names of its parts of a kind.
    pub(super) fn names(&self, part: Part) -> impl Iterator<Item = &str> {
        self.controls.iter().filter(move |one| one.part == part).map(|one| one.name.as_str())
    }

    /// Names and values of what the page has filled itself.
    pub(super) fn hidden(&self) -> impl Iterator<Item = (&str, &str)> {
        let hidden = self.controls.iter().filter(|one| one.part == Part::Hidden);
        hidden.map(|one| (one.name.as_str(), one.value.as_str()))
    }

    /// What is sent when somebody touches nothing and presses a button without a name.
    pub(super) fn untouched(&self) -> Vec<(String, String)> {
        let sent = self.controls.iter().filter(|one| one.sent);
        sent.map(|one| (one.name.clone(), one.value.clone())).collect()
    }
}

/// A tag with its attributes, and what follows it.
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    attributes: Vec<(&'a str, String)>,
    rest: &'a str,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let mut named = self.attributes.iter().filter(|(known, _)| *known == name);
        named.next().map(|(_, value)| value.as_str())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

/// The first tag of a text.
fn next_tag(text: &str) -> Option<Tag<'_>> {
    let (_, after) = text.split_once('<')?;
    let (closes, after) = match after.strip_prefix('/') {
        Some(after) => (true, after),
        None => (false, after),
    };
    let (name, mut rest) = split(after, |c| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(rest) = rest.strip_prefix('>') {
            return Some(Tag { name, closes, attributes, rest });
        }
        if rest.is_empty() {
            return None;
        }
        let (attribute, after) =
            split(rest, |c| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'));
        let (value, after) = value_of(after);
        attributes.push((attribute, value));
        rest = after;
    }
}

/// The text up to a character, and the rest from it on.
fn split(text: &str, at: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(at).unwrap_or(text.len()))
}

/// The value of an attribute whose name has just been read; empty where there is none.
fn value_of(text: &str) -> (String, &str) {
    let Some(text) = text.strip_prefix('=') else { return (String::new(), text) };
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            let (value, rest) = quoted.split_once(quote).unwrap_or((quoted, ""));
            return (plain(value), rest);
        }
    }
    let (value, rest) = split(text, |c| c.is_ascii_whitespace() || c == '>');
    (plain(value), rest)
}

/// A text as it is read, without the marks that keep it from being markup.
fn plain(text: &str) -> String {
    let marks = [("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    let text = marks.iter().fold(text.to_owned(), |text, (mark, sign)| text.replace(mark, sign));
    text.replace("&amp;", "&")
}

/// The forms of a page, each with its parts, also those that stand elsewhere and name it.
pub(super) fn forms(page: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    // What stands outside of its form, with the id of that form.
    let mut apart: Vec<(String, Control)> = Vec::new();
    let mut inside = false;
    let mut rest = page;
    while let Some(tag) = next_tag(rest) {
        rest = tag.rest;
        if tag.name == "form" {
            inside = !tag.closes;
            if inside {
                let posts = tag.text("method").eq_ignore_ascii_case("post");
                let (id, action) = (tag.text("id"), tag.text("action"));
                forms.push(Form { id, action, posts, controls: Vec::new() });
            }
            continue;
        }
        let (control, after) = control(&tag);
        rest = after;
        let Some(control) = control else { continue };
        match (tag.get("form"), inside) {
            (Some(id), _) => apart.push((id.to_owned(), control)),
            (None, true) => {
                if let Some(form) = forms.last_mut() {
                    form.controls.push(control);
                }
            }
            (None, false) => {}
        }
    }
    for (id, control) in apart {
        if let Some(form) = forms.iter_mut().find(|form| form.id == id) {
            form.controls.push(control);
        }
    }
    forms
}

/// The part of a form that a tag begins, and what follows the whole of it.
fn control<'a>(tag: &Tag<'a>) -> (Option<Control>, &'a str) {
    let name = tag.text("name");
    let (value, part, sent, rest) = match tag.name {
        _ if tag.closes => return (None, tag.rest),
        "input" => {
            let ticked = tag.get("checked").is_some();
            let (part, sent) = match tag.get("type").unwrap_or_default() {
                "hidden" => (Part::Hidden, true),
                "checkbox" | "radio" => (Part::Field, ticked),
                "file" => (Part::Field, false),
                "submit" | "image" | "button" | "reset" => (Part::Button, false),
                _ => (Part::Field, true),
            };
            (tag.text("value"), part, sent, tag.rest)
        }
        "button" => (tag.text("value"), Part::Button, false, tag.rest),
        "textarea" => {
            let (value, rest) = tag.rest.split_once("</textarea>").unwrap_or((tag.rest, ""));
            // A browser drops one line break right after the tag.
            (plain(value.strip_prefix('\n').unwrap_or(value)), Part::Field, true, rest)
        }
        "select" => {
            let (options, rest) = tag.rest.split_once("</select>").unwrap_or((tag.rest, ""));
            (chosen(options), Part::Field, true, rest)
        }
        _ => return (None, tag.rest),
    };
    let dead = name.is_empty() || tag.get("disabled").is_some();
    ((!dead).then_some(Control { name, value, part, sent }), rest)
}

/// The value of a list that nobody touches: of the marked choice, or else of the first.
fn chosen(options: &str) -> String {
    let mut first = None;
    let mut rest = options;
    while let Some(tag) = next_tag(rest) {
        rest = tag.rest;
        if tag.name != "option" || tag.closes {
            continue;
        }
        if tag.get("selected").is_some() {
            return tag.text("value");
        }
        first.get_or_insert_with(|| tag.text("value"));
    }
    first.unwrap_or_default()
}

/// What a page says is wrong: the titles of its notices, the sentences beside its fields.
pub(super) fn said(page: &str) -> String {
    let told = ["notice__title", "field__error"].into_iter().flat_map(|class| {
        page.split(class).skip(1).filter_map(|part| {
            let (_, inner) = part.split_once('>')?;
            let mut texts = inner.split('<').enumerate().filter_map(|(at, text)| match at {
                0 => Some(text.trim()),
                _ => text.split_once('>').map(|(_, text)| text.trim()),
            });
            texts.find(|text| !text.is_empty()).map(plain)
        })
    });
    told.collect::<Vec<_>>().join(" | ")
}

#[test]
fn a_page_is_read_as_a_browser_reads_it() {
    let page = "<!DOCTYPE html><html><body><p>1 &lt; 2</p>\
        <form class=\"stack\" method=\"post\" action=\"/a?x=1&amp;y=2\" id=\"f\">\
        <input type=\"hidden\" name=\"version\" value=\"3\">\
        <input id=\"t\" name=\"title\" type=\"text\" value=\"d&quot;été\" required>\
        <input type=\"radio\" name=\"end\" value=\"on\">\
        <input type=\"radio\" name=\"end\" value=\"unknown\" checked>\
        <input type=\"checkbox\" name=\"labs\" value=\"1\"/>\
        <textarea name=\"note\" rows=\"2\">\nl'un\n&amp; l'autre</textarea>\
        <select name=\"cause\"><option value=\"a\">A</option>\
        <option value=\"b\" selected>B</option></select>\
        <input name=\"off\" value=\"1\" disabled><button type=\"submit\" disabled hidden></button>\
        <button class=\"button\" type=\"submit\"><svg viewBox=\"0 0 1 1\"></svg>Envoyer</button></form>\
        <input type=\"checkbox\" form=\"f\" name=\"delivery\" value=\"9\">\
        <button form=\"f\" name=\"sent\" value=\"9\">Reçu</button>\
        <form method=\"get\" action=\"/b\"><select name=\"o\"><option value=\"1\">x</option></select></form>\
        <p class=\"field__error\" id=\"e\"><svg><path d=\"M0\"></path></svg><span>Trop long</span></p>";
    let forms = forms(page);
    assert_eq!(forms.len(), 2, "{forms:?}");
    let (form, other) = (&forms[0], &forms[1]);
    assert_eq!((form.action.as_str(), form.posts, other.posts), ("/a?x=1&y=2", true, false));
    let fields: Vec<&str> = form.names(Part::Field).collect();
    assert_eq!(fields, ["title", "end", "end", "labs", "note", "cause", "delivery"]);
    assert_eq!(form.names(Part::Button).collect::<Vec<_>>(), ["sent"]);
    assert_eq!(form.hidden().collect::<Vec<_>>(), [("version", "3")]);
    let sent = form.untouched();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let whole = [
        ("version", "3"),
        ("title", "d\"été"),
        ("end", "unknown"),
        ("note", "l'un\n& l'autre"),
        ("cause", "b"),
    ];
    assert_eq!(sent, whole);
    assert_eq!(other.untouched(), [("o".to_owned(), "1".to_owned())]);
    assert_eq!(said(page), "Trop long");
}
