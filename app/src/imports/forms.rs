//! Plain forms of a delivery: each asks one verb and goes back to the page.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use kernel::ImportId;
use serde::Deserialize;

use crate::{
    here::CaseHere,
    state::AppState,
    web::{Problem, Staff},
};

/// The delivery of an address.
#[derive(Deserialize)]
pub(super) struct Which {
    import: String,
}

impl Which {
    /// The id, when the address holds one.
    pub(super) fn id(&self) -> Result<ImportId, Problem> {
        self.import.parse().map_err(|_| Problem::NotFound)
    }
}

/// The page of a delivery, provided that it is of this lab's part of the case.
pub(super) async fn own(
    state: &AppState,
    staff: &Staff,
    here: &CaseHere,
    which: &Which,
) -> Result<imports::Import, Problem> {
    let import = state.imports.import(&staff.actor, which.id()?).await?;
    if import.case_lab == here.id() { Ok(import) } else { Err(Problem::NotFound) }
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident, $room:ident => $verb:ident) => {
        $(#[$doc])*
        pub(super) async fn $name(
            State(state): State<AppState>,
            staff: Staff,
            here: CaseHere,
            Path(which): Path<Which>,
        ) -> Result<Redirect, Problem> {
            let import = own(&state, &staff, &here, &which).await?;
            state.imports.$verb(&staff.actor, import.id).await?;
            Ok(Redirect::to(&here.href(&format!("imports/{}", import.id))))
        }
    };
}

act!(
    /// `POST …/controle`: the dry run, in the background.
    check, imports => request_check
);
act!(
    /// `POST …/charger`: the stored run, in the background.
    run, imports => request_run
);
act!(
    /// `POST …/activer`: the wave becomes visible.
    activate, imports => activate
);
act!(
    /// `POST …/arreter`: a running check or load stops at the next batch.
    stop, imports => ask_stop
);
act!(
    /// `POST …/annuler`: nothing of the delivery is kept.
    cancel, imports => cancel
);
