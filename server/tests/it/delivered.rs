//! `import run` of a file that is stored already: whose delivery it goes on with.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::support::{Ran, number_in, run};

const VISIBLE: &str = "select count(*) from import where state = 'active'";

/// A mapping that leaves the first names out.
fn mapping(first_names: &str) -> Value {
    let column = |header: &str, field: Option<&str>, action: &str| json!({ "header": header, "field": field, "action": action });
    json!({
        "version": 1,
        "columns": [
            column("NOM", Some("birth_name"), "store"),
            column("PRENOM", Some("first_names"), first_names),
            column("DDN", Some("birth_date"), "store"),
        ],
    })
}

fn import(dir: &Path, file: &str, more: &[&str]) -> Ran {
    let case = ["import", "run", file, "--incident", "DEMO-1", "--lab", "Armorbio", "--json"];
    run(dir, &[&case, more].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_waits_is_made_visible_by_its_own_file_and_mapping_alone() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    run(dir, &["demo", "--people", "12", "--json"]).ok();
    let visible = number_in(dir, VISIBLE).await;
    fs::write(dir.join("x.csv"), "NOM;PRENOM;DDN\nKERDORVAL;Anne;03/02/1980\n").unwrap();
    fs::copy(dir.join("x.csv"), dir.join("copy.csv")).unwrap();
    fs::write(dir.join("map.json"), mapping("store").to_string()).unwrap();
    fs::write(dir.join("other.json"), mapping("drop").to_string()).unwrap();
    let map = ["--mapping", "map.json"];
    let staged = import(dir, "x.csv", &[&map[..], &["--staged"]].concat()).ok().json();

    let copied = import(dir, "copy.csv", &map);
    assert_eq!(copied.json()["error"]["code"], "delivered");
    let sentence = copied.refused();
    assert!(sentence.contains(staged["import"].as_str().unwrap()), "{sentence}");
    assert!(sentence.contains("make it visible or give it up"), "{sentence}");
    let mapped = import(dir, "x.csv", &["--mapping", "other.json"]);
    assert_eq!(mapped.json()["error"]["code"], "mapping");
    mapped.refused();
    assert_eq!(number_in(dir, VISIBLE).await, visible, "nothing became visible");

    let shown = import(dir, "x.csv", &map).ok().json();
    assert_eq!((&shown["import"], &shown["people"]), (&staged["import"], &json!(1)));
    assert_eq!(number_in(dir, VISIBLE).await, visible + 1);
    assert_eq!(import(dir, "x.csv", &[]).json()["error"]["code"], "delivered");
}
