//! The documents say what the program does.

use std::fs;

use server::config::ALL;

use crate::support::{pure, workspace};

fn document(name: &str) -> String {
    fs::read_to_string(workspace().join("docs").join(name)).unwrap()
}

#[test]
fn every_setting_is_in_the_table_of_operations_with_its_default() {
    let text = document("operations.md");
    for setting in ALL {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", setting.variable)))
            .unwrap_or_else(|| panic!("{} is not in docs/operations.md", setting.variable));
        for part in [setting.name(), setting.default.to_owned(), setting.help.to_owned()] {
            assert!(row.contains(&part), "{row}\nlacks {part}");
        }
    }
}

#[test]
fn the_schema_of_facts_is_the_one_of_the_program() {
    let printed = pure(&["duties", "schema"], "").ok().json();
    let text = document("cli.md");
    let blocks = text.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let schemas: Vec<serde_json::Value> =
        blocks.map(|block| serde_json::from_str(block).unwrap()).collect();
    assert!(schemas.contains(&printed), "docs/cli.md lacks the output of concerne duties schema");
}

#[test]
fn every_command_and_option_is_in_the_document_of_the_command_line() {
    let text = document("cli.md");
    let help = pure(&["--help"], "").ok().stdout;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 10, "{help}");
    let two_words: &[(&str, &[&str])] = &[
        ("keys", &["rotate", "destroy"]),
        ("import", &["check", "run"]),
        ("duties", &["preview", "schema"]),
        ("bounce", &["classify", "receive"]),
        ("nir", &["check"]),
        ("audit", &["verify", "export"]),
    ];
    for command in commands {
        let verbs = two_words.iter().find(|(first, _)| *first == command).map(|(_, verbs)| *verbs);
        for verb in verbs.unwrap_or(&[""]) {
            let name = format!("concerne {command} {verb}");
            let name = name.trim_end();
            assert!(text.contains(&format!("`{name}")), "{name} is not in docs/cli.md");
            let mut args: Vec<&str> = name.split(' ').skip(1).collect();
            args.push("--help");
            let help = pure(&args, "").ok().stdout;
            let own = help.split("Settings:").next().unwrap_or_default();
            for option in
                own.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2)
            {
                let option = option.trim_end_matches([',', '.', ';', ':']);
                if option != "--help" && option != "--version" {
                    assert!(text.contains(option), "{name} {option} is not in docs/cli.md");
                }
            }
        }
    }
}
