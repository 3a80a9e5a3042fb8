//! How heavy pages are, and the pages as files to be looked at.

use std::path::PathBuf;

use axum::http::header;
use chrono::Duration;

use super::world::world;

#[tokio::test]
async fn page_and_style_sheet_are_light() {
    let w = world().await;
    let css = style_sheet().unwrap_or_default();
    let packed = |bytes: &[u8]| {
        use std::io::Write as _;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap().len()
    };
    let style = (css.len(), packed(css.as_bytes()));
    println!("portal.css: {} bytes, {} compressed", style.0, style.1);
    for (name, shown) in w.pages().await {
        let page = (shown.html.len(), packed(shown.html.as_bytes()));
        println!("{name}: {} bytes, {} compressed", page.0, page.1);
        assert!(page.1 + style.1 < 15_000, "{name}");
        // The print view repeats two pages on purpose.
        assert!(name == "imprimer" || page.0 + style.0 < 30_000, "{name}");
    }
}

/// A bundle leaves out what its pages do not use, and pages change: what lost its rule
/// looks like anything else, as "yes", "no" and "error" once did.
#[tokio::test]
async fn every_class_of_a_page_has_its_rule() {
    let Some(css) = style_sheet() else { return };
    let w = world().await;
    for (name, shown) in w.pages().await {
        for part in shown.html.split("class=\"").skip(1) {
            let classes = part.split('"').next().unwrap_or_default();
            for class in classes.split_whitespace() {
                assert!(css.contains(&format!(".{class}")), "{name}: {class}");
            }
        }
    }
    // The answer to a number that is right needs a letter, which none of the pages above has.
    assert!(css.contains(".notice--ok"));
}

#[tokio::test]
async fn public_pages_are_sent_compressed_to_those_who_take_it() {
    let w = world().await;
    let plain = w.get("/c/DEMO-1").await;
    assert_eq!(plain.header(header::CONTENT_ENCODING), "");
    let gzip = w.get_with("/c/DEMO-1", &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
    assert_eq!(gzip.header(header::CONTENT_ENCODING), "gzip");
    assert!(gzip.bytes < plain.bytes / 2, "{} of {}", gzip.bytes, plain.bytes);
}

/// Writes every page with its style sheet to the folder named by
/// `CONCERNE_PORTAL_PAGES`, to be looked at.
#[tokio::test]
async fn pages_can_be_looked_at() {
    let Ok(folder) = std::env::var("CONCERNE_PORTAL_PAGES") else { return };
    let folder = PathBuf::from(folder);
    let w = world().await;
    let mut pages = w.pages().await;
    w.db.db.close().await;
    w.clock.advance(Duration::seconds(20));
    pages.push(("nonclair", w.get("/c/DEMO-1").await));
    std::fs::write(folder.join("portal.css"), style_sheet().unwrap_or_default()).unwrap();
    let name = ui::asset_url("portal.css").unwrap_or_default();
    for (page, shown) in pages {
        let html = shown.html.replace(&name, "portal.css");
        std::fs::write(folder.join(format!("{page}.html")), html).unwrap();
    }
}

/// The style sheet as it was last built; none when it was not.
fn style_sheet() -> Option<String> {
    let name = ui::asset_url("portal.css")?;
    let file = name.strip_prefix("/assets/")?;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ui/assets/dist");
    std::fs::read_to_string(folder.join(file)).ok()
}
