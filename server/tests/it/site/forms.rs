//! What the forms of the table type. Each holds the fields of its page, by name: `acts`
//! compares them with the page, and sends each once with what is right at that moment.
//! Here a version, a number or a code is often wrong on purpose, so that asking as
//! everybody changes as little as it can.

use super::line::Form;

/// A form that is one button.
pub(super) const BUTTON: Form = &[];
/// The version that somebody saw long ago.
const OLD: (&str, &str) = ("version", "0");
/// Why something is done.
const WHY: (&str, &str) = ("reason", "Essai.");

// The portal.
pub(super) const PORTAL: Form = &[
    ("code", "ABCD-EFGH-JKMNP"),
    ("birth_day", "1"),
    ("birth_month", "1"),
    ("birth_year", "1980"),
];
pub(super) const LETTER: Form = &[("number", "{mark}")];

// Signing in, invitations, one's own access.
pub(super) const SIGN_IN: Form = &[("email", "personne@example.org"), ("password", "x")];
pub(super) const SECOND: Form = &[("code", "000000")];
pub(super) const INVITED: Form = &[("code", "inconnu")];
pub(super) const ACCESS: Form =
    &[("name", "Essai"), ("password", CHOSEN), ("password_again", CHOSEN)];
pub(super) const DIGITS: Form = &[("totp", "000000")];
pub(super) const SESSION: Form = &[("session", "{session}")];
pub(super) const PASSWORD: Form =
    &[("current", "x"), ("password", CHOSEN), ("password_again", CHOSEN)];
pub(super) const LANGUAGE: Form = &[("lang", "fr")];
/// A password that may be chosen.
const CHOSEN: &str = "girafe lente bleue";

// The team.
pub(super) const INVITE: Form =
    &[("email", "pas une adresse"), ("role", "help_desk"), ("language", "fr")];
pub(super) const WITHDRAWN: Form = &[("invitation", "{invitation}")];
pub(super) const ROLES: Form = &[("role", "help_desk"), ("leaves", "")];
pub(super) const FACTOR: Form = &[("factor", "password")];
pub(super) const CLOSED: Form = &[("sure", "yes")];

// Settings.
/// As somebody of the organisation has it: name and numbers are the platform's to change.
pub(super) const ORGANISATION: Form = &[
    OLD,
    ("city", "Vannes"),
    ("department", ""),
    ("language", "fr"),
    ("zone", "Europe/Paris"),
    ("phone", "02 61 91 00 00"),
    ("hours", "du lundi au vendredi, 8 h à 19 h"),
    ("dpo_name", "Solenn Trévidic"),
    ("dpo_email", "dpo@example.org"),
    ("dpo_address", "BP 12 VANNES"),
    ("sender_lines", "Protection des données\nBP 12 Vannes"),
];
pub(super) const NEW_ORGANISATION: Form = &[
    ("kind", "lab"),
    ("name", "Essai"),
    ("finess", ""),
    ("siren", ""),
    ("city", "Vannes"),
    ("department", ""),
    ("language", "fr"),
    ("zone", "Europe/Paris"),
    ("phone", ""),
    ("hours", ""),
    ("dpo_name", ""),
    ("dpo_email", ""),
    ("dpo_address", ""),
    ("sender_lines", ""),
];
pub(super) const JOB: Form = &[("job", "{job}")];

// Cases.
pub(super) const NEW_CASE: Form = &[
    ("kind", "leak"),
    ("title", "Essai"),
    ("reference", "{fresh}"),
    ("labs", "{lab_id}"),
    ("vendor", ""),
    ("product", ""),
    ("started_on", ""),
    ("end", "unknown"),
    ("ended_on", ""),
    ("signal_at", "2026-01-02T10:00"),
    ("signal_source", "internal"),
    ("signal_note", "Essai."),
];
pub(super) const FACTS: Form = &[
    OLD,
    ("what_fr", "Un fichier a été copié."),
    ("what_en", "A file was copied."),
    ("measures_fr", "Nous avons fait retirer le fichier."),
    ("measures_en", "We had the file removed."),
    ("unknown_fr", "Nous ne savons pas qui a copié le fichier."),
    ("unknown_en", "We do not know who copied the file."),
    ("next", ""),
];
pub(super) const PUBLISH: Form = &[("open", "1"), ("sure", "yes")];
pub(super) const CASE: Form = &[
    OLD,
    ("kind", "leak"),
    ("title", "Fichier publié"),
    ("started_on", ""),
    ("end", "unknown"),
    ("ended_on", ""),
    ("vendor", ""),
    ("product", ""),
    ("cause", "unknown"),
    ("cause_status", "suspected"),
];
pub(super) const ENTRY: Form = &[("at", "2026-01-02T10:00"), ("kind", "fact"), ("text", "Essai.")];
pub(super) const SIGNAL: Form =
    &[("at", "2026-01-02T10:00"), ("source", "internal"), ("note", "Essai."), ("inquiry", "yes")];
pub(super) const ROW: Form = &[("row", "{signal}"), WHY];
pub(super) const SIGNED: Form = &[("row", "{signal}")];

// Deliveries of extracts.
/// Of the first column of a file; the others are alike.
pub(super) const COLUMNS: Form = &[("field-0", "birth_name"), ("fate-0", "store")];
pub(super) const DECLARED: Form = &[("column", "0")];
pub(super) const QUARANTINED: Form = &[("row", "{row}")];

// Persons.
pub(super) const SEARCH: Form = &[
    ("surname", "KERMARREC"),
    ("sounds_like", "yes"),
    ("birth_day", ""),
    ("birth_month", ""),
    ("birth_year", ""),
    ("postcode", ""),
    ("email", ""),
    ("phone", ""),
    ("reason", "call"),
    ("reason_detail", ""),
];
pub(super) const PERSON: Form =
    &[("person", "{person}"), ("reason", "call"), ("reason_detail", "")];
pub(super) const STATES: Form = &[
    ("person", "{person}"),
    ("before", "do_not_contact"),
    ("state", "at_risk"),
    ("why", "Essai."),
];
pub(super) const CODES: Form = &[("person", "{person}")];

// Duties.
/// Without the questions of the laws that apply.
pub(super) const LAW: Form = &[
    OLD,
    ("risk", ""),
    ("severity", ""),
    ("persons_total", "6"),
    ("persons", ""),
    ("structure", ""),
    ("nis2", ""),
];
pub(super) const VERDICT: Form = &[OLD, ("verdict", "no"), WHY];
pub(super) const SENT: Form = &[
    OLD,
    ("at", "2026-01-02T10:00"),
    ("number", ""),
    ("by", "Essai"),
    ("receipt", ""),
    ("delay_reason", "Essai."),
];
pub(super) const ENDED: Form = &[OLD, WHY];

// Campaigns.
pub(super) const REASON: Form = &[WHY];
/// Completes a campaign of another purpose: refused beside the field.
pub(super) const CAMPAIGN: Form = &[
    ("title", "Essai"),
    ("purpose", "update"),
    ("completes", "{campaign}"),
    ("channels", "letter_only"),
    ("batch_size", "500"),
    ("rate_limit", "0"),
];
pub(super) const HASH: Form = &[("hash", "x")];
pub(super) const NUMBER: Form = &[("number", "1")];
pub(super) const SETTLED: Form = &[("delivery", "{delivery}"), ("sent", "{delivery}"), WHY];

// Letters.
pub(super) const RETURNED: Form = &[("mark", "{mark}"), ("reason", "unknown")];
pub(super) const POSTED: Form = &[("posted_on", "2026-01-02"), ("posted_count", "0")];

// Reports.
/// Two of the questions that only the form asks.
pub(super) const ANSWERS: Form =
    &[OLD, ("contact.surname", "Trévidic"), ("contact.email", "dpo@example.org")];
