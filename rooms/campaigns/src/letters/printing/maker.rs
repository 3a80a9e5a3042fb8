//! Writing the letters: their persons, and the words of each letter.

use std::sync::Arc;

use chrono::NaiveDate;
use documents::{Engine, Letter, LetterFault, LetterField};
use i18n::PARIS;
use incidents::Scope;
use kernel::PersonId;
use people::{ClaimKeys, Person, identity::State};
use vault::DataKey;

use crate::{
    Campaign, Campaigns, Channel, DeliveryState,
    letters::mark_of,
    model::number_of,
    notice::{Addressee, LetterForm, Personal, Snapshot, block},
    prepare::{home_stop, stop_reason},
    room::Result,
    store::batch::LetterRow,
};

/// Writes the letters of one campaign.
pub(crate) struct Maker {
    pub(crate) snapshot: Snapshot,
    campaign: Campaign,
    key: Arc<DataKey>,
    claims: ClaimKeys,
    engine: Arc<Engine>,
    /// The day that the letters bear, on which ages are counted.
    day: NaiveDate,
    secret_from: i32,
    /// By language of the snapshot: to the person, to representatives.
    forms: Vec<(String, LetterForm, LetterForm)>,
}

impl Maker {
    pub(crate) async fn new(room: &Campaigns, scope: &Scope, campaign: &Campaign) -> Result<Self> {
        let snapshot = Snapshot::decode(&campaign.content)
            .ok_or(db::DbError::Inconsistent { table: "campaign", column: "content" })?;
        let day = campaign.launched_at.unwrap_or_else(|| room.env.now());
        let day = day.with_timezone(&PARIS).date_naive();
        let forms = snapshot
            .texts
            .iter()
            .filter_map(|texts| {
                let lang = Some(texts.lang.as_str());
                let person = LetterForm::person(&snapshot, lang, day)?;
                let guardian = LetterForm::guardian(&snapshot, lang, day)?;
                Some((texts.lang.clone(), person, guardian))
            })
            .collect();
        Ok(Self {
            forms,
            key: room.key(scope.case_lab()).await?,
            claims: room.people.claim_keys(scope).await?,
            engine: room.engine.clone(),
            day,
            secret_from: room.config.minor_secret_from,
            campaign: campaign.clone(),
            snapshot,
        })
    }

    /// The letter of a delivery, or why there is none.
    pub(crate) fn letter(
        &self,
        row: &LetterRow,
        person: Option<&Person>,
    ) -> Result<Letter, (DeliveryState, &'static str)> {
        let person = person.ok_or((DeliveryState::Excluded, "withdrawn"))?;
        if let Some(reason) = stop_reason(person.states) {
            return Err((DeliveryState::Excluded, reason));
        }
        let minor =
            row.channel == Channel::GuardianLetter && !person.states.has(State::Guardianship);
        if minor && let Err(reason) = home_stop(person, self.day, self.secret_from) {
            return Err((DeliveryState::Excluded, reason));
        }
        let code = self.claims.code(person.id, self.campaign.issue).printed();
        let mark = mark_of(&self.key, &self.campaign, number_of(row.id));
        self.write(row.channel, person, &code, mark)
            .map_err(|reason| (DeliveryState::Unreachable, reason))
    }

    /// The letter of a person with this code and mark.
    pub(crate) fn write(
        &self,
        channel: Channel,
        person: &Person,
        code: &str,
        mark: String,
    ) -> Result<Letter, &'static str> {
        let guarded = channel == Channel::GuardianLetter;
        let to = match (guarded, person.states.has(State::Guardianship)) {
            (false, _) => Addressee::Person,
            (true, true) => Addressee::Guardian,
            (true, false) => Addressee::Representatives,
        };
        let language = person.record.language.as_deref();
        let lang = self.snapshot.texts_for(language).map_or("", |texts| texts.lang.as_str());
        let (_, own, guardian) =
            self.forms.iter().find(|(known, ..)| known == lang).ok_or("unwritable")?;
        let form = if guarded { guardian } else { own };
        let personal = Personal {
            address: block(person, to)?,
            code: (!guarded).then_some(code),
            mark,
            classes: person.classes,
        };
        let letter = form.letter(personal);
        self.engine.check_letter(&letter).map_err(reason_of)?;
        Ok(letter)
    }
}

/// Whose words are at fault: the person's name and address, or the words that all letters
/// share.
fn reason_of(fault: LetterFault) -> &'static str {
    match fault {
        LetterFault::AddressLines { .. }
        | LetterFault::AddressTooWide { .. }
        | LetterFault::Unprintable { field: LetterField::Address, .. } => "unprintable",
        _ => "text_unprintable",
    }
}

impl Campaigns {
    /// The letters of a part with their persons; none for one no longer visible.
    pub(super) async fn addressed(
        &self,
        scope: &Scope,
        rows: &[LetterRow],
    ) -> Result<Vec<(LetterRow, Option<Person>)>> {
        let mut ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut persons = Vec::with_capacity(ids.len());
        match self.people.open_all(scope, &ids).await {
            Ok(found) => persons = found,
            Err(people::PeopleError::NotFound) => {
                for id in ids {
                    match self.people.open_all(scope, &[id]).await {
                        Ok(found) => persons.extend(found),
                        Err(people::PeopleError::NotFound) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            Err(error) => return Err(error.into()),
        }
        let of = |id: PersonId| persons.iter().position(|person| person.id == id);
        Ok(rows
            .iter()
            .map(|row| (*row, of(row.person).and_then(|at| persons.get(at)).cloned()))
            .collect())
    }
}
