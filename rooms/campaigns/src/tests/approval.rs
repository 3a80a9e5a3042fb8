//! Four eyes, changes after the approval, and what the database refuses by itself.

use accounts::OrganisationProfile;
use incidents::PublicFacts;
use kernel::{Actor, Id as _};
use people::identity::{State, StateSet};

use super::world::{World, facts, profile, reason, with_email, world};
use crate::{CampaignError, CampaignState, Channels, Severity};

async fn set_profile(w: &World, change: impl FnOnce(&mut OrganisationProfile)) {
    let system = Actor::System("test");
    let organisation = w.accounts.organisation(&system, w.scope.organisation()).await.unwrap();
    let mut profile = profile();
    change(&mut profile);
    w.accounts
        .update_organisation(&system, organisation.id, organisation.version, profile)
        .await
        .unwrap();
}

async fn set_facts(w: &World, change: impl FnOnce(&mut PublicFacts)) {
    let (_, lab) = w.incidents.of_scope(&w.scope).await.unwrap();
    let mut facts = facts();
    change(&mut facts);
    w.incidents.set_facts(&Actor::System("test"), lab.id, lab.version, &facts).await.unwrap();
}

async fn prepared(w: &World) -> (kernel::CampaignId, String) {
    let id = w.draft(World::new_campaign(Channels::EmailWhereValid)).await;
    let campaign = w.room.prepare(&w.dpo, id).await.unwrap();
    (id, campaign.hash_text().unwrap())
}

async fn sql(w: &World, sql: &'static str, id: kernel::CampaignId) -> db::Result<u64> {
    let mut tx = w.db.write().await?;
    let done = db::exec!(&mut tx, sqlx::query(sql).bind(id.uuid()))?;
    tx.commit().await?;
    Ok(done)
}

db::each_engine! {
    async fn no_launch_while_the_public_page_is_closed_or_a_code_opens_nothing(t: TestDb) {
        let w = world(&t).await;
        w.letters(3).await;
        let id = w.draft(World::new_campaign(Channels::LetterOnly)).await;
        let campaign = w.room.prepare(&w.dpo, id).await.unwrap();
        w.room.approve(&w.approver, id, &campaign.hash_text().unwrap()).await.unwrap();
        w.incidents.set_public(&w.dpo, w.scope.case_lab(), false).await.unwrap();
        let refused = w.room.launch(&w.dpo, id).await;
        assert!(matches!(refused, Err(CampaignError::PageClosed)), "{refused:?}");
        let shown = w.room.launch_refusal(&w.dpo, id).await.unwrap();
        assert!(matches!(shown, Some(CampaignError::PageClosed)));
        w.incidents.set_public(&w.dpo, w.scope.case_lab(), true).await.unwrap();
        // The codes are lost, as after a restore of an older backup.
        for person in w.ids().await {
            w.people.revoke_claims(&w.dpo, w.scope.case_lab(), person).await.unwrap();
        }
        let refused = w.room.launch(&w.dpo, id).await;
        assert!(matches!(refused, Err(CampaignError::CodeSilent)), "{refused:?}");
        assert_eq!(w.mail.accepted().len(), 0);
    }

    async fn one_sign_in_the_labs_words_is_refused_before_anybody_is_prepared(t: TestDb) {
        let w = world(&t).await;
        w.letters(3).await;
        let id = w.draft(World::new_campaign(Channels::EmailWhereValid)).await;
        let part = w.scope.case_lab();
        for sign in ['\u{2705}', '\u{1F600}', '\u{2028}', '\u{2060}', '\u{FF0D}', '\u{202E}'] {
            let (_, lab) = w.incidents.of_scope(&w.scope).await.unwrap();
            let mut facts = super::world::facts();
            facts.measures_fr = format!("Nous avons fait retirer le fichier {sign}.");
            w.incidents.set_facts(&w.dpo, part, lab.version, &facts).await.unwrap();
            let refused = w.room.prepare(&w.dpo, id).await;
            let Err(CampaignError::Text(found)) = refused else { panic!("{sign:?}: {refused:?}") };
            let named = found.iter().find(|f| f.key == "campaigns.lint.unprintable").unwrap();
            assert_eq!((named.field, named.count), (Some("facts.measures_fr"), Some(36)));
            assert!(named.word.as_ref().unwrap().contains(&format!("U+{:04X}", u32::from(sign))));
            assert_eq!(named.quote.as_deref(), Some("fait retirer le fichier"));
            let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
            assert_eq!((campaign.state, campaign.persons), (CampaignState::Draft, 0));
            let seen = w.room.lint(&w.dpo, id).await.unwrap();
            assert!(seen.iter().any(|f| f.key == "campaigns.lint.unprintable"), "on the page too");
        }
    }

    async fn words_that_look_like_active_html_leave_as_text(t: TestDb) {
        let w = world(&t).await;
        w.emails(2).await;
        let (_, lab) = w.incidents.of_scope(&w.scope).await.unwrap();
        let mut facts = super::world::facts();
        facts.measures_fr = "Le champ src= et la fonction url( ont disparu.".to_owned();
        w.incidents.set_facts(&w.dpo, w.scope.case_lab(), lab.version, &facts).await.unwrap();
        w.by_email().await;
        crate::SendEmails::new(&w.room).run_due().await.unwrap();
        assert_eq!(w.mail.accepted().len(), 2);
    }

    async fn the_author_cannot_approve_and_nobody_launches_without_approval(t: TestDb) {
        let w = world(&t).await;
        w.emails(3).await;
        let (id, hash) = prepared(&w).await;
        assert!(matches!(w.room.approve(&w.dpo, id, &hash).await, Err(CampaignError::SamePerson)));
        assert!(matches!(w.room.launch(&w.dpo, id).await, Err(CampaignError::Conflict)));
        assert!(matches!(w.room.approve(&w.approver, id, "00").await, Err(CampaignError::ContentChanged(_))));
        assert!(matches!(w.room.launch(&w.approver, id).await, Err(CampaignError::Denied(_))));
        w.room.approve(&w.approver, id, &hash).await.unwrap();
        w.room.launch(&w.dpo, id).await.unwrap();
        assert!(matches!(w.room.launch(&w.dpo, id).await, Err(CampaignError::Conflict)));
        assert!(audit::verify_db(&w.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn whoever_prepared_it_last_cannot_approve_it(t: TestDb) {
        let w = world(&t).await;
        w.emails(3).await;
        let (id, _) = prepared(&w).await;
        let other = &w.second_dpo;
        w.room.reopen(other, id).await.unwrap();
        let hash = w.room.prepare(other, id).await.unwrap().hash_text().unwrap();
        assert!(matches!(w.room.approve(other, id, &hash).await, Err(CampaignError::SamePerson)));
        w.room.approve(&w.dpo, id, &hash).await.unwrap();
    }

    async fn a_draft_that_a_crash_left_half_emptied_is_prepared_anew(t: TestDb) {
        let w = world(&t).await;
        w.emails(3).await;
        let (id, hash) = prepared(&w).await;
        sql(&w, "update campaign set state = 'draft' where campaign_id = $1", id).await.unwrap();
        w.load(&[(with_email(90), StateSet::EMPTY)]).await;
        let again = w.room.prepare(&w.dpo, id).await.unwrap();
        assert_eq!(again.persons, 4);
        assert_ne!(again.hash_text().unwrap(), hash);
        assert_eq!(w.room.conservation(&w.dpo, id).await.unwrap().gap, 0);
    }

    async fn a_change_after_the_approval_refuses_the_launch_and_says_where(t: TestDb) {
        let w = world(&t).await;
        w.emails(3).await;
        let (id, hash) = prepared(&w).await;
        w.room.approve(&w.approver, id, &hash).await.unwrap();
        set_profile(&w, |profile| profile.hours = "le matin".to_owned()).await;
        let refused = w.room.launch(&w.dpo, id).await.unwrap_err();
        assert!(matches!(&refused, CampaignError::ContentChanged(parts) if parts == &["organisation"]), "{refused:?}");
        set_profile(&w, |_| ()).await;
        set_facts(&w, |facts| facts.unknown_fr = "Rien de plus.".to_owned()).await;
        let refused = w.room.launch(&w.dpo, id).await.unwrap_err();
        assert!(matches!(&refused, CampaignError::ContentChanged(parts) if parts == &["facts"]), "{refused:?}");
        set_facts(&w, |_| ()).await;
        w.load(&[(with_email(90), StateSet::EMPTY)]).await;
        assert!(matches!(w.room.launch(&w.dpo, id).await, Err(CampaignError::AudienceChanged)));
        w.room.reopen(&w.dpo, id).await.unwrap();
        let again = w.room.prepare(&w.dpo, id).await.unwrap();
        assert_eq!(again.persons, 4);
        assert!(again.approver.is_none());
        assert_ne!(again.hash_text().unwrap(), hash);
    }

    async fn a_person_marked_in_the_meantime_changes_the_audience(t: TestDb) {
        let w = world(&t).await;
        w.emails(3).await;
        let (id, hash) = prepared(&w).await;
        w.mark(w.ids().await[1], &[State::AtRisk]).await;
        assert!(matches!(w.room.approve(&w.approver, id, &hash).await, Err(CampaignError::AudienceChanged)));
    }

    async fn missing_words_are_named_with_their_field(t: TestDb) {
        let w = world(&t).await;
        w.emails(1).await;
        set_profile(&w, |profile| {
            profile.phone.clear();
            profile.dpo_email.clear();
        })
        .await;
        set_facts(&w, |facts| facts.measures_fr.clear()).await;
        let id = w.draft(World::new_campaign(Channels::EmailWhereValid)).await;
        let findings = w.room.lint(&w.dpo, id).await.unwrap();
        let fields: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Refusal).filter_map(|f| f.field).collect();
        for field in ["organisation.phone", "organisation.dpo_email", "facts.measures_fr"] {
            assert!(fields.contains(&field), "{field} in {fields:?}");
        }
        assert!(findings.iter().any(|f| f.article == Some("GDPR 33(3)(d)")));
        assert!(matches!(w.room.prepare(&w.dpo, id).await, Err(CampaignError::Text(_))));
        assert_eq!(w.room.campaign(&w.dpo, id).await.unwrap().state, CampaignState::Draft);
    }

    async fn the_database_itself_refuses_to_finish_or_run_what_may_not(t: TestDb) {
        let w = world(&t).await;
        w.emails(2).await;
        let (id, _) = prepared(&w).await;
        for refused in [
            "update campaign set state = 'running' where campaign_id = $1",
            "update campaign set state = 'approved', approver = 'x' where campaign_id = $1",
            "update campaign set approver = author, approved_hash = content_hash, state = 'approved' where campaign_id = $1",
        ] {
            assert!(matches!(sql(&w, refused, id).await, Err(db::DbError::Check(_))), "{refused}");
        }
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        w.room.approve(&w.approver, id, &campaign.hash_text().unwrap()).await.unwrap();
        w.room.launch(&w.dpo, id).await.unwrap();
        let finish = "update campaign set state = 'finished' where campaign_id = $1";
        assert!(matches!(sql(&w, finish, id).await, Err(db::DbError::Check(_))));
        let edit = "update campaign set content_hash = null where campaign_id = $1";
        assert!(matches!(sql(&w, edit, id).await, Err(db::DbError::Check(_))));
    }

    async fn two_campaigns_of_one_purpose_are_not_prepared_at_once(t: TestDb) {
        let w = world(&t).await;
        w.emails(2).await;
        let one = w.draft(World::new_campaign(Channels::LetterOnly)).await;
        let two = w.draft(World::new_campaign(Channels::LetterOnly)).await;
        w.room.begin_prepare(&w.dpo, one).await.unwrap();
        w.room.begin_prepare(&w.dpo, one).await.unwrap();
        assert!(matches!(w.room.begin_prepare(&w.dpo, two).await, Err(CampaignError::Conflict)));
    }

    async fn a_refusal_of_the_approver_goes_back_to_the_author(t: TestDb) {
        let w = world(&t).await;
        w.emails(2).await;
        let (id, _) = prepared(&w).await;
        w.room.refuse(&w.approver, id, &reason()).await.unwrap();
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        assert_eq!((campaign.state, campaign.persons), (CampaignState::Draft, 0));
        w.room.prepare(&w.dpo, id).await.unwrap();
    }

    async fn nobody_to_inform_is_no_campaign(t: TestDb) {
        let w = world(&t).await;
        w.load(&[(with_email(0), StateSet::EMPTY.with(State::Deceased))]).await;
        let (id, hash) = prepared(&w).await;
        w.room.approve(&w.approver, id, &hash).await.unwrap();
        assert!(matches!(w.room.launch(&w.dpo, id).await, Err(CampaignError::Nobody)));
    }

    async fn another_labs_people_find_nothing(t: TestDb) {
        let w = world(&t).await;
        w.emails(1).await;
        let (id, hash) = prepared(&w).await;
        let stranger = Actor::Staff(kernel::StaffActor {
            account: w.env.new_id(),
            session: None,
            grants: vec![kernel::Grant { organisation: w.env.new_id(), role: kernel::Role::Dpo }],
        });
        assert!(matches!(w.room.campaign(&stranger, id).await, Err(CampaignError::NotFound)));
        assert!(matches!(w.room.progress(&stranger, id).await, Err(CampaignError::NotFound)));
        assert!(matches!(w.room.approve(&stranger, id, &hash).await, Err(CampaignError::NotFound)));
        assert!(matches!(w.room.launch(&stranger, id).await, Err(CampaignError::NotFound)));
        assert!(matches!(w.room.campaigns(&stranger, w.scope.case_lab()).await, Err(CampaignError::NotFound)));
        assert!(matches!(w.room.cancel(&stranger, id, &reason()).await, Err(CampaignError::NotFound)));
    }
}
