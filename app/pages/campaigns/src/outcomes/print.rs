//! The batches of a lab, for those who follow its campaigns and for its printer.

use accounts::Verb;
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use campaigns::{BatchState, LetterBatch};
use kernel::{Actor, BatchId};
use serde::Deserialize;

use super::parts::say;
use web::{
    Address, AppState, CaseHere, CaseRequest, Problem, Staff, StaffRequest, may, with_organisations,
};

/// Finds cases for a printer, who may see none: only what they print is shown.
const READER: Actor = Actor::System("pages");

/// A request about the lab's part of a case, as its printer too may know of it: a printer
/// sees batches of letters and nothing else of the case.
pub(super) struct PrintRequest(pub(super) CaseRequest);

impl FromRequestParts<AppState> for PrintRequest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let (at, address) = <(StaffRequest, Address)>::from_request_parts(parts, state).await?;
        let here = find(&at, &address).await;
        here.map(|here| Self(CaseRequest::of(at, here))).map_err(IntoResponse::into_response)
    }
}

async fn find(at: &StaffRequest, address: &Address) -> Result<CaseHere, Problem> {
    match address.find(&at.state, &at.staff.actor).await {
        Err(Problem::NotFound) => {}
        found => return found,
    }
    let mut here = address.find(&at.state, &READER).await?;
    if !prints(&at.staff, &here) {
        return Err(Problem::NotFound);
    }
    let own = here.href("");
    here.labs.retain(|(_, href)| *href == own);
    Ok(here)
}

/// The parts of cases whose letters the reader prints: those of all their labs, newest
/// case first.
pub(super) async fn places(at: &StaffRequest) -> Result<Vec<CaseHere>, Problem> {
    let mut places = Vec::new();
    let cases = at.state.incidents.cases(&READER).await?;
    for (case, parts) in cases.iter().zip(with_organisations(&at.state, &cases).await?) {
        for (lab, organisation) in parts {
            let incident = case.incident.clone();
            let mut here = CaseHere { incident, lab, organisation, labs: Vec::new() };
            if prints(&at.staff, &here) {
                here.labs = vec![(here.organisation.name.clone(), here.href(""))];
                places.push(here);
            }
        }
    }
    Ok(places)
}

/// Whether files may be downloaded and postings recorded: decides what is shown.
pub(super) fn prints(staff: &Staff, here: &CaseHere) -> bool {
    may(staff, Verb::PrintLetters, here.lab.organisation)
}

/// Whether the reader prints the letters of the lab and sees nothing else of the case.
pub(super) fn prints_only(staff: &Staff, here: &CaseHere) -> bool {
    prints(staff, here) && !may(staff, Verb::ViewCase, here.lab.organisation)
}

/// A batch and the name of its campaign; a printer is told no name.
pub(super) struct Listed {
    pub(super) batch: LetterBatch,
    pub(super) campaign: Option<String>,
}

/// The batches of a lab: those to be dealt with first, then the newest.
pub(super) async fn batches(
    state: &AppState,
    staff: &Staff,
    here: &CaseHere,
) -> Result<Vec<Listed>, Problem> {
    let room = &state.campaigns;
    let mut listed = Vec::new();
    if may(staff, Verb::ViewCampaigns, here.lab.organisation) {
        let batches = room.all_batches(&staff.actor, here.id()).await?;
        listed.extend(
            batches.into_iter().map(|(title, batch)| Listed { batch, campaign: Some(title) }),
        );
    } else {
        let batches = room.print_queue(&staff.actor, here.id()).await?;
        listed.extend(batches.into_iter().map(|batch| Listed { batch, campaign: None }));
    }
    listed.sort_by_key(|listed| {
        (place(&listed.batch), std::cmp::Reverse((listed.batch.created_at, listed.batch.n)))
    });
    Ok(listed)
}

const fn place(batch: &LetterBatch) -> u8 {
    match batch.state {
        _ if recalled(batch) => 0,
        BatchState::Ready => 1,
        BatchState::Downloaded => 2,
        BatchState::Rendering => 3,
        BatchState::Posted => 4,
        BatchState::Cancelled => 5,
    }
}

/// Whether a printer has letters that must not be posted any more.
pub(super) const fn recalled(batch: &LetterBatch) -> bool {
    matches!(batch.state, BatchState::Cancelled) && batch.downloads > 0
}

/// The batch of an address.
#[derive(Deserialize)]
pub(super) struct BatchPath {
    batch: String,
}

/// The batch of an address, provided that it is of this lab's part of the case.
pub(super) async fn own(at: &CaseRequest, path: &BatchPath) -> Result<Listed, Problem> {
    let (room, actor) = (&at.state.campaigns, &at.staff.actor);
    let id: BatchId = path.batch.parse().map_err(|_| Problem::NotFound)?;
    let batch = room.batch(actor, id).await?;
    if batch.case_lab != at.here.id() {
        return Err(Problem::NotFound);
    }
    let campaign = if at.may(Verb::ViewCampaigns) {
        Some(room.campaign(actor, batch.campaign).await?.title)
    } else {
        None
    };
    Ok(Listed { batch, campaign })
}

/// Back to the page of a batch, with a sentence on what was done.
pub(super) async fn back(
    at: &CaseRequest,
    batch: BatchId,
    said: &'static str,
) -> Result<Response, Problem> {
    say(&at.staff, said).await?;
    Ok(Redirect::to(&at.here.href(&format!("lettres/{batch}"))).into_response())
}
