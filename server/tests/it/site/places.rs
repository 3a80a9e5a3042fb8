//! What addresses and forms name: one id of every kind, of a lab's part of a case.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use campaigns::{
    CampaignProgress, Channel, Channels, DeliveryState, Failures, NewCampaign, SendEmails,
};
use db::sqlx;
use imports::detect::Overrides;
use jobs::Runner;
use kernel::{Actor, CampaignId, CaseLabId, Role};
use people::{Criteria, Person};
use server::Services;

use super::{
    client::TestApp,
    world::{Lab, Member, invitation, text},
};

/// Ids by the word that stands for them in a pattern: `{campaign}`, `{person}`.
#[derive(Clone, Debug, Default)]
pub(super) struct Place(BTreeMap<&'static str, String>);

impl Place {
    pub(super) fn with(mut self, word: &'static str, id: impl Into<String>) -> Self {
        self.0.insert(word, id.into());
        self
    }

    /// The id that a word stands for.
    pub(super) fn id(&self, word: &str) -> &str {
        self.0.get(word).unwrap_or_else(|| panic!("nothing for {{{word}}}"))
    }

    /// A pattern with its words replaced. A word without an id is a fault of the test.
    pub(super) fn fill(&self, pattern: &str) -> String {
        let mut parts = pattern.split('{');
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (word, rest) = part.split_once('}').unwrap_or_else(|| panic!("{pattern}"));
            out.push_str(self.id(word));
            out.push_str(rest);
        }
        out
    }

    /// The ids, longest first, so that none hides in another. A number of a row hides in
    /// everything; two words may stand for one kind of thing.
    pub(super) fn names(&self) -> Vec<(String, String)> {
        let mut names: Vec<(String, String)> = self
            .0
            .iter()
            .filter(|(word, _)| **word != "row")
            .map(|(word, id)| {
                let word = match *word {
                    "organisation" => "lab",
                    "reason_mail" => "reason",
                    word => word,
                };
                (word.to_owned(), id.clone())
            })
            .collect();
        names.sort_by_key(|(_, id)| std::cmp::Reverse(id.len()));
        names
    }
}

/// The words in braces of a pattern.
pub(super) fn words(pattern: &str) -> Vec<&str> {
    pattern.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
}

/// Ids of the right shape that were never given.
pub(super) fn nothing(services: &Services) -> Place {
    let id = || services.env.random_uuid().to_string();
    let mut place = Place::default()
        .with("reference", "SITE-9999")
        .with("lab", "nulle-part")
        .with("organisation", "nulle-part")
        .with("message", services.env.random_uuid().simple().to_string())
        .with("reason", "motif-absent")
        .with("reason_mail", "motif-absent")
        .with("rule", "regle-absente")
        .with("row", "987654")
        .with("mark", "ZZZZZ-ZZZZZ")
        .with("fresh", "NEUF-9999")
        .with("name", "absent.css");
    for word in [
        "import",
        "campaign",
        "draft",
        "delivery",
        "batch",
        "account",
        "person",
        "signal",
        "invitation",
        "session",
        "job",
        "lab_id",
    ] {
        place = place.with(word, id());
    }
    place
}

const HEAD: &str =
    "NOM DE NAISSANCE;PRENOM;DATE DE NAISSANCE;SEXE;ADRESSE;CODE POSTAL;VILLE;EMAIL\n";

/// Persons of one surname: every third has an e-mail address, every third no address at
/// all. The last rows are wrong, and wait.
pub(super) fn extract(surname: &str, people: u32, wrong: u32) -> String {
    let mut text = String::from(HEAD);
    for n in 0..people {
        let word: String = n.to_string().bytes().map(|b| char::from(b - b'0' + b'A')).collect();
        let (day, month) = (n % 28 + 1, n % 12 + 1);
        let street = if n % 3 == 2 { String::new() } else { format!("{} RUE DES AJONCS", n + 1) };
        let (post, town) = if n % 3 == 2 { ("", "") } else { ("56000", "VANNES") };
        let mail = if n % 3 == 0 { format!("p{n}@example.org") } else { String::new() };
        writeln!(
            text,
            "{surname};ANNE{word};{day:02}/{month:02}/1970;F;{street};{post};{town};{mail}"
        )
        .unwrap();
    }
    for n in 0..wrong {
        writeln!(text, "{surname};ZOE{n};31/02/1980;F;1 RUE DES AJONCS;56000;VANNES;").unwrap();
    }
    text
}

/// Imports a file and makes it visible; gives the delivery.
pub(super) async fn delivered(
    services: &Services,
    dir: &Path,
    dpo: &Actor,
    part: CaseLabId,
    content: &str,
) -> String {
    let file = dir.join("extract.csv");
    fs::write(&file, content).unwrap();
    let room = &services.imports;
    let id = room.receive_path(dpo, part, &file).await.unwrap();
    room.map(dpo, id, None, Overrides::default()).await.unwrap();
    room.run(dpo, id).await.unwrap();
    room.activate(dpo, id).await.unwrap();
    id.to_string()
}

/// Does all background work that is due.
pub(super) async fn work(services: &Services) {
    let mut handlers = services.campaigns.handlers();
    handlers.extend(services.imports.handlers());
    let runner = Runner::new(services.db.clone(), services.env.clone(), handlers);
    runner.run_due().await.unwrap();
}

/// A campaign that was launched, sent and printed.
pub(super) async fn told_by(
    services: &Services,
    lab: &Lab,
    part: CaseLabId,
    channels: Channels,
    batch: i64,
) -> CampaignId {
    let (dpo, approver) = (&lab.of(Role::Dpo).actor, &lab.of(Role::Approver).actor);
    let room = &services.campaigns;
    let new = NewCampaign {
        batch_size: batch,
        ..NewCampaign::first(text("Information des personnes"), channels)
    };
    let id = room.create(dpo, part, new).await.unwrap();
    let prepared = room.prepare(dpo, id).await.unwrap();
    room.approve(approver, id, &prepared.hash_text().unwrap()).await.unwrap();
    room.launch(dpo, id).await.unwrap();
    SendEmails::new(room).run_due().await.unwrap();
    room.print_now(dpo, id).await.unwrap();
    work(services).await;
    let progress: CampaignProgress = room.progress(dpo, id).await.unwrap();
    assert!(progress.informed > 0, "{progress:?}");
    id
}

/// Work that failed for good: only a defect makes any, so it is written here. Gives its id.
pub(super) async fn failed_job(services: &Services) -> String {
    const SQL: &str = "insert into job (job_id, name, payload, state, run_at, attempts, last_error, \
         created_at, finished_at) values ($1, 'site.test', '{}', 'failed', $2, 1, 'test', $2, $2)";
    let (id, now) = (services.env.random_uuid(), services.env.now());
    let mut tx = services.db.write().await.unwrap();
    db::exec!(&mut tx, sqlx::query(SQL).bind(id).bind(now)).unwrap();
    tx.commit().await.unwrap();
    id.to_string()
}

/// The mark of a letter that lies in a print file.
async fn printed_mark(
    services: &Services,
    dpo: &Actor,
    case_lab: CaseLabId,
    persons: &[Person],
) -> String {
    for person in persons {
        let sent = services.campaigns.of_person(dpo, case_lab, person.id).await.unwrap();
        let printed = sent.into_iter().find(|one| one.state == DeliveryState::Rendered);
        if let Some(mark) = printed.and_then(|one| one.mark) {
            return mark;
        }
    }
    panic!("no letter was printed")
}

/// A session in which somebody is signed in.
async fn session(app: &TestApp, member: &Member) -> String {
    app.signed_in(&member.credentials).await;
    let living = app.services.accounts.list_sessions(&member.actor).await.unwrap();
    living[0].id.to_string()
}

/// Fills a lab's part of `SITE-1`: gives an id of every kind.
pub(super) async fn part(
    app: &TestApp,
    dir: &Path,
    lab: &Lab,
    case_lab: CaseLabId,
    word: &'static str,
) -> Place {
    let services = &app.services;
    let dpo = &lab.of(Role::Dpo).actor;
    let surname = if word == "armorbio" { "KERMARREC" } else { "TREVIDIC" };
    let import = delivered(services, dir, dpo, case_lab, &extract(surname, 6, 2)).await;
    let room = &services.campaigns;
    let campaign = told_by(services, lab, case_lab, Channels::EmailWhereValid, 500).await;
    let draft = NewCampaign::first(text("Brouillon"), Channels::LetterOnly);
    let draft = room.create(dpo, case_lab, draft).await.unwrap();
    let batch = room.batches(dpo, campaign).await.unwrap().remove(0).id;
    let mail = room.captured(dpo, case_lab, None, 10).await.unwrap().items.remove(0).reference;
    let which =
        Failures { state: DeliveryState::Unreachable, reason: None, after: None, limit: 10 };
    let delivery = room.failures(dpo, campaign, &which).await.unwrap().items.remove(0).id;
    let awkward = room.awkward(dpo, campaign).await.unwrap();
    let reason = |channel: Channel| {
        let mut with = awkward.iter().filter(|one| one.channels.contains(&channel));
        with.next().map_or_else(|| panic!("{awkward:?}"), |one| one.kind.as_str())
    };
    let (paper, by_mail) = (reason(Channel::Letter), reason(Channel::Email));
    let criteria = Criteria { surname: Some(surname.to_owned()), ..Criteria::default() };
    let found = services.people.search(dpo, case_lab, &criteria, &text("call")).await.unwrap();
    let mark = printed_mark(services, dpo, case_lab, &found).await;
    let ledger = services.incidents.ledger(dpo, case_lab).await.unwrap();
    let pages = duties::Duties::new(
        services.db.clone(),
        services.vault.clone(),
        services.env.clone(),
        services.incidents.clone(),
    )
    .unwrap();
    let rule = pages.list(dpo, case_lab).await.unwrap().remove(0).rule;
    Place::default()
        .with("reference", "SITE-1")
        .with("lab", word)
        .with("organisation", word)
        .with("import", import)
        .with("campaign", campaign.to_string())
        .with("draft", draft.to_string())
        .with("batch", batch.to_string())
        .with("message", mail.to_string())
        .with("delivery", delivery.to_string())
        .with("reason", paper)
        .with("reason_mail", by_mail)
        .with("person", found[0].id.to_string())
        .with("signal", ledger[0].id.to_string())
        .with("row", "8")
        .with("rule", rule)
        .with("invitation", invitation(services, lab.id, word).await)
        .with("account", lab.of(Role::HelpDesk).credentials.account.to_string())
        .with("session", session(app, lab.of(Role::HelpDesk)).await)
        .with("job", failed_job(services).await)
        .with("mark", mark)
        .with("fresh", format!("NEUF-{}", word.to_uppercase()))
        .with("lab_id", lab.id.to_string())
        .with("name", "absent.css")
}
