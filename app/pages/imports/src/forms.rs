//! Plain forms of a delivery: each asks one verb and goes back to the page.

use axum::{extract::Path, response::Redirect};
use imports::Import;
use kernel::ImportId;
use serde::Deserialize;

use web::{CaseRequest, Problem};

/// The delivery of an address.
#[derive(Deserialize)]
pub(super) struct ImportPath {
    import: String,
}

impl ImportPath {
    /// The id, when the address holds one.
    pub(super) fn id(&self) -> Result<ImportId, Problem> {
        self.import.parse().map_err(|_| Problem::NotFound)
    }
}

/// The delivery of an address, provided that it is of this lab's part of the case.
pub(super) async fn own(at: &CaseRequest, path: &ImportPath) -> Result<Import, Problem> {
    let import = at.state.imports.import(&at.staff.actor, path.id()?).await?;
    if import.case_lab == at.here.id() { Ok(import) } else { Err(Problem::NotFound) }
}

/// To the page of a delivery.
pub(super) fn to_page(at: &CaseRequest, id: ImportId) -> Redirect {
    Redirect::to(&at.here.href(&format!("imports/{id}")))
}

type Answer = Result<Redirect, Problem>;

/// `POST …/controle`: the dry run, in the background.
pub(super) async fn check(at: CaseRequest, Path(path): Path<ImportPath>) -> Answer {
    let id = own(&at, &path).await?.id;
    at.state.imports.request_check(&at.staff.actor, id).await?;
    Ok(to_page(&at, id))
}

/// `POST …/charger`: the stored run, in the background.
pub(super) async fn run(at: CaseRequest, Path(path): Path<ImportPath>) -> Answer {
    let id = own(&at, &path).await?.id;
    at.state.imports.request_run(&at.staff.actor, id).await?;
    Ok(to_page(&at, id))
}

/// `POST …/activer`: the wave becomes visible.
pub(super) async fn activate(at: CaseRequest, Path(path): Path<ImportPath>) -> Answer {
    let id = own(&at, &path).await?.id;
    at.state.imports.activate(&at.staff.actor, id).await?;
    Ok(to_page(&at, id))
}

/// `POST …/arreter`: a running check or load stops at the next batch.
pub(super) async fn stop(at: CaseRequest, Path(path): Path<ImportPath>) -> Answer {
    let id = own(&at, &path).await?.id;
    at.state.imports.ask_stop(&at.staff.actor, id).await?;
    Ok(to_page(&at, id))
}

/// `POST …/annuler`: nothing of the delivery is kept.
pub(super) async fn cancel(at: CaseRequest, Path(path): Path<ImportPath>) -> Answer {
    let id = own(&at, &path).await?.id;
    at.state.imports.cancel(&at.staff.actor, id).await?;
    Ok(to_page(&at, id))
}
