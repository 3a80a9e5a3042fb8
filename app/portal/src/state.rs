//! What every handler of the portal works with.

use std::{sync::Arc, time::Duration};

use ::portal::{Board, Exposure, Portal, PublicCase};
use i18n::PARIS;
use kernel::Env;

use super::{error::PagesError, page_cache::PageCache, visitor::Visitor};
use site::WebConfig;

/// A dependency that takes longer does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What every handler of the portal is given: the room, the settings, the cached pages.
#[derive(Debug)]
pub(super) struct PortalState {
    /// What patients may see.
    pub(super) room: Portal,
    /// Clock and chance.
    pub(super) env: Env,
    /// Settings.
    pub(super) config: Arc<WebConfig>,
    /// Pages that are the same for everybody.
    pub(super) cache: PageCache,
}

/// One public case of the board.
#[derive(Debug)]
pub(super) struct Here {
    /// The board that shows it.
    pub(super) board: Arc<Board>,
    /// Its place on the board.
    pub(super) at: usize,
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

impl PortalState {
    /// With an empty cache.
    pub(super) fn new(room: Portal, env: Env, config: Arc<WebConfig>) -> Self {
        Self { room, env, config, cache: PageCache::default() }
    }

    /// The present day in Paris.
    pub(super) fn today(&self) -> chrono::NaiveDate {
        self.env.now().with_timezone(&PARIS).date_naive()
    }

    /// The public cases as they stand.
    pub(super) async fn board(&self) -> Result<Arc<Board>, PagesError> {
        in_time(self.room.board()).await
    }

    /// The case of an address. Capitals do not matter: letters are typed by hand.
    pub(super) async fn case(&self, reference: &str) -> Result<Here, PagesError> {
        let board = self.board().await?;
        let at = board.find(&reference.to_ascii_uppercase()).ok_or(PagesError::NotFound)?;
        let public = board.cases.get(at).cloned().ok_or(PagesError::NotFound)?;
        Ok(Here { board, at, public })
    }

    /// The exposure of the visit that the request carries.
    pub(super) async fn visit(&self, here: &Here, visitor: &Visitor) -> Result<Opened, PagesError> {
        let Some(cookie) = &visitor.visit else { return Ok(Opened::None) };
        let incident = here.case.incident.id;
        Ok(match in_time(self.room.visit(incident, cookie)).await? {
            Some(exposure) => Opened::Visit(Box::new(exposure)),
            None => Opened::Over,
        })
    }
}

/// Waits for the room, but not for ever.
pub(super) async fn in_time<T>(
    asked: impl Future<Output = Result<T, ::portal::PortalError>>,
) -> Result<T, PagesError> {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(::portal::PortalError::NotFound)) => Err(PagesError::NotFound),
        Ok(Err(error)) => Err(PagesError::Down(Box::new(error))),
        Err(_) => Err(PagesError::Slow),
    }
}
