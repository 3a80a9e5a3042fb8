//! A visit: a sealed cookie, no state on the server.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use kernel::{CaseLabId, Env, Id as _, IncidentId, PersonId};
use uuid::Uuid;
use vault::{DataKey, Row};

/// How long a visit lasts, in minutes.
pub const VISIT_MINUTES: i64 = 15;

/// The right to see one person's exposure, for a quarter of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    pub(crate) case_lab: CaseLabId,
    pub(crate) person: PersonId,
    pub(crate) until: DateTime<Utc>,
}

impl Visit {
    pub(crate) fn new(now: DateTime<Utc>, case_lab: CaseLabId, person: PersonId) -> Self {
        Self { case_lab, person, until: now + Duration::minutes(VISIT_MINUTES) }
    }

    /// The cookie's value.
    pub(crate) fn seal(&self, env: &Env, key: &DataKey, incident: IncidentId) -> String {
        let mut plain = Vec::with_capacity(40);
        plain.extend_from_slice(self.case_lab.uuid().as_bytes());
        plain.extend_from_slice(self.person.uuid().as_bytes());
        plain.extend_from_slice(&self.until.timestamp().to_be_bytes());
        let sealed = key.seal(env, place(incident.uuid().as_bytes()), &plain);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Reads a cookie back; none when it is not ours, of another case, or over.
    pub(crate) fn open(
        value: &str,
        key: &DataKey,
        incident: IncidentId,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(value).ok()?;
        let plain = key.open(place(incident.uuid().as_bytes()), &sealed).ok()?;
        let (lab, rest) = plain.split_first_chunk::<16>()?;
        let (person, until) = rest.split_first_chunk::<16>()?;
        let until = i64::from_be_bytes(until.try_into().ok()?);
        let visit = Self {
            case_lab: CaseLabId::from_uuid(Uuid::from_bytes(*lab)),
            person: PersonId::from_uuid(Uuid::from_bytes(*person)),
            until: DateTime::from_timestamp(until, 0)?,
        };
        (visit.until > now).then_some(visit)
    }
}

fn place(incident: &[u8]) -> Row<'_> {
    Row { table: "portal_visit", id: incident }
}
