//! Zones by name: an hour that somebody types or reads is the hour of a place, and the
//! place stands beside it.

use chrono::{DateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::dates::{PARIS, date_time_in};
use crate::{Lang, has, t, tr};

/// The zones offered for an organisation: those of France, then neighbours and partners.
/// Any other name of the tz database is kept as it is.
pub const ZONES: [Tz; 24] = [
    PARIS,
    Tz::America__Guadeloupe,
    Tz::America__Martinique,
    Tz::America__Cayenne,
    Tz::America__St_Barthelemy,
    Tz::America__Marigot,
    Tz::America__Miquelon,
    Tz::Indian__Reunion,
    Tz::Indian__Mayotte,
    Tz::Pacific__Noumea,
    Tz::Pacific__Wallis,
    Tz::Pacific__Tahiti,
    Tz::Pacific__Marquesas,
    Tz::Pacific__Gambier,
    Tz::Europe__Brussels,
    Tz::Europe__Luxembourg,
    Tz::Europe__Berlin,
    Tz::Europe__Zurich,
    Tz::Europe__London,
    Tz::America__New_York,
    Tz::America__Chicago,
    Tz::America__Denver,
    Tz::America__Los_Angeles,
    Tz::America__Toronto,
];

/// "heure de La Réunion (UTC+4)", "heure de Paris (UTC+1, UTC+2 en été)"; the name of the
/// tz database where the catalogue has no other.
pub fn zone_name(lang: Lang, zone: Tz) -> String {
    let key = format!("common.zone.{}", zone.name().replace('/', "_"));
    let name = if has(&key) {
        t(lang, &key).to_owned()
    } else {
        tr(lang, "common.zone.elsewhere", &[("place", zone.name())])
    };
    let (winter, summer) = (offset(zone, 1), offset(zone, 7));
    let args = [("name", name.as_str()), ("winter", winter.as_str()), ("summer", summer.as_str())];
    tr(lang, if winter == summer { "common.zone.fixed" } else { "common.zone.seasons" }, &args)
}

/// "UTC+4", "UTC−9:30", in a month of a recent year.
fn offset(zone: Tz, month: u32) -> String {
    let day = Utc.with_ymd_and_hms(2026, month, 15, 12, 0, 0).single().unwrap_or_default();
    let minutes = zone.offset_from_utc_datetime(&day.naive_utc()).fix().local_minus_utc() / 60;
    let sign = if minutes < 0 { '\u{2212}' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    if rest == 0 { format!("UTC{sign}{hours}") } else { format!("UTC{sign}{hours}:{rest:02}") }
}

/// "4 mars 2026, 10 h 17, heure de La Réunion (UTC+4)"; without the name in Paris, where
/// every page of the product counts unless it says otherwise.
pub fn date_time_of(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let text = date_time_in(lang, at, zone);
    if zone == PARIS { text } else { format!("{text}, {}", zone_name(lang, zone)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_named_with_its_offset_in_both_seasons() {
        assert_eq!(zone_name(Lang::FR, Tz::Indian__Reunion), "heure de La Réunion (UTC+4)");
        assert_eq!(zone_name(Lang::EN, Tz::Indian__Reunion), "Réunion time (UTC+4)");
        assert_eq!(zone_name(Lang::FR, PARIS), "heure de Paris (UTC+1, UTC+2 en été)");
        assert_eq!(
            zone_name(Lang::FR, Tz::Pacific__Marquesas),
            "heure des Marquises (UTC\u{2212}9:30)"
        );
        assert_eq!(zone_name(Lang::FR, Tz::Asia__Tokyo), "heure de Asia/Tokyo (UTC+9)");
        for zone in ZONES {
            assert!(has(&format!("common.zone.{}", zone.name().replace('/', "_"))), "{zone}");
        }
    }

    #[test]
    fn an_instant_away_from_paris_says_whose_hour_it_is() {
        let at = "2026-03-04T06:17:00Z".parse().unwrap();
        let there = date_time_of(Lang::FR, at, Tz::Indian__Reunion);
        assert_eq!(there, "4 mars 2026, 10\u{a0}h\u{a0}17, heure de La Réunion (UTC+4)");
        assert_eq!(date_time_of(Lang::EN, at, PARIS), "4 March 2026, 7:17");
    }
}
