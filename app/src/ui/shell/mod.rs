//! The four frames of a page, each a full document.

mod authority;
mod console;
mod document;
mod plain;
mod portal;

pub use authority::{AuthorityShell, AuthorityTexts};
pub use console::{Account, ConsoleNav, ConsoleShell, ConsoleTexts, NavCase, NavGroup, NavLink};
pub use document::{Document, LanguageLink};
pub use plain::PlainShell;
pub use portal::{PortalFoot, PortalShell, PortalTexts};
