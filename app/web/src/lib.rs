#![recursion_limit = "256"]
//! What stands between a request of staff and a page: who asks, about which case, forms,
//! problems, the frame of a console page.
//!
//! | Need | Here |
//! | --- | --- |
//! | the request of a page | [`StaffRequest`], [`CaseRequest`], [`Staff`], [`AppState`] |
//! | a form that may come back | [`Typed`], [`CaseForm`], [`Pairs`], [`Done`] |
//! | why a page is not shown | [`Problem`] |
//! | what is around every page | [`Frame`], `navigation`, the bar of the nearest deadline |
//! | a page that moves | [`Live`] |
//! | what waits for the reader | [`Waiting`] |

mod case_form;
mod case_path;
mod case_request;
mod deadline;
mod done;
mod frame;
mod guard;
mod live;
mod navigation;
pub mod organisation_picker;
mod problem;
mod staff;
mod staff_request;
mod state;
pub mod time;
mod told;
mod typed;
mod waiting;
mod words;

pub use case_form::CaseForm;
pub use case_path::{Address, CaseHere, case_href, slug, with_organisations};
pub use case_request::CaseRequest;
pub use deadline::{deadline_bar, next_words};
pub use done::Done;
pub use frame::{Frame, texts};
pub use guard::same_origin;
pub use live::{Hub, Live, Reading, Region};
pub use navigation::{PRINT_HREF, prints_elsewhere};
pub use problem::{Problem, problem_pages};
pub use staff::{Staff, may};
pub use staff_request::StaffRequest;
pub use state::AppState;
pub use told::told;
pub use typed::{Pairs, Refused, Typed, VERSION, whole};
pub use waiting::{NO_HOUR, Waiting};
pub use words::{languages, pick, written};
