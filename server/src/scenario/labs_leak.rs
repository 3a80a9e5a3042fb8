//! "Files of three labs published after a leak at their vendor": the case `DEMO-1`.

use std::{fs::File, io::BufWriter, path::Path};

use chrono::{DateTime, Duration, Utc};
use imports::detect::Overrides;
use incidents::{
    CaseChange, CaseError, Cause, CauseStatus, Decision, EntryKind, Kind, NewCase, NewEntry,
    NewSignal, PublicFacts, Reference, Source,
};
use kernel::{Actor, CaseLabId, Text};
use synthetic::{ExtractOptions, write_extract};

use super::{
    Loaded,
    people::{self, LABS, LabPlan, Staff},
};
use crate::{Failure, Outcome, Services};

/// The public name of the case.
pub(crate) const REFERENCE: &str = "DEMO-1";

/// How large, and from which seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// People over the three labs.
    pub(crate) people: u64,
    /// The same seed gives the same people.
    pub(crate) seed: u64,
}

fn failed(error: &(dyn std::error::Error + 'static)) -> Failure {
    Failure::because("the demonstration cannot be loaded", error)
}

fn words<const MAX: usize>(text: &str) -> Outcome<Text<MAX>> {
    Text::parse(text).map_err(|error| failed(&error))
}

/// Loads the case when it is not there.
pub(crate) async fn ensure(services: &Services, options: Options) -> Outcome<Loaded> {
    match services.incidents.by_reference(&Actor::Operator, REFERENCE).await {
        Ok(_) => return Ok(Loaded { accounts: Vec::new() }),
        Err(CaseError::NotFound) => {}
        Err(error) => return Err(failed(&error)),
    }
    let (vendor, labs) = people::organisations(services).await?;
    let staff = people::staff(services, vendor, &labs).await?;
    let now = services.env.now();
    let case = NewCase {
        reference: Reference::parse(REFERENCE).map_err(|error| failed(&error))?,
        kind: Kind::Leak,
        title: words("Fichiers Médilog Ouest")?,
        vendor: Some(vendor),
        product: Some(words("Mégaflux 4")?),
        started_on: Some((now - Duration::days(110)).date_naive()),
        end: Some((now - Duration::days(1)).date_naive()).into(),
        labs: labs.clone(),
    };
    services.incidents.open(&staff.dpo, case).await.map_err(|error| failed(&error))?;
    let case = services
        .incidents
        .by_reference(&staff.dpo, REFERENCE)
        .await
        .map_err(|error| failed(&error))?;
    for (plan, organisation) in LABS.iter().zip(labs) {
        let part = case.labs.iter().find(|lab| lab.organisation == organisation);
        let part = part.ok_or_else(|| Failure::refused("the demonstration lost a lab"))?.id;
        facts(services, &staff, part).await?;
        awareness(services, &staff, part, now).await?;
        extract(services, &staff, part, plan, options).await?;
    }
    Ok(Loaded { accounts: staff.credentials })
}

/// What is told in words, and the page that shows it.
async fn facts(services: &Services, staff: &Staff, part: CaseLabId) -> Outcome {
    let (_, lab) =
        services.incidents.case_lab(&staff.dpo, part).await.map_err(|error| failed(&error))?;
    let facts = PublicFacts {
        what_fr: "Un fichier du logiciel de saisie de nos laboratoires a été copié, puis publié \
            sur internet."
            .to_owned(),
        what_en: "A file of the software of our laboratories was copied, then published on the \
            internet."
            .to_owned(),
        measures_fr: "Nous avons fermé l’accès et changé tous les mots de passe. Nous avons \
            prévenu la CNIL et porté plainte."
            .to_owned(),
        measures_en: "We closed the access and changed all passwords. We told the data \
            protection authority and filed a complaint."
            .to_owned(),
        unknown_fr: "Nous ne savons pas qui a copié le fichier, ni combien de personnes l’ont lu."
            .to_owned(),
        unknown_en: "We do not know who copied the file, nor how many people read it.".to_owned(),
        next_update_on: Some((services.env.now() + Duration::days(14)).date_naive()),
    };
    services
        .incidents
        .set_facts(&staff.dpo, part, lab.version, &facts)
        .await
        .map_err(|error| failed(&error))?;
    services.incidents.set_public(&staff.dpo, part, true).await.map_err(|error| failed(&error))
}

/// Four candidates; the last is retained, with the second signature that it needs.
async fn awareness(
    services: &Services,
    staff: &Staff,
    part: CaseLabId,
    now: DateTime<Utc>,
) -> Outcome {
    let signals = [
        (
            Duration::days(104),
            Source::Agency,
            "Courriel de l’agence : des données de clients sont en vente.",
        ),
        (Duration::days(10), Source::Press, "Un blog spécialisé parle d’une fuite."),
        (Duration::hours(33), Source::Press, "Article de presse, avec le nombre de lignes."),
        (Duration::hours(20), Source::Internal, "Fichier contrôlé : ce sont nos patients."),
    ];
    let mut last = None;
    for (ago, source, note) in signals {
        let signal = NewSignal {
            at: (now - ago).fixed_offset(),
            source,
            note: words(note)?,
            evidence: None,
            inquiry: false,
        };
        let id = services.incidents.record_signal(&staff.dpo, part, signal).await;
        last = Some(id.map_err(|error| failed(&error))?);
        let entry = NewEntry { at: now - ago, kind: EntryKind::Fact, text: words(note)? };
        services
            .incidents
            .add_entry(&staff.dpo, part, entry)
            .await
            .map_err(|error| failed(&error))?;
    }
    let Some(checked) = last else { return Ok(()) };
    let reason = words("Avant ce contrôle, rien ne montrait que nos fichiers étaient concernés.")?;
    services
        .incidents
        .decide_awareness(&staff.dpo, part, checked, reason)
        .await
        .map_err(|error| failed(&error))?;
    let ledger =
        services.incidents.ledger(&staff.dpo, part).await.map_err(|error| failed(&error))?;
    for row in ledger.iter().filter(|row| row.decision == Decision::Proposed) {
        services
            .incidents
            .approve_awareness(&staff.approver, part, row.id)
            .await
            .map_err(|error| failed(&error))?;
    }
    let (incident, _) =
        services.incidents.case_lab(&staff.dpo, part).await.map_err(|error| failed(&error))?;
    let change = CaseChange {
        kind: incident.kind,
        title: words(&incident.title)?,
        vendor: incident.vendor,
        product: incident.product.as_deref().map(words).transpose()?,
        started_on: incident.started_on,
        end: incident.end,
        cause: Cause::ExternalMalicious,
        cause_status: CauseStatus::Suspected,
    };
    services
        .incidents
        .update_incident(&staff.dpo, part, incident.version, change)
        .await
        .map_err(|error| failed(&error))
}

/// Writes the lab's extract to the data folder, imports it and makes the wave visible.
async fn extract(
    services: &Services,
    staff: &Staff,
    part: CaseLabId,
    plan: &LabPlan,
    options: Options,
) -> Outcome {
    let folder = services.config.data.dir.join("demo");
    std::fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    let path = folder.join(format!("{}.csv", plan.lab.name().to_lowercase()));
    write(&path, plan, options)?;
    let room = &services.imports;
    let dpo = &staff.dpo;
    let id = room.receive_path(dpo, part, &path).await.map_err(|error| failed(&error))?;
    room.map(dpo, id, None, Overrides::default()).await.map_err(|error| failed(&error))?;
    room.run(dpo, id).await.map_err(|error| failed(&error))?;
    room.activate(dpo, id).await.map_err(|error| failed(&error))
}

fn write(path: &Path, plan: &LabPlan, options: Options) -> Outcome {
    // About 1.2 rows a person; the three labs share the people of the case.
    let share = match plan.lab {
        synthetic::Lab::Armorbio => 50,
        synthetic::Lab::Loirelab => 28,
        synthetic::Lab::Eurebio => 22,
    };
    let rows = (options.people * share * 12 / 1000).max(12);
    let file = File::create(path).map_err(|error| failed(&error))?;
    let mut out = BufWriter::new(file);
    write_extract(&mut out, &ExtractOptions::new(options.seed, rows, plan.lab))
        .map_err(|error| failed(&error))?;
    std::io::Write::flush(&mut out).map_err(|error| failed(&error))
}
