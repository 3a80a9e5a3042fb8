//! The embedded files of each language, as the build found them.

include!(concat!(env!("OUT_DIR"), "/locales.rs"));
