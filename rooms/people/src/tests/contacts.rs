//! The newest contact point of each kind is the one that is written to.

use super::*;
use crate::{Reach, identity::MatchTraits};

struct Row<'a> {
    row: u64,
    email: &'a str,
    street: &'a str,
    city: &'a str,
    seen: Option<(i32, u32, u32)>,
}

const ROW: Row<'_> = Row { row: 2, email: "", street: "", city: "VANNES", seen: None };

impl World {
    async fn import_rows(&self, rows: &[Row<'_>], ipp: &str) -> ImportId {
        let import = self.env.new_id();
        let mut loader = self.room.loader(&self.scope, import).await.unwrap();
        for row in rows {
            let mut one = record(1, "Le Goff");
            one.ipp = (!ipp.is_empty()).then(|| ipp.to_owned());
            one.phone_mobile = None;
            one.email = Email::parse(row.email).ok();
            row.street.clone_into(&mut one.address.street);
            row.city.clone_into(&mut one.address.city);
            let day = row.seen.map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).unwrap());
            let exposure = Exposure { row: row.row, visit_on: day, ..Exposure::default() };
            loader.absorb(&one, &MatchTraits::of(&one.traits), exposure);
        }
        self.store(&mut loader).await;
        self.room.finish_wave(loader).await.unwrap();
        self.room.activate_wave(&self.dpo, &self.scope, import).await.unwrap();
        import
    }

    async fn only_person(&self) -> crate::Person {
        let heads = self.room.heads_after(&self.scope, None, 10).await.unwrap();
        assert_eq!(heads.len(), 1);
        let person = self.room.open_all(&self.scope, &[heads[0].id]).await.unwrap().remove(0);
        assert_eq!(person.reach, heads[0].reach, "the column says what the records say");
        let walked = self.room.persons_after(&self.scope, None, 10).await.unwrap().remove(0);
        assert!(walked.record == person.record && walked.origins == person.origins);
        person
    }
}

fn email_of(person: &crate::Person) -> &str {
    person.record.email.as_ref().unwrap().as_str()
}

db::each_engine! {
    async fn the_contact_point_seen_last_wins_and_a_later_import_before_it(t: TestDb) {
        let w = world(&t).await;
        let first = w.import_rows(&[
            Row { row: 2, email: "old@example.org", seen: Some((2015, 1, 1)), ..ROW },
            Row { row: 3, email: "new@example.org", seen: Some((2019, 1, 1)), ..ROW },
            Row { row: 4, email: "middle@example.org", seen: Some((2017, 1, 1)), ..ROW },
        ], "100").await;
        let person = w.only_person().await;
        let origin = person.origins.email.unwrap();
        assert_eq!(email_of(&person), "new@example.org");
        assert_eq!((origin.import, origin.row, origin.seen_on), (first, 3, NaiveDate::from_ymd_opt(2019, 1, 1)));
        let seen = Some((2016, 1, 1));
        let later = w.import_rows(&[Row { row: 9, email: "later@example.org", seen, ..ROW }], "100").await;
        let person = w.only_person().await;
        assert_eq!(email_of(&person), "later@example.org");
        assert_eq!(person.origins.email.map(|origin| (origin.import, origin.row)), Some((later, 9)));
        let by = Criteria { email: Some("later@example.org".to_owned()), ..Criteria::default() };
        assert_eq!(w.find(by).await.len(), 1);
    }

    async fn rows_without_number_are_put_together_with_the_newest_contact(t: TestDb) {
        let w = world(&t).await;
        w.import_rows(&[
            Row { row: 2, email: "old@example.org", seen: Some((2015, 1, 1)), ..ROW },
            Row { row: 3, email: "new@example.org", seen: Some((2019, 1, 1)), ..ROW },
            Row { row: 4, email: "middle@example.org", seen: Some((2017, 1, 1)), ..ROW },
        ], "").await;
        let person = w.only_person().await;
        assert_eq!((email_of(&person), person.rows, person.extras.len()), ("new@example.org", 3, 2));
        for email in ["old@example.org", "new@example.org", "middle@example.org"] {
            assert_eq!(w.find(Criteria { email: Some(email.to_owned()), ..Criteria::default() }).await.len(), 1, "{email}");
        }
    }

    async fn a_contact_point_that_was_confirmed_later_stays(t: TestDb) {
        let w = world(&t).await;
        w.import_rows(&[
            Row { row: 2, email: "a@example.org", seen: Some((2015, 1, 1)), ..ROW },
            Row { row: 3, email: "a@example.org", seen: Some((2019, 1, 1)), ..ROW },
            Row { row: 4, email: "b@example.org", seen: Some((2017, 1, 1)), ..ROW },
        ], "100").await;
        assert_eq!(email_of(&w.only_person().await), "a@example.org");
    }

    async fn an_address_that_cannot_be_printed_does_not_replace_one_that_can(t: TestDb) {
        let w = world(&t).await;
        w.import_rows(&[Row { email: "a@example.org", city: "", ..ROW }], "100").await;
        assert!(!w.only_person().await.reach.has(Reach::POSTAL));
        w.import_rows(&[Row { row: 7, street: "4 rue du Port", ..ROW }], "100").await;
        let person = w.only_person().await;
        assert!(person.reach.has(Reach::POSTAL) && person.reach.has(Reach::EMAIL));
        let postal = |_: StateSet, reach: Reach, _| reach.has(Reach::POSTAL);
        assert_eq!(w.room.totals(&w.scope).await.unwrap().count(postal), 1);
        w.import_rows(&[Row { row: 8, street: "9 rue Neuve", city: "", ..ROW }], "100").await;
        let person = w.only_person().await;
        assert_eq!(person.record.address.street, "4 rue du Port");
        assert_eq!(person.origins.address.map(|origin| origin.row), Some(7));
    }
}
