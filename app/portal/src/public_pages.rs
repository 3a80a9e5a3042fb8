//! Pages that are the same for everybody: rendered once, then served from the cache.

use ::portal::{Board, PublicCase};
use axum::{http::StatusCode, response::Response};
use i18n::Lang;

use super::{
    about_view,
    case_view::{self, Top},
    check_view::{self, Said},
    error::PagesError,
    frame::Frame,
    how_view, index_view,
    page_cache::{Key, Page},
    state::{Here, PortalState},
    visitor::Visitor,
};

/// A page of a case. Capitals of its reference do not matter: letters are typed by hand.
pub(super) async fn of_case(
    state: &PortalState,
    visitor: &Visitor,
    reference: &str,
    page: Page,
) -> Result<Response, PagesError> {
    let board = state.board().await?;
    let at = match board.find(reference) {
        Some(at) => at,
        None => board.find(&reference.to_ascii_uppercase()).ok_or(PagesError::NotFound)?,
    };
    Ok(cached(state, visitor, &board, at, page))
}

/// A page of no case, in the frame of the one case when there is one.
pub(super) async fn of_site(
    state: &PortalState,
    visitor: &Visitor,
    page: Page,
) -> Result<Response, PagesError> {
    let board = state.board().await?;
    let page = if page == Page::Index && board.cases.len() == 1 { Page::Case } else { page };
    Ok(cached(state, visitor, &board, 0, page))
}

/// The answer to everything that is wrong with a code: bytes from the cache, so that two
/// reasons cannot look different.
pub(super) fn neutral(state: &PortalState, visitor: &Visitor, here: &Here) -> Response {
    cached(state, visitor, &here.board, here.at, Page::Neutral)
}

/// The page of a case by its place on the board; rendered where the cache lacks it.
fn cached(
    state: &PortalState,
    visitor: &Visitor,
    board: &Board,
    case: usize,
    page: Page,
) -> Response {
    let key = Key { page, case, lang: visitor.lang };
    let stored =
        state.cache.page(board.version, key, || render(state, board, case, page, visitor.lang));
    stored.response(StatusCode::OK, visitor.gzip)
}

/// A page as HTML.
fn render(state: &PortalState, board: &Board, case: usize, page: Page, lang: Lang) -> String {
    let frame = |public: Option<&PublicCase>, path: &str| {
        Frame::new(lang, &state.config, public.cloned(), path)
    };
    let public = board.cases.get(case);
    let of_case = |page: &str| frame(public, page);
    let only = if board.cases.len() == 1 { public } else { None };
    ui::render(|| match page {
        Page::Index => index_view::view(&frame(None, "/"), board),
        Page::Case => case_view::view(&of_case(""), Top::First),
        Page::Neutral => case_view::view(&of_case(""), Top::Neutral),
        Page::Medical => how_view::medical_view(&of_case("medical")),
        Page::Check => check_view::view(&of_case("verifier"), &Said::Nothing, ""),
        Page::NoCode => how_view::no_code_view(&of_case("sans-code")),
        Page::Accessibility => about_view::accessibility_view(&frame(only, "/accessibilite")),
        Page::Privacy => about_view::privacy_view(&frame(only, "/vie-privee"), board),
    })
}
