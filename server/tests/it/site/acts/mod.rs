//! Every form of the program, opened by somebody who may and sent once as its page shows
//! it: the fields of the table are those of the page, and the act is done.
//!
//! | File | Holds |
//! | --- | --- |
//! | `journey` | finds a form on its page, compares it with the table, sends it |
//! | `access` | the portal, signing in, one's own access, the team, settings |
//! | `cases` | cases, deliveries, persons, duties, reports, the journal |
//! | `campaigns` | campaigns from the draft to the last letter |

mod access;
mod campaigns;
mod cases;
mod journey;

use std::fmt::Write as _;

use db::testing::TestDb;

use super::world::world;
use journey::Journey;

/// Forms of which the table holds some fields only, with the reason.
const OPEN: &[(&str, &str)] = &[
    (
        "/console/cas/{reference}/{lab}/imports/{import}/colonnes",
        "two fields for each column of the file",
    ),
    ("/console/cas/{reference}/{lab}/obligations/faits", "the questions of the packs of rules"),
    ("/console/cas/{reference}/{lab}/rapports/reponses", "the questions of the authority's form"),
];

/// Fields that the page shows in some states only, with the reason.
const SELDOM: &[(&str, &str, &str)] = &[
    (
        "/console/cas/{reference}/{lab}/campagnes/nouvelle",
        "completes",
        "asked once a campaign was launched that can be completed",
    ),
    ("/console/cas/{reference}/{lab}/publier", "sure", "asked to close, not to open"),
];

async fn every_form(t: TestDb) {
    let w = Box::pin(world(t)).await;
    let mut j = Journey::new(&w);
    Box::pin(access::patients(&mut j)).await;
    let mut staff = Box::pin(access::sign_in(&mut j)).await;
    Box::pin(access::own(&mut j, &mut staff)).await;
    Box::pin(access::team(&mut j, &mut staff)).await;
    Box::pin(cases::words(&mut j, &mut staff)).await;
    Box::pin(cases::deliveries(&mut j, &mut staff)).await;
    Box::pin(campaigns::batches(&mut j, &mut staff)).await;
    Box::pin(cases::persons(&mut j, &mut staff)).await;
    Box::pin(cases::duties(&mut j, &mut staff)).await;
    // What is not launched sends nothing: its forms count as not seen.
    if Box::pin(campaigns::approval(&mut j, &mut staff)).await {
        Box::pin(campaigns::sending(&mut j, &mut staff)).await;
    }
    Box::pin(access::leave(&mut j, &mut staff)).await;
    let faults = j.faults();
    let text = faults.iter().fold(format!("{} faults\n", faults.len()), |mut out, fault| {
        writeln!(out, "{fault}").unwrap();
        out
    });
    assert!(faults.is_empty(), "{text}");
}

db::each_engine! {
    async fn every_form_is_that_of_its_page_and_does_what_it_says(t: TestDb) {
        Box::pin(every_form(t)).await;
    }
}
