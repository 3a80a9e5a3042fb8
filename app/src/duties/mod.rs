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

/// The nearest deadline in a few words, for lists.
///
/// # Errors
/// The rooms'.
pub(crate) async fn next_words(
    _state: &AppState,
    _ctx: &Ctx,
    _staff: &Staff,
    _lab: kernel::CaseLabId,
) -> Result<Option<String>, Problem> {
    Ok(None)
}

/// The duties that wait for the reader.
///
/// # Errors
/// The rooms'.
pub(crate) async fn todo(
    _state: &AppState,
    _ctx: &Ctx,
    _staff: &Staff,
    _lab: kernel::CaseLabId,
    _base: &str,
    _case: &str,
) -> Result<Vec<crate::todo::Waiting>, Problem> {
    Ok(Vec::new())
}
