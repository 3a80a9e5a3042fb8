#![recursion_limit = "256"]
//! What the console shows of reports: both documents with what they lack, their content
//! field by field, the questions that only the form asks, and the files.

mod answers;
mod document;
mod files;
mod list;
mod read;

use reports::Media;

use site::{Handlers, Routes, get};
use web::{AppState, CaseRequest};

use document::Document;

/// Routes of the room.
pub fn routes() -> Routes<AppState> {
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

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_addresses_clash() {
        // The router refuses an address that two routes would answer.
        drop(super::routes());
    }
}
