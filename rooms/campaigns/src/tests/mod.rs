//! The room on both engines.

mod approval;
mod crashes;
mod mails;
mod papers;
mod places;
mod world;
