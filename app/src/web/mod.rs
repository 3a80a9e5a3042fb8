//! What stands between a request and a page: language, address, staff, headers, errors.

mod act;
mod case_form;
mod case_request;
mod ctx;
mod done;
mod guard;
mod headers;
mod problem;
mod routes;
mod staff;
mod staff_request;
pub(crate) mod time;
mod typed;

pub(crate) use act::act;
pub(crate) use case_form::CaseForm;
pub(crate) use case_request::CaseRequest;
pub use ctx::Ctx;
pub(crate) use ctx::LANGUAGE_COOKIE;
pub(crate) use done::Done;
pub use guard::same_origin;
pub use headers::{Surface, console_headers, portal_headers};
pub use problem::{Problem, problem_pages};
pub use routes::{Handlers, Listed, Routes, get, post};
pub use staff::Staff;
pub(crate) use staff_request::StaffRequest;
pub(crate) use typed::{Pairs, Refused, Typed, VERSION, whole};
