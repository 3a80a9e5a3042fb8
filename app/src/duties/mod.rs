//! What the console shows of duties. The bar on top of every page of a case is here.

use leptos::prelude::*;

use crate::{
    here::CaseHere,
    state::AppState,
    web::{Ctx, Problem, Staff},
};

/// The bar of the nearest deadline of a case, if any runs.
///
/// # Errors
/// The rooms'.
pub(crate) async fn deadline_bar(
    _state: &AppState,
    _ctx: &Ctx,
    _staff: &Staff,
    _here: &CaseHere,
) -> Result<Option<AnyView>, Problem> {
    Ok(None)
}
