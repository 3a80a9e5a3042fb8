//! What everybody may read, kept in memory: the first page of the portal is asked for
//! far more often than it changes.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

use chrono::{DateTime, Duration, Utc};
use incidents::{CaseLab, CaseSummary};
use kernel::{CaseLabId, exposure::ClassSet};

use crate::LabWords;

/// The board is read again after this time.
const FRESH: Duration = Duration::seconds(2);
/// While one caller reads, the others take a board of at most this age.
const STALE: Duration = Duration::seconds(10);

/// A case that has a public page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCase {
    /// The case, with the labs whose page is open.
    pub case: CaseSummary,
    /// The words of these labs, in the same order.
    pub labs: Vec<LabWords>,
    /// Classes that nobody may say were not in these labs' files, in the same order.
    pub unknown: Vec<ClassSet>,
}

/// All public cases at one moment.
#[derive(Debug)]
pub struct Board {
    /// Grows when anything on the board changes: pages made from it live as long.
    pub version: u64,
    /// The cases, newest first.
    pub cases: Vec<PublicCase>,
}

impl Board {
    /// The place of a case among [`Board::cases`].
    pub fn find(&self, reference: &str) -> Option<usize> {
        self.cases.iter().position(|public| public.case.incident.reference == reference)
    }

    /// One lab's part of a case, with its words.
    pub(crate) fn part(
        &self,
        id: CaseLabId,
    ) -> Option<(&CaseSummary, &CaseLab, &LabWords, ClassSet)> {
        self.cases.iter().find_map(|public| {
            let at = public.case.labs.iter().position(|lab| lab.id == id)?;
            let (lab, words) = (public.case.labs.get(at)?, public.labs.get(at)?);
            Some((&public.case, lab, words, *public.unknown.get(at)?))
        })
    }
}

/// The board in memory.
#[derive(Debug, Default)]
pub(crate) struct Held {
    last: RwLock<Option<(Arc<Board>, DateTime<Utc>)>>,
    renewing: AtomicBool,
}

/// The right to read the board anew; given back when dropped.
pub(crate) struct Renewal<'a>(Option<&'a AtomicBool>);

impl Drop for Renewal<'_> {
    fn drop(&mut self) {
        if let Some(renewing) = self.0 {
            renewing.store(false, Ordering::Release);
        }
    }
}

impl Held {
    /// The board, or the task to read it.
    pub(crate) fn ask(&self, now: DateTime<Utc>) -> Result<Arc<Board>, Renewal<'_>> {
        let held = self.last.read().unwrap_or_else(PoisonError::into_inner).clone();
        let age = held.as_ref().map(|(_, at)| (now - *at).abs());
        if let (Some((board, _)), Some(age)) = (&held, age)
            && age < FRESH
        {
            return Ok(board.clone());
        }
        let first = !self.renewing.swap(true, Ordering::AcqRel);
        match held {
            Some((board, _)) if !first && age.is_some_and(|age| age < STALE) => Ok(board),
            _ => Err(Renewal(first.then_some(&self.renewing))),
        }
    }

    /// Keeps what was read. The same facts stay the same version.
    pub(crate) fn put(&self, cases: Vec<PublicCase>, now: DateTime<Utc>) -> Arc<Board> {
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        let board = match last.take() {
            Some((board, _)) if board.cases == cases => board,
            Some((board, _)) => Arc::new(Board { version: board.version + 1, cases }),
            None => Arc::new(Board { version: 1, cases }),
        };
        *last = Some((board.clone(), now));
        board
    }

    pub(crate) fn last(&self) -> Option<Arc<Board>> {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().map(|(board, _)| board.clone())
    }
}
