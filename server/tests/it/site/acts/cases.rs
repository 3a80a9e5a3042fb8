//! Cases, deliveries, persons, duties, reports, the journal.

use db::sqlx;
use kernel::{CaseLabId, Id as _, ImportId, Role};
use people::{
    Criteria,
    identity::{State, StateChange, StateSet},
};
use reports::spec::AUTHORITY_RULE;

use crate::site::{
    client::Asked,
    line::FILE,
    places::work,
    world::{World, text},
};

use super::{
    access::Staff,
    journey::{Act, Journey},
};

/// An extract with a column that nobody knows and a day that there is not.
const EXTRACT: &str = "NOM DE NAISSANCE;PRENOM;DATE DE NAISSANCE;ZZZ\n\
     GUEGUEN;ANNE;01/02/1970;bleu\nGUEGUEN;ZOE;31/02/1980;vert\n";

/// The part of a case that is Armorbio's.
async fn part(w: &World, reference: &str) -> CaseLabId {
    let dpo = &w.member(Role::Dpo).actor;
    let case = w.app.services.incidents.by_reference(dpo, reference).await.unwrap();
    case.labs.iter().find(|part| part.organisation == w.labs[0].id).unwrap().id
}

/// A case is opened; what it says, its timeline, since when the lab knows.
pub(super) async fn words(j: &mut Journey<'_>, staff: &mut Staff) {
    let w = j.w;
    let dpo = &mut staff.dpo;
    let open = Act::of("/console/cas/nouveau").leading_to("/console/cas/");
    j.does(dpo, "/console/cas/nouveau", open).await;
    // The case without persons: nothing that is said there changes a message.
    j.about("reference", "SITE-2");
    let facts = "/console/cas/{reference}/{lab}/faits";
    j.does(dpo, facts, Act::of(facts).leading_to("/SITE-2/armorbio")).await;
    // First the page opens, then it closes.
    let publish = Act::of("/console/cas/{reference}/{lab}/publier");
    for _ in 0..2 {
        j.does(dpo, facts, publish.leading_to("/SITE-2/armorbio")).await;
    }
    let change = "/console/cas/{reference}/{lab}/modifier";
    j.does(dpo, change, Act::of(change).leading_to("fait=modifie")).await;
    let entries = "/console/cas/{reference}/{lab}/chronologie";
    j.does(dpo, entries, Act::of(entries).leading_to("/chronologie")).await;
    let ledger = "/console/cas/{reference}/{lab}/connaissance";
    for at in ["2026-01-02T10:00", "2026-02-02T10:00"] {
        let typed = [("at", at)];
        let record = Act::of(ledger).typing(&typed);
        j.does(dpo, ledger, record.leading_to("/connaissance")).await;
    }
    // Later than the first signal: it waits for a second signature.
    let signals = {
        let room = &w.app.services.incidents;
        room.ledger(&w.member(Role::Dpo).actor, part(w, "SITE-2").await).await.unwrap()
    };
    j.about("signal", signals.last().map_or_else(String::new, |signal| signal.id.to_string()));
    let decide = Act::of("/console/cas/{reference}/{lab}/connaissance/retenir");
    j.does(dpo, ledger, decide.leading_to("/connaissance")).await;
    let sign = Act::of("/console/cas/{reference}/{lab}/connaissance/signer");
    j.does(&mut staff.approver, ledger, sign.leading_to("/connaissance")).await;
}

const NEW: &str = "/console/cas/{reference}/{lab}/imports/nouveau";
const ONE: &str = "/console/cas/{reference}/{lab}/imports/{import}";
const COLUMNS: &str = "/console/cas/{reference}/{lab}/imports/{import}/colonnes";
const WAITING: &str = "/console/cas/{reference}/{lab}/imports/{import}/attente";

/// The delivery of an address that an upload leads to.
fn delivery(to: &str) -> String {
    to.rsplit('/').nth(1).unwrap_or_default().to_owned()
}

/// A delivery from the upload to its persons; one that is given up, one that is stopped.
pub(super) async fn deliveries(j: &mut Journey<'_>, staff: &mut Staff) {
    let w = j.w;
    let services = &w.app.services;
    let dpo = &mut staff.dpo;
    let typed = [(FILE, EXTRACT)];
    let upload = Act::of(NEW).typing(&typed).leading_to("/colonnes");
    let Some(answer) = j.does(dpo, NEW, upload).await else { return };
    j.about("import", delivery(answer.to()));
    // The column that nobody knows is left alone, so that there is one to declare.
    let typed = [("field-3", ""), ("fate-3", "ignored")];
    let columns = Act::of(COLUMNS).typing(&typed).leading_to("/imports/");
    j.does(dpo, COLUMNS, columns).await;
    work(services).await;
    let load = Act::of("/console/cas/{reference}/{lab}/imports/{import}/charger");
    j.does(dpo, ONE, load.leading_to("/imports/")).await;
    work(services).await;
    let typed = [("column", "3")];
    let declare = Act::of("/console/cas/{reference}/{lab}/imports/{import}/declarer");
    j.does(dpo, ONE, declare.typing(&typed).leading_to("/imports/")).await;
    let activate = Act::of("/console/cas/{reference}/{lab}/imports/{import}/activer");
    j.does(dpo, ONE, activate.leading_to("/imports/")).await;
    j.does(dpo, WAITING, Act::of(WAITING).leading_to("/attente")).await;
    given_up(j, staff).await;
    stopped(j, staff).await;
}

/// Two files in one form make one delivery, which is checked and given up.
async fn given_up(j: &mut Journey<'_>, staff: &mut Staff) {
    let w = j.w;
    let room = &w.app.services.imports;
    let (part, actor) = (part(w, "SITE-2").await, &w.member(Role::Dpo).actor);
    let before = room.imports(actor, part).await.unwrap().len();
    let (one, two) = (EXTRACT.replace("ANNE", "LEA"), EXTRACT.replace("ANNE", "EVE"));
    let files = [(FILE, "une.csv", one.as_str()), (FILE, "deux.csv", two.as_str())];
    let address = format!("/console/cas/{}/{}/imports/nouveau", j.id("reference"), j.id("lab"));
    let answer = staff.dpo.ask(Asked::uploads(&address, &files)).await;
    let made = room.imports(actor, part).await.unwrap().len() - before;
    if made != 1 {
        j.fault(NEW, format_args!("two files made {made} deliveries ({})", answer.status));
        return;
    }
    j.about("import", delivery(answer.to()));
    // The columns are proposed when somebody looks at them.
    j.page(&mut staff.dpo, COLUMNS).await;
    let check = Act::of("/console/cas/{reference}/{lab}/imports/{import}/controle");
    j.does(&mut staff.dpo, ONE, check.leading_to("/imports/")).await;
    let cancel = Act::of("/console/cas/{reference}/{lab}/imports/{import}/annuler");
    j.does(&mut staff.dpo, ONE, cancel.leading_to("/imports/")).await;
}

/// A delivery at work, as a worker leaves it that has not ended: none is so slow here.
async fn stopped(j: &mut Journey<'_>, staff: &mut Staff) {
    const SQL: &str = "update import set state = 'checking' where import_id = $1";
    let services = &j.w.app.services;
    let extract = EXTRACT.replace("ANNE", "IDA");
    let typed = [(FILE, extract.as_str())];
    let upload = Act::of(NEW).typing(&typed).leading_to("/colonnes");
    let Some(answer) = j.does(&mut staff.dpo, NEW, upload).await else { return };
    j.about("import", delivery(answer.to()));
    let id: ImportId = j.id("import").parse().unwrap();
    let mut tx = services.db.write().await.unwrap();
    db::exec!(&mut tx, sqlx::query(SQL).bind(id.uuid())).unwrap();
    tx.commit().await.unwrap();
    let stop = Act::of("/console/cas/{reference}/{lab}/imports/{import}/arreter");
    j.does(&mut staff.dpo, ONE, stop.leading_to("/imports/")).await;
}

/// Somebody is looked for, read, protected; their codes are revoked.
pub(super) async fn persons(j: &mut Journey<'_>, staff: &mut Staff) {
    let w = j.w;
    let room = &w.app.services.people;
    let actor = &w.member(Role::Dpo).actor;
    let part = part(w, "SITE-1").await;
    let criteria = Criteria { surname: Some("KERMARREC".to_owned()), ..Criteria::default() };
    let found = room.search(actor, part, &criteria, &text("call")).await.unwrap();
    let mut told = None;
    for person in &found {
        let claims = room.claims_of(actor, part, person.id).await.unwrap();
        if claims.iter().any(|claim| claim.revoked_at.is_none()) {
            told = Some(person.id);
            break;
        }
    }
    let person = told.unwrap();
    let state = StateSet::EMPTY.with(State::DoNotContact);
    let change = StateChange::between(StateSet::EMPTY, state);
    room.change_states(actor, part, person, change, &text("Essai.")).await.unwrap();
    j.about("reference", "SITE-1");
    j.about("person", person.to_string());
    let dpo = &mut staff.dpo;
    let search = "/console/cas/{reference}/{lab}/personnes";
    let record = "/console/cas/{reference}/{lab}/personnes/fiche";
    // Who was found is told by the answer alone, with the way to each record.
    let Some(found) = j.does(dpo, search, Act::of(search)).await else { return };
    j.sends(dpo, &found, Act::of(record)).await;
    let states = Act::of("/console/cas/{reference}/{lab}/personnes/fiche/precautions");
    j.does(dpo, record, states.leading_to("/personnes/fiche")).await;
    let revoke = Act::of("/console/cas/{reference}/{lab}/personnes/fiche/revoquer");
    j.does(dpo, record, revoke.leading_to("/personnes/fiche")).await;
}

/// What the law asks for is decided, sent and closed; what the authority's form asks is
/// answered; the journal is verified.
pub(super) async fn duties(j: &mut Journey<'_>, staff: &mut Staff) {
    j.about("reference", "SITE-1");
    j.about("rule", AUTHORITY_RULE);
    let dpo = &mut staff.dpo;
    let facts = "/console/cas/{reference}/{lab}/obligations/faits";
    j.does(dpo, facts, Act::of(facts).leading_to("/obligations")).await;
    let page = "/console/cas/{reference}/{lab}/obligations/{rule}";
    let decide = Act::of("/console/cas/{reference}/{lab}/obligations/{rule}/decision");
    let send = Act::of("/console/cas/{reference}/{lab}/obligations/{rule}/envoi");
    let close = Act::of("/console/cas/{reference}/{lab}/obligations/{rule}/cloture");
    // First that it is not owed; then the page offers the other decision alone.
    for act in [decide, decide, send, close] {
        j.does(dpo, page, act.leading_to("/obligations/")).await;
    }
    let answers = "/console/cas/{reference}/{lab}/rapports/reponses";
    j.does(dpo, answers, Act::of(answers).leading_to("/rapports")).await;
    let journal = "/console/cas/{reference}/{lab}/journal";
    let verify = Act::of("/console/cas/{reference}/{lab}/journal/verifier");
    j.does(dpo, journal, verify).await;
}
