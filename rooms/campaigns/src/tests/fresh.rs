//! Letters and messages go to the newest contact point.

use people::identity::{Email, StateSet};

use super::world::{person, with_email, world};
use crate::notice::{Addressee, block};

db::each_engine! {
    async fn a_letter_goes_to_the_address_of_the_later_import(t: TestDb) {
        let w = world(&t).await;
        let old = with_email(1);
        let mut new = person(1);
        "12 rue des Embruns".clone_into(&mut new.address.street);
        new.email = Email::parse("nouvelle@example.org").ok();
        w.load(&[(old, StateSet::EMPTY)]).await;
        w.load(&[(new, StateSet::EMPTY)]).await;
        let ids = w.ids().await;
        assert_eq!(ids.len(), 1, "one person");
        for opened in [
            w.people.open_all(&w.scope, &ids).await.unwrap(),
            w.people.persons_after(&w.scope, None, 10).await.unwrap(),
        ] {
            let lines = block(&opened[0], Addressee::Person).unwrap();
            assert!(lines.contains(&"12 RUE DES EMBRUNS".to_owned()), "the first record's address");
            let email = crate::prepare::email_of(&opened[0]).unwrap();
            assert_eq!(email.as_str(), "nouvelle@example.org");
        }
    }
}
