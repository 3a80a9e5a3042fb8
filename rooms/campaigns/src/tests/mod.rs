//! The room on both engines.

mod approval;
mod bounces;
mod crashes;
mod fresh;
mod mails;
mod papers;
mod places;
mod world;
