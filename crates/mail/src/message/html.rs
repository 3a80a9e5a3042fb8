//! The guard that keeps messages inert.

/// Elements that load, run or submit something, or change how links resolve.
const ACTIVE: [&str; 22] = [
    "img", "image", "picture", "source", "video", "audio", "track", "script", "iframe", "frame",
    "object", "embed", "applet", "link", "base", "form", "input", "button", "svg", "math",
    "portal", "meta",
];

/// Attributes that load something.
const LOADING: [&str; 11] = [
    "src",
    "srcset",
    "background",
    "poster",
    "data",
    "action",
    "formaction",
    "ping",
    "lowsrc",
    "dynsrc",
    "xlink:href",
];

/// What loads from inside a style.
const LOADING_STYLE: [&str; 3] = ["url(", "@import", "expression("];

/// Whether the HTML part shows text and does nothing else. Tags are judged, never the text
/// between them: a sentence may speak of `src=` or `url(`. `<meta charset>` is allowed,
/// since mail programs read the charset of saved messages from it.
pub(super) fn is_inert(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    let mut rest = lower.as_str();
    while let Some((_, after)) = rest.split_once('<') {
        let Some(tag) = Tag::read(after) else {
            rest = after;
            continue;
        };
        if !tag.is_inert() {
            return false;
        }
        rest = tag.rest;
        if tag.name == "style" {
            let (sheet, after) = rest.split_once("</style").unwrap_or((rest, ""));
            if loads(sheet) {
                return false;
            }
            rest = after;
        }
    }
    true
}

/// An opening tag, in lower case.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads what stands behind a `<`; nothing when it opens no element. A tag that never
    /// ends is read to the end.
    fn read(text: &'a str) -> Option<Self> {
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let (name, mut rest) = cut(text, |c| c.is_whitespace() || matches!(c, '/' | '>'));
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                break;
            }
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            let (attribute, after) =
                cut(rest, |c| c.is_whitespace() || matches!(c, '/' | '>' | '='));
            let spaced = after.trim_start();
            let Some(value) = spaced.strip_prefix('=').map(str::trim_start) else {
                attributes.push((attribute, ""));
                rest = after;
                continue;
            };
            let quoted = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = match quoted {
                Some(quote) => {
                    let inner = value.get(1..).unwrap_or_default();
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                None => cut(value, |c| c.is_whitespace() || c == '>'),
            };
            attributes.push((attribute, value));
            rest = after;
        }
        Some(Self { name, attributes, rest })
    }

    fn is_inert(&self) -> bool {
        let charset = self.name == "meta"
            && self.attributes.iter().all(|(name, _)| *name == "charset")
            && !self.attributes.is_empty();
        (charset || !ACTIVE.contains(&self.name))
            && self.attributes.iter().all(|(name, value)| {
                let script = *name == "href" && !is_plain_address(value);
                !(LOADING.contains(name) || name.starts_with("on") || script)
                    && (*name != "style" || !loads(value))
            })
    }
}

/// Whether a link leads to a page, a mailbox, a telephone or a place in the message.
fn is_plain_address(value: &str) -> bool {
    // Mail programs drop blanks, controls and entities before they read the scheme.
    let shown = value.trim_start();
    ["https://", "http://", "mailto:", "tel:", "#"].iter().any(|start| shown.starts_with(start))
        || !shown.contains([':', '&', '\\'])
}

/// Whether a style loads something; a backslash can spell any of its words.
fn loads(style: &str) -> bool {
    style.contains('\\') || LOADING_STYLE.iter().any(|word| style.contains(word))
}

/// Parts a text before the first character that ends it.
fn cut(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::is_inert;

    #[test]
    fn accepts_text_tables_and_links() {
        assert!(is_inert(
            "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>x</title></head>\
             <body><table role=\"presentation\"><tr><td style=\"color:#123\">Bonjour</td></tr></table>\
             <p>3 < 4, <a href=\"https://exemple.example.org\">adresse</a></p></body></html>"
        ));
    }

    #[test]
    fn a_text_may_speak_of_what_a_tag_may_not_hold() {
        for words in [
            "le champ src= de la page",
            "la fonction url( du style",
            "background=blanc, onload=jamais, @import, javascript:rien",
            "une balise &lt;img src=x&gt; dans le texte",
            "3 <4, a< img",
        ] {
            let html = format!("<html><body><p title=\"a\">{words}</p></body></html>");
            assert!(is_inert(&html), "{words}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_escaped_text_is_inert(words in "\\PC*") {
            let safe = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let page = format!("<p>{safe}</p>");
            proptest::prop_assert!(is_inert(&page));
        }
    }

    #[test]
    fn refuses_what_loads_runs_or_submits() {
        for html in [
            "<IMG SRC=x>",
            "<p>a</p><img width=1>",
            "<script>1</script>",
            "<style>@import 'x'</style>",
            "<p style=\"background:URL(x)\">a</p>",
            "<td background=\"x\">a</td>",
            "<form action=x>",
            "<link rel=stylesheet>",
            "<meta http-equiv=refresh>",
            "<svg onload=x>",
            "<a href=\"javascript:x\">a</a>",
            "<a href=' j&#97;vascript:x'>a</a>",
            "<p title='>' onclick = x>a</p>",
            "<p title=\"a>b\" background=x>a</p>",
            "<p a/src=x>a</p>",
            "<video/poster=x>",
            "<p style='background:u\\72l(x)'>a</p>",
            "<style>p{background:url(x)}</style>",
            "<img",
            "<!--[if mso]><img src=x><![endif]-->",
            "<<img src=x>",
        ] {
            assert!(!is_inert(html), "{html}");
        }
    }
}
