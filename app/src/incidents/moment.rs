//! Local times typed in a form, in the zone of the French authority.

pub(super) use crate::web::time::{BadTime, day, read};

impl BadTime {
    /// Why a typed time is refused, as a code of the catalogue.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "required",
            Self::Twice | Self::Never => "invalid",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_never_was_or_was_twice_is_refused() {
        let refused = |text: &str| read(text).map_err(BadTime::code);
        assert_eq!(refused("2026-03-29T02:30"), Err("invalid"));
        assert_eq!(refused("2026-10-25T02:30"), Err("invalid"));
        assert_eq!(refused(""), Err("required"));
    }
}
