#![recursion_limit = "256"]
//! Pages, forms and routes of the product. Server only.

pub mod styleguide;
pub mod ui;
