//! What the console shows of reports: both documents with what they lack, their content
//! field by field, the questions that only the form asks, and the files.

mod answers;
mod files;
mod list;
mod read;

use reports::{Media, Report, Told, spec::Place, words::Means};

use crate::{
    here::CaseHere,
    state::AppState,
    web::{CaseRequest, Handlers, Problem, Routes, Staff, get},
};

/// Routes of the room.
pub(crate) fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}/rapports";
    let mut routes = Routes::new()
        .route(base, get(list::page))
        .route(&format!("{base}/reponses"), get(answers::page).post(answers::save));
    for document in [Document::Sheet, Document::Register] {
        let page = format!("{base}/{}", document.page());
        routes = routes.route(&page, get(move |at: CaseRequest| read::page(at, document)));
        for media in [Media::Pdf, Media::Json] {
            routes = routes.route(&format!("{page}.{}", media.as_str()), file(document, media));
        }
    }
    routes
}

fn file(document: Document, media: Media) -> Handlers<AppState> {
    get(move |at: CaseRequest| files::file(at, document, media))
}

/// A document of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Document {
    /// The preparation of the notification to the authority.
    Sheet,
    /// The entry of the register.
    Register,
}

impl Document {
    /// Its address, below that of the list.
    const fn page(self) -> &'static str {
        match self {
            Self::Sheet => "fiche",
            Self::Register => "registre",
        }
    }

    /// What the name of its file says of it.
    const fn file(self) -> &'static str {
        match self {
            Self::Sheet => "fiche-cnil",
            Self::Register => "registre",
        }
    }

    /// Its section of the catalogue.
    const fn key(self) -> &'static str {
        match self {
            Self::Sheet => "preparation_sheet",
            Self::Register => "register_entry",
        }
    }

    /// What it holds now.
    ///
    /// # Errors
    /// The room's.
    async fn report(self, at: &CaseRequest, told: Told) -> Result<Report, Problem> {
        let (room, actor, lab) = (&at.state.reports, &at.staff.actor, at.here.id());
        Ok(match self {
            Self::Sheet => room.preparation_sheet(actor, lab, told).await?.0,
            Self::Register => room.register_entry(actor, lab, told).await?.0,
        })
    }
}

/// What the campaigns of a lab say of the persons told.
///
/// # Errors
/// The room's.
pub(crate) async fn told(
    state: &AppState,
    staff: &Staff,
    here: &CaseHere,
) -> Result<Told, Problem> {
    let informed = state.campaigns.informed_so_far(&staff.actor, here.id()).await?;
    if informed.first_on.is_none() {
        return Ok(Told::default());
    }
    let means = [(informed.letters, Means::Letter), (informed.emails, Means::Email)];
    Ok(Told {
        first_on: informed.first_on,
        planned_on: None,
        number: Some(informed.persons),
        means: means.into_iter().filter_map(|(n, means)| (n > 0).then_some(means)).collect(),
        text: informed.text,
    })
}

/// Where somebody fills a field in.
fn place_href(here: &CaseHere, place: Place, key: &str) -> String {
    match place {
        Place::Answers => format!("{}#{key}", here.href("rapports/reponses")),
        Place::Organisation => "/console/reglages".to_owned(),
        Place::PublicFacts => here.href("faits"),
        Place::Awareness => here.href("connaissance"),
        Place::DutyFacts => here.href("obligations/faits"),
        Place::Duty(rule) => here.href(&format!("obligations/{rule}")),
        Place::Imports => here.href("imports"),
        Place::Timeline => here.href("chronologie"),
        Place::Case => here.href(""),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_addresses_clash() {
        // The router refuses an address that two routes would answer.
        drop(super::routes());
    }
}
