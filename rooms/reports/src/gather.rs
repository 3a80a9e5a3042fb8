//! Reading every room once, for one lab's part of a case.
//!
//! The actor is admitted by the caller; the rooms are then read as the system, through
//! the lab's own scope, so that a role which may read the report need not hold each verb.

use std::sync::Arc;

use accounts::{Accounts, Organisation};
use chrono::{DateTime, Utc};
use duties::facts::Facts;
use duties::{Debtor, Due, DueAt, Duties, DutyDetail, DutyView};
use imports::{ImportState, Imports};
use incidents::{AwarenessEntry, CaseLab, EntryKind, Incident, Incidents, Scope, TimelineEntry};
use kernel::{Actor, exposure::ClassSet};
use people::{People, Totals};

use crate::error::ReportError;
use crate::model::Told;
use crate::spec::AUTHORITY_RULE;
use crate::{Answers, Head};

const READER: Actor = Actor::System("reports");
/// Entries of the timeline read at a time, and pages at most.
const PAGE: i64 = 200;
const PAGES: usize = 25;

/// Everything that a report of one lab is made from.
pub(crate) struct Known {
    pub(crate) now: DateTime<Utc>,
    pub(crate) incident: Incident,
    pub(crate) lab: CaseLab,
    pub(crate) organisation: Organisation,
    pub(crate) vendor: Option<Organisation>,
    pub(crate) facts: Facts,
    pub(crate) ledger: Vec<AwarenessEntry>,
    pub(crate) measures: Vec<TimelineEntry>,
    pub(crate) duties: Vec<DutyView>,
    /// Duties that somebody touched, with their history.
    pub(crate) details: Vec<DutyDetail>,
    pub(crate) totals: Arc<Totals>,
    pub(crate) deliveries: Deliveries,
    pub(crate) answers: Answers,
    pub(crate) told: Told,
}

/// What the deliveries say of the list of persons.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deliveries {
    /// Visible ones.
    pub(crate) active: usize,
    /// Rows that wait for a correction.
    pub(crate) waiting: i64,
    /// Whether "not in the list" may be said.
    pub(crate) settled: bool,
    /// Classes that nobody may say were not in the files.
    pub(crate) unknown: ClassSet,
}

/// The rooms that a report reads.
#[derive(Clone, Debug)]
pub(crate) struct Rooms {
    pub(crate) accounts: Accounts,
    pub(crate) incidents: Incidents,
    pub(crate) people: People,
    pub(crate) imports: Imports,
    pub(crate) duties: Duties,
}

impl Rooms {
    /// Reads everything of the scope's lab, and of no other.
    pub(crate) async fn gather(
        &self,
        scope: &Scope,
        now: DateTime<Utc>,
        answers: Answers,
        told: Told,
    ) -> Result<Known, ReportError> {
        let id = scope.case_lab();
        let (incident, lab) = self.incidents.of_scope(scope).await?;
        let organisation = self.accounts.organisation(&READER, scope.organisation()).await?;
        let vendor = match incident.vendor {
            Some(vendor) => Some(self.accounts.organisation(&READER, vendor).await?),
            None => None,
        };
        let (facts, _) = self.duties.facts(&READER, id).await?;
        let duties = self.duties.list(&READER, id).await?;
        let mut details = Vec::new();
        for view in duties.iter().filter(|view| view.version > 0) {
            details.push(self.duties.duty(&READER, id, &view.rule).await?);
        }
        Ok(Known {
            now,
            ledger: self.incidents.ledger(&READER, id).await?,
            measures: self.measures(scope).await?,
            totals: self.people.totals(scope).await?,
            deliveries: self.deliveries(scope).await?,
            incident,
            lab,
            organisation,
            vendor,
            facts,
            duties,
            details,
            answers,
            told,
        })
    }

    /// Measures of the timeline, oldest first.
    async fn measures(&self, scope: &Scope) -> Result<Vec<TimelineEntry>, ReportError> {
        let mut found = Vec::new();
        let mut before = None;
        for _ in 0..PAGES {
            let page = self.incidents.timeline(&READER, scope.case_lab(), before, PAGE).await?;
            let full = i64::try_from(page.len()).unwrap_or(0) == PAGE;
            before = page.last().map(|entry| (entry.at, entry.id));
            found.extend(page.into_iter().filter(|entry| entry.kind == EntryKind::Measure));
            if !full {
                break;
            }
        }
        found.reverse();
        Ok(found)
    }

    async fn deliveries(&self, scope: &Scope) -> Result<Deliveries, ReportError> {
        let mut deliveries = Deliveries {
            settled: self.imports.list_is_settled(scope).await?,
            unknown: self.imports.unknown_classes(scope).await?,
            ..Deliveries::default()
        };
        for import in self.imports.imports(&READER, scope.case_lab()).await? {
            if import.state == ImportState::Active {
                deliveries.active += 1;
                deliveries.waiting += self.imports.waiting(&READER, import.id).await?;
            }
        }
        Ok(deliveries)
    }
}

impl Known {
    /// The lab's own duty of that rule, whatever its state.
    pub(crate) fn duty(&self, rule: &str) -> Option<&DutyView> {
        self.duties.iter().find(|view| view.rule == rule && view.debtor == Debtor::Lab)
    }

    /// Its history, once somebody touched it.
    pub(crate) fn detail(&self, rule: &str) -> Option<&DutyDetail> {
        self.details.iter().find(|detail| detail.view.rule == rule)
    }

    /// The deadline of the notification to the authority.
    pub(crate) fn due(&self) -> Option<DueAt> {
        match &self.duty(AUTHORITY_RULE)?.due {
            Due::At(at) => Some(*at),
            _ => None,
        }
    }

    /// Whether anybody wrote the facts of the duties down.
    pub(crate) fn facts_are_presumed(&self) -> bool {
        self.lab.duty_facts.trim() == "{}"
    }

    /// Whether persons are counted.
    pub(crate) fn counted(&self) -> bool {
        self.deliveries.active > 0 && self.totals.persons > 0
    }

    pub(crate) fn head(&self) -> Head {
        Head {
            reference: self.incident.reference.clone(),
            title: self.incident.title.clone(),
            lab: self.organisation.name.clone(),
            as_of: self.now,
            due: self.due(),
        }
    }
}
