//! The guard that keeps messages inert.

/// Elements that load, run or submit something, or change how links resolve.
const ACTIVE: [&str; 22] = [
    "img", "image", "picture", "source", "video", "audio", "track", "script", "iframe", "frame",
    "object", "embed", "applet", "link", "base", "form", "input", "button", "svg", "math",
    "portal", "meta",
];

/// Words that load something from inside an attribute or a style.
const LOADING: [&str; 8] =
    ["url(", "@import", "background=", "srcset=", "javascript:", "src=", "onload=", "onerror="];

/// Whether the HTML part shows text and does nothing else. `<meta charset>` is
/// allowed, since mail programs read the charset of saved messages from it.
pub(super) fn is_inert(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    if LOADING.iter().any(|word| lower.contains(word)) {
        return false;
    }
    lower.split('<').skip(1).all(|tag| {
        let name_end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let (name, rest) = tag.split_at(name_end);
        !ACTIVE.contains(&name) || (name == "meta" && rest.trim_start().starts_with("charset="))
    })
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
        ] {
            assert!(!is_inert(html), "{html}");
        }
    }
}
