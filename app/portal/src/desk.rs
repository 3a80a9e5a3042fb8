//! What every handler of the portal works with.

use std::{sync::Arc, time::Duration};

use ::portal::{Board, Exposure, Portal, PublicCase};
use axum::{
    http::{StatusCode, header},
    response::Response,
};
use i18n::{Lang, PARIS};
use kernel::Env;

use super::{
    about, case, check, cookies,
    frame::Frame,
    how,
    memory::{Key, Memory, Page},
    trouble::{self, Trouble},
    visitor::{Choice, Visitor},
};
use site::WebConfig;

/// A dependency that takes longer does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The room, the settings, the pages in memory.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) room: Portal,
    pub(super) env: Env,
    pub(super) config: Arc<WebConfig>,
    memory: Memory,
}

/// One public case of the board.
#[derive(Debug)]
pub(super) struct Here {
    board: Arc<Board>,
    at: usize,
    public: PublicCase,
}

impl std::ops::Deref for Here {
    type Target = PublicCase;

    fn deref(&self) -> &PublicCase {
        &self.public
    }
}

/// What a visit's cookie opened.
pub(super) enum Opened {
    /// The exposure.
    Visit(Box<Exposure>),
    /// A cookie whose quarter of an hour is over, or that is not ours.
    Over,
    /// No cookie.
    None,
}

impl Desk {
    pub(super) fn new(room: Portal, env: Env, config: Arc<WebConfig>) -> Self {
        Self { room, env, config, memory: Memory::default() }
    }

    /// The present day in Paris.
    pub(super) fn today(&self) -> chrono::NaiveDate {
        self.env.now().with_timezone(&PARIS).date_naive()
    }

    async fn board(&self) -> Result<Arc<Board>, Trouble> {
        in_time(self.room.board()).await
    }

    /// The case of an address. Capitals do not matter: letters are typed by hand.
    pub(super) async fn case(&self, reference: &str) -> Result<Here, Trouble> {
        let board = self.board().await?;
        let at = board.find(&reference.to_ascii_uppercase()).ok_or(Trouble::NotFound)?;
        let public = board.cases.get(at).cloned().ok_or(Trouble::NotFound)?;
        Ok(Here { board, at, public })
    }

    /// The exposure of the visit that the request carries.
    pub(super) async fn visit(&self, here: &Here, visitor: &Visitor) -> Result<Opened, Trouble> {
        let Some(cookie) = &visitor.visit else { return Ok(Opened::None) };
        let incident = here.case.incident.id;
        Ok(match in_time(self.room.visit(incident, cookie)).await? {
            Some(exposure) => Opened::Visit(Box::new(exposure)),
            None => Opened::Over,
        })
    }

    /// A page of a case that is the same for everybody.
    pub(super) async fn of_case(
        &self,
        visitor: &Visitor,
        reference: &str,
        page: Page,
    ) -> Result<Response, Trouble> {
        let board = self.board().await?;
        let at = match board.find(reference) {
            Some(at) => at,
            None => board.find(&reference.to_ascii_uppercase()).ok_or(Trouble::NotFound)?,
        };
        Ok(self.stored(visitor, &board, at, page))
    }

    /// A page of no case, in the frame of the one case when there is one.
    pub(super) async fn of_site(&self, visitor: &Visitor, page: Page) -> Result<Response, Trouble> {
        let board = self.board().await?;
        let page = if page == Page::Index && board.cases.len() == 1 { Page::Case } else { page };
        Ok(self.stored(visitor, &board, 0, page))
    }

    /// The answer to everything that is wrong with a code: bytes from memory, so that
    /// two reasons cannot look different.
    pub(super) fn neutral(&self, visitor: &Visitor, here: &Here) -> Response {
        self.stored(visitor, &here.board, here.at, Page::Neutral)
    }

    fn stored(&self, visitor: &Visitor, board: &Board, case: usize, page: Page) -> Response {
        let key = Key { page, case, lang: visitor.lang };
        let stored =
            self.memory.page(board.version, key, || self.render(board, case, page, visitor.lang));
        stored.response(StatusCode::OK, visitor.gzip)
    }

    fn render(&self, board: &Board, case: usize, page: Page, lang: Lang) -> String {
        let frame = |public: Option<&PublicCase>, path: &str| {
            Frame::new(lang, &self.config, public.cloned(), path)
        };
        let public = board.cases.get(case);
        let of_case = |page: &str| frame(public, page);
        let only = if board.cases.len() == 1 { public } else { None };
        ui::render(|| match page {
            Page::Index => case::index_view(&frame(None, "/"), board),
            Page::Case => case::view(&of_case(""), case::Top::First),
            Page::Neutral => case::view(&of_case(""), case::Top::Neutral),
            Page::Medical => how::medical_view(&of_case("medical")),
            Page::Check => check::view(&of_case("verifier"), &check::Said::Nothing, ""),
            Page::NoCode => how::no_code_view(&of_case("sans-code")),
            Page::Accessibility => about::accessibility_view(&frame(only, "/accessibilite")),
            Page::Privacy => about::privacy_view(&frame(only, "/vie-privee"), board),
        })
    }

    /// The last touch of every handler: the language is remembered, trouble gets its page.
    pub(super) fn finish(
        &self,
        visitor: &Visitor,
        reference: Option<&str>,
        result: Result<Response, Trouble>,
    ) -> Response {
        let mut response = match result {
            Ok(response) => response,
            Err(trouble) => trouble::response(self, visitor, reference, trouble),
        };
        if visitor.choice == Choice::Now
            && let Some(cookie) = cookies::language(&self.config, visitor.lang)
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Waits for the room, but not for ever.
pub(super) async fn in_time<T>(
    asked: impl Future<Output = Result<T, ::portal::PortalError>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(::portal::PortalError::NotFound)) => Err(Trouble::NotFound),
        Ok(Err(error)) => Err(Trouble::Down(Box::new(error))),
        Err(_) => Err(Trouble::Slow),
    }
}
