//! Letters: batches, files, marks, returns; and captured mail.

use std::{io::Read, sync::Arc};

use chrono::NaiveDate;
use incidents::Incidents;
use kernel::{Actor, BatchId, Grant, Role, StaffActor};
use mail::{Capture, Opened};
use people::identity::{State, StateSet};
use sha2::{Digest as _, Sha256};

use super::world::{World, engine, person, reason, with_email, world};
use crate::{
    Awkward, BatchState, CampaignError, CampaignState, Campaigns, CampaignsConfig, Channel,
    Channels, DayCount, DeliveryState, Marks, NextStep, ReturnReason, SendEmails, VaultSeal,
    letters::printing::Maker,
};

async fn print_all(w: &World, id: kernel::CampaignId) -> usize {
    let mut files = 0;
    while w.room.print_one(id).await.unwrap() {
        files += 1;
    }
    files
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 2, 28).unwrap()
}

async fn bytes(w: &World, id: BatchId) -> Vec<u8> {
    let mut file = w.room.download(&w.printer, id).await.unwrap();
    let mut bytes = Vec::new();
    file.reader.read_to_end(&mut bytes).unwrap();
    assert_eq!(file.bytes, i64::try_from(bytes.len()).unwrap());
    assert_eq!(file.sha256, hex::encode(Sha256::digest(&bytes)));
    bytes
}

async fn mark_of(w: &World, n: usize) -> String {
    let person = w.ids().await[n];
    let rows = w.room.of_person(&w.dpo, w.scope.case_lab(), person).await.unwrap();
    rows[0].mark.clone().unwrap()
}

db::each_engine! {
    async fn letters_are_printed_in_batches_and_posted_with_their_count(t: TestDb) {
        let w = world(&t).await;
        w.letters(20).await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        assert_eq!(print_all(&w, id).await, 3);
        w.in_balance(id).await;
        let batches = w.room.batches(&w.dpo, id).await.unwrap();
        assert_eq!(batches.iter().map(|b| (b.n, b.letters)).collect::<Vec<_>>(), [(1, 8), (2, 8), (3, 4)]);
        assert_eq!(batches.iter().map(|b| (b.pages, b.sheets)).collect::<Vec<_>>(), [(16, 8), (16, 8), (8, 4)]);
        let queue = w.room.print_queue(&w.printer, w.scope.case_lab()).await.unwrap();
        assert_eq!(queue.len(), 3);
        assert!(matches!(w.room.batches(&w.printer, id).await, Err(CampaignError::NotFound | CampaignError::Denied(_))));
        let pdf = bytes(&w, batches[0].id).await;
        assert!(pdf.starts_with(b"%PDF"));
        let sealed = std::fs::read(t.dir.path().join("letters").join(format!("{}.sealed", batches[0].id))).unwrap();
        assert!(!sealed.windows(4).any(|w| w == b"%PDF"));
        assert_eq!(w.room.batches(&w.dpo, id).await.unwrap()[0].state, BatchState::Downloaded);
        let short = w.room.mark_posted(&w.printer, batches[0].id, today(), 7).await;
        assert!(matches!(short, Err(CampaignError::CountDiffers { expected: 8, given: 7 })));
        let late = w.room.mark_posted(&w.printer, batches[0].id, today().succ_opt().unwrap(), 8).await;
        assert!(matches!(late, Err(CampaignError::Invalid(_))));
        for batch in &batches {
            w.room.mark_posted(&w.printer, batch.id, today(), batch.letters).await.unwrap();
            w.in_balance(id).await;
        }
        assert!(matches!(w.room.mark_posted(&w.printer, batches[0].id, today(), 8).await, Err(CampaignError::Conflict)));
        assert_eq!(w.room.campaign(&w.dpo, id).await.unwrap().state, CampaignState::Finished);
        let days = w.room.by_day(&w.dpo, id).await.unwrap();
        assert_eq!((days.len(), days[0].letters), (1, 20));
        let manifest = w.room.manifest_pdf(&w.printer, batches[0].id).await.unwrap();
        assert!(manifest.pdf.starts_with(b"%PDF") && manifest.pages == 1);
        let csv = String::from_utf8(w.room.manifest_csv(&w.printer, id).await.unwrap().bytes).unwrap();
        assert_eq!(csv.lines().count(), 4);
        assert!(csv.contains(&batches[2].sha256));
        assert!(audit::verify_db(&w.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn the_same_batch_gives_the_same_bytes_again(t: TestDb) {
        let w = world(&t).await;
        w.letters(5).await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        // A worker dies while it prints; another goes on with the same batch.
        for micros in [200, 2_000, 20_000] {
            let printing = w.room.print_one(id);
            let _ = tokio::time::timeout(std::time::Duration::from_micros(micros), printing).await;
            w.clock.advance(chrono::Duration::hours(30));
        }
        print_all(&w, id).await;
        let batches = w.room.batches(&w.dpo, id).await.unwrap();
        assert_eq!(batches.len(), 1);
        assert_eq!((batches[0].letters, batches[0].state), (5, BatchState::Ready));
        let first = bytes(&w, batches[0].id).await;
        assert_eq!(first, bytes(&w, batches[0].id).await);
        // Made anew a day later from the same rows: the same hash.
        w.clock.advance(chrono::Duration::days(1));
        let path = t.dir.path().join("letters").join(format!("{}.sealed", batches[0].id));
        std::fs::remove_file(path).unwrap();
        w.room.restore_file(&w.printer, batches[0].id).await.unwrap();
        assert_eq!(first, bytes(&w, batches[0].id).await);
        w.in_balance(id).await;
    }

    async fn letters_count_on_the_day_of_the_post_not_of_its_record(t: TestDb) {
        let w = world(&t).await;
        w.letters(3).await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        print_all(&w, id).await;
        let batch = w.room.batches(&w.dpo, id).await.unwrap()[0].clone();
        w.clock.advance(chrono::Duration::days(4));
        let posted_on = today().succ_opt().unwrap();
        w.room.mark_posted(&w.printer, batch.id, posted_on, 3).await.unwrap();
        let days = w.room.by_day(&w.dpo, id).await.unwrap();
        assert_eq!(days, [DayCount { day: posted_on, emails: 0, letters: 3 }]);
        let informed = w.room.informed_so_far(&w.dpo, w.scope.case_lab()).await.unwrap();
        assert_eq!((informed.first_on, informed.letters), (Some(posted_on), 3));
    }

    async fn letters_posted_on_the_day_of_launch_count(t: TestDb) {
        let w = world(&t).await;
        // After noon: the noon of the day is before the launch.
        w.clock.advance(chrono::Duration::hours(9));
        w.letters(2).await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        print_all(&w, id).await;
        let batch = w.room.batches(&w.dpo, id).await.unwrap()[0].clone();
        w.room.mark_posted(&w.printer, batch.id, today(), 2).await.unwrap();
        let informed = w.room.informed_so_far(&w.dpo, w.scope.case_lab()).await.unwrap();
        assert_eq!((informed.first_on, informed.letters), (Some(today()), 2));
    }

    async fn words_that_no_letter_can_print_stop_the_campaign_and_cost_nobody_theirs(t: TestDb) {
        let w = world(&t).await;
        w.letters(8).await;
        // Even the smallest batches, which no share of losses would ever stop.
        let mut new = World::new_campaign(Channels::LetterOnly);
        new.batch_size = 1;
        let id = w.launched(new).await;
        // A campaign of before the rehearsal: a sign in its frozen words that no face has.
        let mut tx = w.db.write().await.unwrap();
        let mut held = crate::store::campaign::by_id(&mut tx, id).await.unwrap().unwrap();
        held.content = held.content.replace("le fichier", "le fichier \u{2705}");
        crate::store::campaign::set_content(&mut tx, id, &held.content).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!w.room.print_one(id).await.unwrap());
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        assert_eq!(campaign.state, CampaignState::Paused, "it never finishes by itself");
        assert_eq!(campaign.alert, Some(crate::Alert::Wording));
        assert_eq!(w.count(id, DeliveryState::Queued).await, 8, "nothing is settled");
        // Tried again, it stops again; no record can help, so no letter can be given up.
        w.room.resume(&w.dpo, id).await.unwrap();
        assert!(!w.room.print_one(id).await.unwrap());
        assert_eq!(w.room.losses(&w.dpo, id).await.unwrap(), None);
        assert!(matches!(
            w.room.give_up_losses(&w.dpo, id, &reason()).await,
            Err(CampaignError::Conflict)
        ));
        assert_eq!(w.count(id, DeliveryState::Queued).await, 8);
        w.in_balance(id).await;
    }

    async fn small_batches_that_lose_their_letters_one_by_one_stop_too(t: TestDb) {
        let w = world(&t).await;
        w.letters(8).await;
        let mut new = World::new_campaign(Channels::LetterOnly);
        new.batch_size = 1;
        let id = w.launched(new).await;
        // Fresher addresses arrive after the launch, with a sign that no face has.
        let moved = (0..8).map(|n| {
            let mut moved = person(n);
            moved.address.street = format!("{} rue des \u{540d}joncs", n + 1);
            (moved, StateSet::EMPTY)
        });
        w.load(&moved.collect::<Vec<_>>()).await;
        assert!(w.room.print_one(id).await.unwrap(), "one person's odd address is one person's");
        assert!(w.room.print_one(id).await.unwrap());
        assert_eq!(w.count(id, DeliveryState::Unreachable).await, 2);
        assert!(!w.room.print_one(id).await.unwrap(), "three of three are too many");
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        assert_eq!((campaign.state, campaign.alert), (CampaignState::Paused, Some(crate::Alert::Losses)));
        let losses = w.room.losses(&w.dpo, id).await.unwrap().unwrap();
        assert_eq!((losses.batch, losses.letters, losses.reasons), (3, 1, vec![("unprintable", 1)]));
        assert_eq!(w.room.give_up_losses(&w.dpo, id, &reason()).await.unwrap(), 1);
        // What was given up knowingly counts no more: two others go by before it asks again.
        w.clock.advance(chrono::Duration::seconds(1));
        // The first step ends the batch whose only letter was given up.
        for goes_on in [true, true, true, false] {
            assert_eq!(w.room.print_one(id).await.unwrap(), goes_on);
        }
        w.in_balance(id).await;
    }

    async fn a_damaged_file_is_an_error_and_never_other_bytes(t: TestDb) {
        let w = world(&t).await;
        w.letters(2).await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        print_all(&w, id).await;
        let batch = w.room.batches(&w.dpo, id).await.unwrap()[0].id;
        let path = t.dir.path().join("letters").join(format!("{batch}.sealed"));
        let mut sealed = std::fs::read(&path).unwrap();
        let middle = sealed.len() / 2;
        sealed[middle] ^= 1;
        std::fs::write(&path, sealed).unwrap();
        let mut file = w.room.download(&w.printer, batch).await.unwrap();
        assert!(file.reader.read_to_end(&mut Vec::new()).is_err());
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(w.room.download(&w.printer, batch).await, Err(CampaignError::FileGone)));
    }

    async fn a_returned_letter_is_found_by_its_mark(t: TestDb) {
        let w = world(&t).await;
        w.letters(3).await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        print_all(&w, id).await;
        let batch = w.room.batches(&w.dpo, id).await.unwrap()[0].clone();
        w.room.mark_posted(&w.printer, batch.id, today(), 3).await.unwrap();
        let mark = mark_of(&w, 1).await;
        assert!(mark.len() <= 24, "{mark}");
        let marks = Marks::new(w.db.clone(), w.room.vault.clone());
        let answer = marks.check(&mark.to_lowercase()).await.unwrap().unwrap();
        assert_eq!((answer.case_lab, answer.dated), (w.scope.case_lab(), Some(today())));
        let mut wrong = mark.clone();
        wrong.replace_range(mark.len() - 1.., if mark.ends_with('0') { "1" } else { "0" });
        assert_eq!(marks.check(&wrong).await.unwrap(), None);
        assert!(Marks::is_whole(&wrong) && !Marks::is_whole("K7Q2M-000123"));
        for unknown in [wrong.as_str(), "ZZZZZ-000001-0000", "n'importe quoi", ""] {
            let refused = w.room.record_return(&w.dpo, unknown, ReturnReason::Moved).await;
            assert!(matches!(refused, Err(CampaignError::UnknownMark)), "{unknown}");
        }
        let returned = w.room.record_return(&w.dpo, &mark, ReturnReason::Moved).await.unwrap();
        assert_eq!((returned.person, returned.next), (w.ids().await[1], NextStep::FreshAddress));
        // The code in the envelope opens nothing any more; its neighbours' still do.
        let keys = w.people.claim_keys(&w.scope).await.unwrap();
        let issue = w.room.campaign(&w.dpo, id).await.unwrap().issue;
        for (n, opens) in [(0, true), (1, false), (2, true)] {
            let code = keys.code(w.ids().await[n], issue);
            let found = w.people.find_claim(w.scope.incident(), &code).await.unwrap();
            assert_eq!(found.is_some(), opens, "{n}");
        }
        let person = w.ids().await[1];
        let claims = w.people.claims_of(&w.dpo, w.scope.case_lab(), person).await.unwrap();
        assert!(claims[0].revoked_at.is_some(), "the record says so");
        let again = w.room.record_return(&w.dpo, &mark, ReturnReason::Moved).await;
        assert!(matches!(again, Err(CampaignError::AlreadyReturned)));
        w.in_balance(id).await;
        let progress = w.room.progress(&w.dpo, id).await.unwrap();
        assert_eq!((progress.informed, progress.not_reached), (2, 1));
        assert_eq!(w.room.campaign(&w.dpo, id).await.unwrap().state, CampaignState::Finished);
    }

    async fn guardians_and_parents_get_no_code_and_no_class(t: TestDb) {
        let w = world(&t).await;
        let mut guarded = person(0);
        guarded.guardian = Some("Mme Tutelle Exemple".to_owned());
        let mut child = person(1);
        child.traits.birth_date = NaiveDate::from_ymd_opt(2016, 5, 1).map(people::identity::BirthDate::Day);
        w.load(&[
            (guarded, StateSet::EMPTY.with(State::Guardianship)),
            (child, StateSet::EMPTY.with(State::UnderSixteen)),
        ])
        .await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        let maker = Maker::new(&w.room, &w.scope, &campaign).await.unwrap();
        let persons = w.people.open_all(&w.scope, &w.ids().await).await.unwrap();
        let write = |n: usize, channel| maker.write(channel, &persons[n], "AAAA-BBBB-CCCCC", "M".to_owned()).unwrap();
        let guardian = write(0, Channel::GuardianLetter);
        assert_eq!(guardian.address_lines[..2], ["Mme Tutelle Exemple", "chez Mme Annea Kermarreca"]);
        let parents = write(1, Channel::GuardianLetter);
        assert_eq!(parents.address_lines[..2], ["Aux représentants légaux de", "Mme Anneb Kermarrecb"]);
        for letter in [&guardian, &parents] {
            assert!(letter.code.is_none() && letter.actions.is_empty() && letter.notes.is_empty());
        }
        let own = write(0, Channel::Letter);
        assert_eq!(own.address_lines[0], "Mme Annea Kermarreca");
        assert!(own.code.is_some() && !own.actions.is_empty());
        assert_eq!(print_all(&w, id).await, 1);
        let batch = w.room.batches(&w.dpo, id).await.unwrap()[0].clone();
        assert_eq!(batch.letters, 3, "guardian, person, parents");
        w.in_balance(id).await;
    }

    async fn whoever_died_in_the_meantime_is_not_printed(t: TestDb) {
        let w = world(&t).await;
        w.letters(3).await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        w.mark(w.ids().await[1], &[State::Deceased]).await;
        print_all(&w, id).await;
        assert_eq!(w.room.batches(&w.dpo, id).await.unwrap()[0].letters, 2);
        assert_eq!(w.count(id, DeliveryState::Excluded).await, 1);
        w.in_balance(id).await;
    }

    async fn a_cancelled_campaign_prints_nothing_and_names_what_the_printer_has(t: TestDb) {
        let w = world(&t).await;
        w.letters(20).await;
        let id = w.launched(World::new_campaign(Channels::LetterOnly)).await;
        assert!(w.room.print_one(id).await.unwrap());
        assert!(w.room.print_one(id).await.unwrap());
        let batches = w.room.batches(&w.dpo, id).await.unwrap();
        bytes(&w, batches[0].id).await;
        let done = w.room.cancel(&w.dpo, id, &reason()).await.unwrap();
        assert_eq!((done.withdrawn, done.at_printer, done.posted), (20, 8, 0));
        let queue = w.room.print_queue(&w.printer, w.scope.case_lab()).await.unwrap();
        let recalled: Vec<_> = queue.iter().map(|batch| (batch.id, batch.state)).collect();
        assert_eq!(recalled, [(batches[0].id, BatchState::Cancelled)]);
        assert_eq!(w.room.batch(&w.printer, batches[0].id).await.unwrap(), queue[0]);
        assert_eq!(w.room.batch(&w.dpo, batches[0].id).await.unwrap(), queue[0]);
        assert!(!w.room.print_one(id).await.unwrap());
        assert!(matches!(w.room.download(&w.printer, batches[1].id).await, Err(CampaignError::Conflict)));
        let mark = mark_of(&w, 0).await;
        assert_eq!(Marks::new(w.db.clone(), w.room.vault.clone()).check(&mark).await.unwrap(), None);
        w.in_balance(id).await;
    }

    async fn refused_mails_wait_for_a_full_batch_or_long_enough(t: TestDb) {
        let w = world(&t).await;
        w.emails(5).await;
        let id = w.by_email().await;
        w.mail.fail_next(mail::Fault::RefuseRecipient(mail::Reply::new(550, "5.1.1 no")));
        w.mail.fail_next(mail::Fault::RefuseRecipient(mail::Reply::new(450, "4.2.1 later")));
        SendEmails::new(&w.room).run_due().await.unwrap();
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        let mut tx = w.db.read().await.unwrap();
        assert!(!w.room.letters_are_due(&mut tx, &campaign).await.unwrap(), "one e-mail may still follow");
        drop(tx);
        w.clock.advance(chrono::Duration::hours(13));
        let mut tx = w.db.read().await.unwrap();
        assert!(w.room.letters_are_due(&mut tx, &campaign).await.unwrap());
        drop(tx);
        w.room.watch().await.unwrap();
        let runner = jobs::Runner::new(w.db.clone(), w.env.clone(), w.room.handlers());
        assert!(runner.run_due().await.unwrap() > 0);
        assert_eq!(w.count(id, DeliveryState::Rendered).await, 1);
    }

    async fn the_jobs_prepare_and_print(t: TestDb) {
        let w = world(&t).await;
        w.letters(10).await;
        let id = w.draft(World::new_campaign(Channels::LetterOnly)).await;
        w.room.begin_prepare(&w.dpo, id).await.unwrap();
        let runner = jobs::Runner::new(w.db.clone(), w.env.clone(), w.room.handlers());
        runner.run_due().await.unwrap();
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        assert_eq!(campaign.state, CampaignState::Prepared);
        w.room.approve(&w.approver, id, &campaign.hash_text().unwrap()).await.unwrap();
        w.room.launch(&w.dpo, id).await.unwrap();
        runner.run_due().await.unwrap();
        assert_eq!(w.count(id, DeliveryState::Rendered).await, 10);
    }

    async fn previews_show_real_persons_without_a_real_code(t: TestDb) {
        let w = world(&t).await;
        let mut long = person(3);
        long.traits.birth_name = Some("Kermarrec de Kerambellec".to_owned());
        w.load(&[(person(0), StateSet::EMPTY), (with_email(1), StateSet::EMPTY), (long, StateSet::EMPTY)]).await;
        let id = w.draft(World::new_campaign(Channels::EmailWhereValid)).await;
        assert!(matches!(w.room.awkward(&w.dpo, id).await, Err(CampaignError::Conflict)));
        w.room.prepare(&w.dpo, id).await.unwrap();
        let awkward = w.room.awkward(&w.approver, id).await.unwrap();
        let of = |kind| awkward.iter().find(|a| a.kind == kind).unwrap();
        let ids = w.ids().await;
        assert_eq!(of(Awkward::LongestName).person, ids[2]);
        assert_eq!(of(Awkward::Email).person, ids[1]);
        let email = w.room.preview_email(&w.approver, id, ids[1]).await.unwrap();
        let keys = w.people.claim_keys(&w.scope).await.unwrap();
        assert!(!email.text.contains(&*keys.code(ids[1], 1).printed()));
        assert!(email.text.contains("XXXX-XXXX-XXXXX") && email.html.contains("XXXX-XXXX-XXXXX"));
        assert!(email.text.contains("28 février 2026") && email.text.contains("Armorbio"));
        assert!(email.html.contains("<div lang=\"en\">"), "French, then English");
        let pdf = w.room.preview_letter(&w.approver, id, ids[2], Channel::Letter).await.unwrap();
        assert!(pdf.starts_with(b"%PDF"));
        let none = w.room.preview_letter(&w.approver, id, ids[1], Channel::Letter).await;
        assert!(matches!(none, Err(CampaignError::NotFound)));
        let desk = Actor::Staff(StaffActor {
            account: w.env.new_id(),
            session: None,
            grants: vec![Grant { organisation: w.scope.organisation(), role: Role::HelpDesk }],
        });
        assert!(matches!(w.room.preview_email(&desk, id, ids[1]).await, Err(CampaignError::Denied(_))));
    }

    async fn captured_mail_is_sealed_and_shown_to_its_lab_alone(t: TestDb) {
        let w = world(&t).await;
        let folder = t.dir.path().join("mail");
        let seal = Arc::new(VaultSeal::new(w.db.clone(), w.room.vault.clone(), w.env.clone()));
        let capture = Capture::open(folder.clone(), w.env.clone(), seal).unwrap();
        let mut config = CampaignsConfig::new(t.dir.path(), "armorbio.example.org", "info@armorbio.example.org").unwrap();
        config.claim = 10;
        let room = Campaigns::new(
            w.db.clone(),
            w.room.vault.clone(),
            w.env.clone(),
            Incidents::new(w.db.clone(), w.room.vault.clone(), w.env.clone()),
            w.people.clone(),
            w.accounts.clone(),
            engine(),
            Opened { transport: Arc::new(capture.clone()), capture: Some(capture.clone()) },
            config,
        );
        let w = World { room, ..w };
        w.emails(12).await;
        let id = w.by_email().await;
        assert_eq!(SendEmails::new(&w.room).run_due().await.unwrap().accepted, 12);
        let lab = w.scope.case_lab();
        let page = w.room.captured(&w.dpo, lab, None, 5).await.unwrap();
        assert_eq!(page.items.len(), 5);
        let rest = w.room.captured(&w.dpo, lab, page.next, 100).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (7, None));
        let first = &page.items[0];
        assert_eq!(first.campaign, id);
        assert!(first.head.as_ref().unwrap().0.contains("@example.org"));
        let mail = w.room.captured_mail(&w.dpo, lab, first.reference).await.unwrap();
        assert!(mail.text.contains("Armorbio"));
        for file in std::fs::read_dir(folder.join("messages")).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(8).any(|w| w == b"Armorbio" || w == b"kermarre"));
        }
        // A second lab of the same case sees none of it.
        let other = w.incidents.add_lab(&Actor::Operator, w.scope.incident(), w.env.new_id()).await.unwrap();
        let system = Actor::System("test");
        assert!(w.room.captured(&system, other, None, 100).await.unwrap().items.is_empty());
        let refused = w.room.captured_mail(&system, other, first.reference).await;
        assert!(matches!(refused, Err(CampaignError::NotFound)));
        // The key destroyed, the mail is gone.
        w.room.vault.destroy(vault::Owner::CaseLab(lab)).await.unwrap();
        let gone = w.room.captured_mail(&w.dpo, lab, first.reference).await;
        assert!(gone.is_err());
    }
}
