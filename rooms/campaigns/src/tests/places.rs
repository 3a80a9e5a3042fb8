//! Who gets what: the place of each person.

use chrono::NaiveDate;
use kernel::exposure::{Class, ClassSet};
use people::{
    Record,
    identity::{BirthDate, State, StateSet},
};

use super::world::{World, person, reason, with_email, world};
use crate::{CampaignState, Channel, Channels, DeliveryState, Failures, Purpose};

fn state(state: State) -> StateSet {
    StateSet::EMPTY.with(state)
}

fn born(mut record: Record, year: i32) -> Record {
    record.traits.birth_date = NaiveDate::from_ymd_opt(year, 3, 1).map(BirthDate::Day);
    record
}

async fn rows(
    w: &World,
    id: kernel::CampaignId,
    n: usize,
) -> Vec<(Channel, DeliveryState, String)> {
    let person = w.ids().await[n];
    let views = w.room.of_person(&w.dpo, w.scope.case_lab(), person).await.unwrap();
    views.into_iter().filter(|v| v.campaign == id).map(|v| (v.channel, v.state, v.reason)).collect()
}

db::each_engine! {
    async fn each_special_person_has_the_place_the_law_gives(t: TestDb) {
        let w = world(&t).await;
        let nowhere = Record { address: people::identity::PostalAddress::default(), ..person(8) };
        let mut named = person(5);
        named.guardian = Some("Mme Tutelle Exemple".to_owned());
        w.load(&[
            (with_email(0), StateSet::EMPTY),
            (with_email(1), state(State::Deceased)),
            (with_email(2), state(State::AtRisk)),
            (with_email(3), state(State::Restricted)),
            (with_email(4), state(State::DoNotContact)),
            (named, state(State::Guardianship)),
            (born(with_email(6), 2015), state(State::UnderSixteen)),
            (born(with_email(7), 2009), state(State::Minor)),
            (nowhere, StateSet::EMPTY),
        ])
        .await;
        let id = w.draft(World::new_campaign(Channels::EmailWhereValid)).await;
        let campaign = w.room.prepare(&w.dpo, id).await.unwrap();
        assert_eq!((campaign.state, campaign.persons, campaign.faults), (CampaignState::Prepared, 9, 0));
        let queued = |channel| (channel, DeliveryState::Queued, String::new());
        let none = |state, reason: &str| (Channel::None, state, reason.to_owned());
        let expected = [
            vec![queued(Channel::Email)],
            vec![none(DeliveryState::Excluded, "deceased")],
            vec![none(DeliveryState::Excluded, "at_risk")],
            vec![none(DeliveryState::Excluded, "restricted")],
            // Article 34 stays due: the least intrusive channel.
            vec![queued(Channel::Letter)],
            vec![queued(Channel::GuardianLetter), queued(Channel::Letter)],
            vec![queued(Channel::GuardianLetter)],
            // From sixteen on, in their own name.
            vec![queued(Channel::Email)],
            vec![none(DeliveryState::Unreachable, "no_address")],
        ];
        for (n, expected) in expected.iter().enumerate() {
            assert_eq!(&rows(&w, id, n).await, expected, "person {n}");
        }
        w.in_balance(id).await;
        let progress = w.room.progress(&w.dpo, id).await.unwrap();
        assert_eq!((progress.in_progress, progress.excluded, progress.not_reached), (5, 3, 1));
    }

    async fn nothing_private_of_a_child_goes_to_the_parents(t: TestDb) {
        let w = world(&t).await;
        let classes = ClassSet::EMPTY.with(Class::Identity).with(Class::Pregnancy);
        w.load_with(&[(born(person(0), 2013), state(State::UnderSixteen)), (person(1), StateSet::EMPTY)], classes).await;
        let id = w.draft(World::new_campaign(Channels::LetterOnly)).await;
        w.room.prepare(&w.dpo, id).await.unwrap();
        assert_eq!(rows(&w, id, 0).await, [(Channel::None, DeliveryState::Excluded, "minor_secret".to_owned())]);
        assert_eq!(rows(&w, id, 1).await, [(Channel::Letter, DeliveryState::Queued, String::new())]);
    }

    async fn letters_only_means_letters_only(t: TestDb) {
        let w = world(&t).await;
        let email_only = Record { address: people::identity::PostalAddress::default(), ..with_email(1) };
        w.load(&[(with_email(0), StateSet::EMPTY), (email_only, StateSet::EMPTY)]).await;
        let id = w.draft(World::new_campaign(Channels::LetterOnly)).await;
        w.room.prepare(&w.dpo, id).await.unwrap();
        assert_eq!(rows(&w, id, 0).await[0].0, Channel::Letter);
        assert_eq!(rows(&w, id, 1).await, [(Channel::None, DeliveryState::Unreachable, "email_only".to_owned())]);
    }

    async fn a_message_that_cannot_be_written_blocks_the_launch_and_is_named(t: TestDb) {
        let w = world(&t).await;
        let mut long = person(1);
        long.traits.birth_name = Some("Le Goffic de Kerambellec de Trévarez-Exemple".to_owned());
        let mut strange = person(2);
        strange.traits.birth_name = Some("Ker\u{e123}marrec".to_owned());
        w.load(&[(person(0), StateSet::EMPTY), (long, StateSet::EMPTY), (strange, StateSet::EMPTY)]).await;
        let id = w.draft(World::new_campaign(Channels::LetterOnly)).await;
        let campaign = w.room.prepare(&w.dpo, id).await.unwrap();
        assert_eq!(campaign.faults, 2);
        w.room.approve(&w.approver, id, &campaign.hash_text().unwrap()).await.unwrap();
        let refused = w.room.launch(&w.dpo, id).await;
        assert!(matches!(refused, Err(crate::CampaignError::Faults { count: 2 })), "{refused:?}");
        let which = Failures { state: DeliveryState::Unreachable, reason: None, after: None, limit: 10 };
        let named = w.room.failures(&w.dpo, id, &which).await.unwrap();
        let persons: Vec<_> = named.items.iter().map(|v| (v.person, v.reason.as_str())).collect();
        let ids = w.ids().await;
        assert_eq!(persons, [(ids[1], "name_too_long"), (ids[2], "unprintable")]);
        w.room.accept_faults(&w.dpo, id, &reason()).await.unwrap();
        w.room.launch(&w.dpo, id).await.unwrap();
        w.in_balance(id).await;
    }

    async fn nobody_is_informed_twice_for_one_purpose(t: TestDb) {
        let w = world(&t).await;
        w.emails(6).await;
        let first = w.by_email().await;
        let worker = crate::SendEmails::new(&w.room);
        w.mail.fail_next(mail::Fault::DoubtKept);
        worker.run_due().await.unwrap();
        // A second file brings two more persons; one of the first is in doubt.
        w.load(&[(with_email(50), StateSet::EMPTY), (with_email(51), StateSet::EMPTY)]).await;
        let second = w.draft(World::new_campaign(Channels::EmailWhereValid)).await;
        let campaign = w.room.prepare(&w.dpo, second).await.unwrap();
        assert_eq!((campaign.persons, campaign.open, campaign.issue), (8, 2, 2));
        let reasons = w.room.reasons(&w.dpo, second).await.unwrap();
        assert_eq!(reasons.len(), 1);
        assert_eq!((reasons[0].reason.as_str(), reasons[0].deliveries), ("already_informed", 6));
        // News is another purpose: everybody gets it once.
        let mut update = World::new_campaign(Channels::EmailWhereValid);
        update.purpose = Purpose::Update;
        let update = w.draft(update).await;
        assert_eq!(w.room.prepare(&w.dpo, update).await.unwrap().open, 8);
        w.in_balance(first).await;
        w.in_balance(second).await;
    }

    async fn whoever_was_not_reached_is_in_the_next_campaign(t: TestDb) {
        let w = world(&t).await;
        w.letters(3).await;
        let first = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        w.room.cancel(&w.dpo, first, &reason()).await.unwrap();
        let second = w.draft(World::new_campaign(Channels::LetterOnly)).await;
        assert_eq!(w.room.prepare(&w.dpo, second).await.unwrap().open, 3);
    }

    async fn a_preparation_goes_on_after_a_crash_and_comes_to_the_same_end(t: TestDb) {
        let w = world(&t).await;
        w.emails(30).await;
        let one = w.draft(World::new_campaign(Channels::EmailWhereValid)).await;
        // Dropped at its first, second, third … step, then taken up by the watch's job.
        for polls in 1..40 {
            let going = w.room.prepare(&w.dpo, one);
            let mut going = std::pin::pin!(going);
            let mut done = false;
            for _ in 0..polls {
                if futures::poll!(&mut going).is_ready() {
                    done = true;
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_micros(300)).await;
            }
            if done {
                break;
            }
        }
        // Refused when it is already going on, which the next line judges.
        w.room.prepare(&w.dpo, one).await.ok();
        let campaign = w.room.campaign(&w.dpo, one).await.unwrap();
        assert_eq!((campaign.state, campaign.persons, campaign.open), (CampaignState::Prepared, 30, 30));
        w.in_balance(one).await;
        let codes = w.people.claims_of(&w.dpo, w.scope.case_lab(), w.ids().await[29]).await.unwrap();
        assert_eq!(codes.len(), 1);
        w.room.reopen(&w.dpo, one).await.unwrap();
        let again = w.room.prepare(&w.dpo, one).await.unwrap();
        assert_eq!(again.content_hash, campaign.content_hash, "the same world, the same hash");
    }

    async fn shifted_addresses_and_flipped_flags_stop_the_launch(t: TestDb) {
        let w = world(&t).await;
        let shifted: Vec<_> = (0..200)
            .map(|n| {
                let other = with_email((n + 7) % 200);
                (Record { email: other.email, traits: shifted_name(n), ..person(n) }, StateSet::EMPTY)
            })
            .collect();
        w.load(&shifted).await;
        let id = w.draft(World::new_campaign(Channels::EmailWhereValid)).await;
        let campaign = w.room.prepare(&w.dpo, id).await.unwrap();
        assert_eq!(campaign.warning, "shifted_mail");
        w.room.approve(&w.approver, id, &campaign.hash_text().unwrap()).await.unwrap();
        let refused = w.room.launch(&w.dpo, id).await;
        assert!(matches!(refused, Err(crate::CampaignError::Suspicious { .. })), "{refused:?}");
    }
}

/// Names that have nothing in common with each other.
fn shifted_name(n: usize) -> people::identity::Traits {
    let syllables = ["bal", "dor", "fen", "gui", "hel", "jar", "kov", "lum", "nix", "pry"];
    let word = |n: usize| format!("{}{}", syllables[n % 10], syllables[n / 10 % 10]);
    people::identity::Traits {
        birth_name: Some(word(n)),
        first_names: Some(word(n + 37)),
        ..person(n).traits
    }
}
