use super::*;
use std::fs;

fn built(stem: &str) -> String {
    let style = crate::root().unwrap().join("style");
    bundle(&style.join("bundle").join(format!("{stem}.css"))).unwrap()
}

/// A bundle of one sheet.
fn bundled(sheet: &str, omissions: &str) -> Result<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("sheet.css"), sheet).unwrap();
    let path = folder.path().join("bundle.css");
    fs::write(&path, format!("@import \"sheet.css\";\n{omissions}")).unwrap();
    bundle(&path)
}

#[track_caller]
fn check(rules: &str, omissions: &str, expected: &str) {
    let text = bundled(&format!("@layer a {{ {rules} }}"), omissions).unwrap();
    assert_eq!(text.trim_end(), expected, "{rules}");
}

#[track_caller]
fn refused(sheet: &str, omissions: &str, why: &str) {
    let error = format!("{:#}", bundled(sheet, omissions).unwrap_err());
    assert!(error.contains(why), "{sheet}{omissions}: {error}");
}

#[test]
fn every_bundle_builds_without_what_old_browsers_drop() {
    const NEW: [&str; 7] = ["@layer", "@import", "&", ":is(", "width>", "color-mix", "light-dark"];
    for stem in BUNDLES {
        let text = built(stem);
        assert_eq!(NEW.iter().find(|word| text.contains(*word)), None, "{stem}");
        assert_eq!(text.matches('{').count(), text.matches('}').count(), "{stem}");
    }
}

#[test]
fn every_token_that_a_bundle_reads_is_defined_in_it() {
    for stem in ["console", "portal"] {
        let text = built(stem);
        for part in text.split("var(").skip(1) {
            let end = part.find([')', ',']).unwrap();
            let name = &part[..end];
            assert!(text.contains(&format!("{name}:")), "{stem}: {name} is read and never set");
        }
    }
}

#[test]
fn the_portal_bundle_leaves_room_for_the_page() {
    assert!(built("portal").len() < 20_500, "{} bytes", built("portal").len());
}

#[test]
fn no_bundle_selects_by_id() {
    for stem in BUNDLES {
        let text = built(stem);
        let mut heads = text.split(['{', '}']).filter(|part| !part.contains(':'));
        assert!(heads.all(|head| !head.contains('#')), "{stem}");
    }
}

#[test]
fn refuses_with_file_and_line_what_does_not_parse() {
    refused("@layer a {\n.a { color }\n}", "", "sheet.css:2: ");
    refused("@layer a { .a { top: 0; }}}", "", "sheet.css:2: Unexpected end of input");
    refused("@layer a {\n.a { content: \"x }\n}", "", "sheet.css:2: ");
    refused("@layer a; \n@layer a { .a { top: 0 }", "", "sheet.css:2: never closed");
    refused("@layer a; /* x", "", "never closed");
}

#[test]
fn refuses_what_the_house_rules_forbid() {
    for (text, word) in [
        (".a { color: red !important }", "!important"),
        (".a { color: color-mix(in srgb, red, blue) }", "color-mix("),
        (".a { color: light-dark(red, blue) }", "light-dark("),
        (".a:has(b) { top: 0 }", ":has("),
    ] {
        refused(&format!("/* no url(x) */\n@layer a {{\n{text} }}"), "", &format!("css:3: {word}"));
    }
}

#[test]
fn refuses_rules_it_does_not_know() {
    refused("@import \"x.css\";", "", "in no layer: @import");
    refused(".a { top: 0 }", "", "in no layer: .a");
    refused("@layer a { @container (width > 1px) { .a { top: 0 } } }", "", "not used here");
    refused("@layer a { .a, .b { & i { top: 0 } } }", "", "each selector out: :is(.a,.b) i");
}

#[test]
fn omits_a_block_with_its_parts_and_nothing_that_only_starts_alike() {
    check(
        ".bar { top: 0; & i { top: 5px } } .bar__in, .bare { top: 1px } .x .bar--tall { top: 2px } \
         @media print { .bar { top: 4px } } .bar-foot { top: 3px }",
        "@omit \".bar\";",
        ".bare{top:1px}.bar-foot{top:3px}",
    );
}

#[test]
fn refuses_with_file_and_line_an_omission_that_names_nothing() {
    let sheet = "@layer a { .bare { top: 0 } }";
    refused(sheet, "@omit \".bar\";", "bundle.css:2: no rule names .bar");
    refused(sheet, "@omit \"bare\";", "bundle.css:2: not a block: @omit \"bare\"");
    refused(sheet, ".a { top: 0 }", "neither an import nor an omission: .a");
}

#[test]
fn puts_layers_in_their_declared_order() {
    let sheet = "@layer a, b; @layer b { .b { top: 0 } } @layer a { .a { top: 1px } }";
    assert_eq!(bundled(sheet, "").unwrap(), ".a{top:1px}.b{top:0}\n");
}

#[test]
fn writes_out_nesting_and_keeps_the_order_of_declarations() {
    check(
        ".a { & .c, &:hover > i { top: 0 } [dir=\"rtl\"] & { left: 0 } }",
        "",
        ".a .c,.a:hover>i{top:0}[dir=rtl] .a{left:0}",
    );
    check(
        ".a { top: 0; @media (min-width: 1px) { top: 1px } left: 0 }",
        "",
        ".a{top:0}@media (min-width:1px){.a{top:1px}}.a{left:0}",
    );
}

#[test]
fn unread_tokens_go_and_constants_are_written_out() {
    check(":root { --b: var(--c); --c: 2px } .x { top: var(--d, 0) }", "", ".x{top:var(--a,0)}");
    check(
        ":root { --gap: 1rem; --ink: black; --twice: var(--gap) } \
         @media print { :root { --ink: red } } .x { gap: var(--twice); color: var(--ink) }",
        "",
        ":root{--a:black}@media print{:root{--a:red}}.x{color:var(--a);gap:1rem}",
    );
    // A constant that would be longer stays, and so does what a component sets.
    check(
        ":root { --face: \"A very long face name\", \"Another long face name\" } \
         .x { font-family: var(--face) } .y { font-family: var(--face); top: 0 }",
        "",
        ":root{--a:\"A very long face name\", \"Another long face name\"}\
         .x{font-family:var(--a)}.y{font-family:var(--a);top:0}",
    );
    check(".x { --ink: red; color: var(--ink) }", "", ".x{--a:red;color:var(--a)}");
}

#[test]
fn short_names_never_repeat() {
    let names: std::collections::HashSet<_> = (0..2000).map(tokens::short_name).collect();
    assert_eq!(names.len(), 2000);
    assert_eq!([0, 26, 27].map(tokens::short_name), ["--a", "--aa", "--ab"]);
}

#[test]
fn the_inline_axis_stays_logical() {
    check(
        ".x { inline-size: 1px; border-block-start: 0; margin-inline-start: 2px }",
        "",
        ".x{border-top:0;width:1px;margin-inline-start:2px}",
    );
}

#[test]
fn writes_the_shortest_safe_form() {
    check(
        ".a > .b { color: #ffffff; margin: 0.5rem -0.25em; width: calc(100% - 10.5px) }",
        "",
        ".a>.b{color:#fff;width:calc(100% - 10.5px);margin:.5rem -.25em}",
    );
    check(".a { color: rgb(20 33 31 / 0.06) }", "", ".a{color:#14211f0f}");
    check(".a { content: \"};{ 0.5, x\" }", "", ".a{content:\"};{ 0.5, x\"}");
    // An old phone reads the first, a new one the second.
    check(".a { height: 100vh; height: 100dvh }", "", ".a{height:100vh;height:100dvh}");
}

#[test]
fn joins_neighbours_unless_some_browsers_do_not_know_a_selector() {
    check(
        "@media (min-width: 1px) { .a { top: 0 } } .b { @media (min-width: 1px) { top: 1px } }",
        "",
        "@media (min-width:1px){.a{top:0}.b{top:1px}}",
    );
    check(".a { top: 0 } .b { top: 0 }", "", ".a,.b{top:0}");
    check(".a { top: 0 } .b::-moz-x { top: 0 }", "", ".a{top:0}.b::-moz-x{top:0}");
    check(".a { top: 0 } .b::-webkit-x { top: 0 }", "", ".a{top:0}.b::-webkit-x{top:0}");
}

#[test]
fn keyframes_pages_and_conditions_stay_whole() {
    let text = "@keyframes k{0%{opacity:1}to{opacity:.5}}\
                @media print{@page{size:A4;margin:1mm}}@supports (top:1dvh){.a{top:0}}";
    check(text, "", text);
}
