//! What a patient is shown of their person: put together from the case, the lab and the file.

use incidents::{Incident, Kind, PublicFacts};
use kernel::{
    CaseLabId,
    exposure::{Class, ClassSet},
};
use people::Person;

use crate::{
    Exposure, LabWords, Portal,
    service::{Result, SYSTEM},
};

impl Portal {
    /// The exposure of a person, with what the board says of the case.
    pub(crate) async fn exposure_of(&self, lab: CaseLabId, person: &Person) -> Result<Exposure> {
        let board = self.board().await?;
        match board.part(lab) {
            Some((case, part, words, unknown)) => {
                let (words, facts) = (words.clone(), part.facts.clone());
                Ok(self.shown(&case.incident, facts, words, unknown, person))
            }
            // A letter may arrive before the lab's own page is open.
            None => self.exposure_now(lab, person).await,
        }
    }

    /// The same, from the database as it is at this moment.
    pub(crate) async fn exposure_now(&self, lab: CaseLabId, person: &Person) -> Result<Exposure> {
        let scope = self.people.system_scope(lab).await?;
        let (incident, part) = self.incidents.of_scope(&scope).await?;
        let words = self.accounts.organisation(&SYSTEM, part.organisation).await?;
        let unknown = self.imports.unknown_classes(&scope).await?;
        Ok(self.shown(&incident, part.facts, LabWords::of(&words), unknown, person))
    }

    fn shown(
        &self,
        incident: &Incident,
        facts: PublicFacts,
        lab: LabWords,
        unknown: ClassSet,
        person: &Person,
    ) -> Exposure {
        // An extract says what the lab knows of a person, not what somebody who was inside
        // its systems could reach: then no class is known to be absent.
        let unknown = match incident.kind {
            Kind::Ransomware => Class::ALL.into_iter().collect(),
            _ => unknown,
        };
        let unknown = unknown.iter().filter(|class| !person.classes.has(*class));
        Exposure {
            lab,
            kind: incident.kind,
            facts,
            period: (incident.started_on, incident.end),
            classes: person.classes.public(),
            unknown: unknown.collect::<ClassSet>().public(),
            visits: person.visits,
            at: self.env.now(),
        }
    }
}
