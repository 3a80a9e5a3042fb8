//! Who is one person: the dry run, the stored run and a resumed run name the same persons.

use std::{collections::BTreeMap, fmt::Write as _};

use chrono::NaiveDate;
use kernel::{Id as _, ImportId};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{World, world};
use crate::check::{CheckOptions, Outputs, check_file};

const HEADER: &str = "IPP;Site;Nom de naissance;Nom usuel;Prénom;Sexe;Date de naissance;Adresse;Code postal;Ville;Téléphone;E-mail\n";

/// Persons by row of the dry run, as `row,person` lines, and how many are in doubt.
fn announced(text: &str) -> (u64, u64, String) {
    let options = CheckOptions::new(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap());
    let mut people = Vec::new();
    let outputs = Outputs { rows_json: None, people_csv: Some(&mut people) };
    let mut quiet = |_: &crate::check::Progress<'_>| std::ops::ControlFlow::Continue(());
    let report = check_file(text.as_bytes(), &options, outputs, &mut quiet).unwrap();
    (report.people, report.in_doubt, String::from_utf8(people).unwrap())
}

/// New persons and persons in doubt as the delivery tells them, and the rows of each person
/// as the tables hold them: sizes, in order.
async fn stored(w: &World, id: ImportId) -> (i64, i64, Vec<i64>) {
    let report = w.room.run(&w.dpo, id).await.unwrap();
    let import = w.room.import(&w.dpo, id).await.unwrap();
    assert_eq!(import.persons, report.persons, "the delivery's own count");
    let mut tx = w.db.read().await.unwrap();
    let rows: Vec<(i64,)> = db::fetch_all!(
        &mut tx,
        sqlx::query_as("select row_count from person where import_id = $1 order by person_id")
            .bind(id.uuid())
    )
    .unwrap();
    assert_eq!(i64::try_from(rows.len()).unwrap(), report.persons);
    (report.persons, report.in_doubt(), rows.into_iter().map(|(n,)| n).collect())
}

/// Rows of each announced person, in the order in which the persons appear.
fn sizes(people_csv: &str) -> Vec<i64> {
    let mut of: BTreeMap<u64, i64> = BTreeMap::new();
    for line in people_csv.lines().skip(1) {
        *of.entry(line.split_once(',').unwrap().1.parse().unwrap()).or_default() += 1;
    }
    of.into_values().collect()
}

async fn agree(w: &World, name: &str, rows: &str, people: u64, in_doubt: u64) {
    let text = format!("{HEADER}{rows}");
    let (announced_people, announced_doubts, persons) = announced(&text);
    assert_eq!((announced_people, announced_doubts), (people, in_doubt), "{name}: {persons}");
    let id = w.deliver(&w.write(name, &text)).await;
    let checked = w.room.check(&w.dpo, id).await.unwrap();
    assert_eq!((checked.people, checked.in_doubt), (people, in_doubt), "{name}");
    let (stored_people, stored_doubts, stored_rows) = stored(w, id).await;
    let stored_counts =
        (u64::try_from(stored_people).unwrap(), u64::try_from(stored_doubts).unwrap());
    assert_eq!(stored_counts, (people, in_doubt), "{name}");
    assert_eq!(stored_rows, sizes(&persons), "{name}");
}

db::each_engine! {
    async fn homonyms_with_two_numbers_and_none_are_three_persons_in_both_runs(t: TestDb) {
        let w = world(&t).await;
        agree(&w, "a.csv", "100;;Trévidic;;Solenn;F;31/03/1985;;;;;\n200;;Trévidic;;Solenn;F;31/03/1985;;;;;\n\
            ;;Trévidic;;Solenn;F;31/03/1985;;;;;\n", 3, 1).await;
    }

    async fn numbers_of_two_sites_are_one_person_in_both_runs(t: TestDb) {
        let w = world(&t).await;
        agree(&w, "a.csv", "100;Vannes;Trévidic;;Solenn;F;31/03/1985;;;;;\n200;Lorient;Trévidic;;Solenn;F;31/03/1985;;;;;\n", 1, 0).await;
    }

    async fn two_spellings_of_an_address_are_one_contact_in_both_runs(t: TestDb) {
        let w = world(&t).await;
        agree(&w, "a.csv", "100;;Trévidic;;Solenn;F;31/03/1985;4, rue du Port;56000;Vannes;;\n\
            200;;Trévidic;;Solenn;F;31/03/1985;4 RUE DU PORT;56000;VANNES;;\n", 1, 0).await;
    }

    async fn twins_with_compound_first_names_are_two_in_both_runs(t: TestDb) {
        let w = world(&t).await;
        agree(&w, "a.csv", include_str!("twins.csv"), 9, 0).await;
    }

    async fn what_an_earlier_import_decided_counts_in_the_announced_number(t: TestDb) {
        let w = world(&t).await;
        agree(&w, "a.csv", "100;;Trévidic;;Solenn;F;31/03/1985;;;;;\n200;;Trévidic;;Solenn;F;31/03/1985;;;;;\n", 2, 0).await;
        let first = w.room.imports(&w.dpo, w.scope.case_lab()).await.unwrap()[0].id;
        w.room.activate(&w.dpo, first).await.unwrap();
        let text = format!("{HEADER}200;;Trévidic;;Solenn;F;31/03/1985;;;;;\n;;Trévidic;;Solenn;F;31/03/1985;;;;;\n\
            ;;Le Goff;;Anne;F;01/02/1970;;;;;\n");
        let id = w.deliver(&w.write("b.csv", &text)).await;
        let checked = w.room.check(&w.dpo, id).await.unwrap();
        assert_eq!((checked.people, checked.in_doubt), (2, 1));
        assert_eq!(stored(&w, id).await, (2, 1, vec![1, 1]));
        assert_eq!(w.room.import(&w.dpo, id).await.unwrap().causes["person_in_doubt"], 1);
    }

    async fn random_files_name_the_same_persons_in_every_run(t: TestDb) {
        let w = world(&t).await;
        let cases = std::env::var("CONCERNE_RANDOM_STORED_CASES").ok();
        let cases = cases.and_then(|n| n.parse().ok()).unwrap_or(6);
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        for case in 0..cases {
            let rows = prop::collection::vec(row(), 2..14).new_tree(&mut runner).unwrap().current();
            let name = format!("random-{case}.csv");
            // The case's own surname keeps the files apart.
            let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
            let family: String = [case / 676, case / 26, case].into_iter().map(letter).collect();
            let mut text = String::new();
            for row in &rows {
                let _ = writeln!(text, "{}", row.replace("XX", &family));
            }
            let text = format!("{HEADER}{text}");
            let (people, in_doubt, persons) = announced(&text);
            let id = w.deliver(&w.write(&name, &text)).await;
            let found = stored(&w, id).await;
            let counts = (i64::try_from(people).unwrap(), i64::try_from(in_doubt).unwrap());
            assert_eq!(found, (counts.0, counts.1, sizes(&persons)), "{text}");
            w.room.cancel(&w.dpo, id).await.unwrap();
        }
    }
}

/// A row of a small world of homonyms; `XX` stands for a family.
fn row() -> impl Strategy<Value = String> {
    use prop::sample::select;
    let names = select(&[";XXTrévidic", "XXLe Goff;", "XXLe Goff;XXTrévidic", ";XXTREVIDIC"][..]);
    let first = select(&["Solenn", "SOLENN", "Solenn Marie", "Solenn Anne", ""][..]);
    let number = select(&[";", ";", "100;Vannes", "200;VANNES", "200;Lorient", "100;", "300;"][..]);
    let contact = (
        select(&["", "", "4, rue du Port", "4 RUE DU PORT"][..]),
        select(&["", "", "0639981234", "06 39 98 00 00"][..]),
        select(&["", "", "s@example.org"][..]),
    );
    let date = select(&["31/03/1985", "31/03/1985", "31/03/1985", ""][..]);
    (names, first, number, contact, date).prop_map(
        |(names, first, number, (street, phone, email), date)| {
            format!("{number};{names};{first};F;{date};{street};56000;Vannes;{phone};{email}")
        },
    )
}
