//! Who wrote: a mail server, a robot on behalf of a person, a person.

use super::Incoming;

/// The local parts under which mail servers write.
const SERVERS: [&str; 10] = [
    "mailer-daemon",
    "mailerdaemon",
    "mail-daemon",
    "maildaemon",
    "postmaster",
    "mdaemon",
    "mail-delivery-subsystem",
    "delivery-failure",
    "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e",
    "bounce-daemon",
];

/// How automatic answers start their subjects, in lower case.
const ABSENCES: [&str; 15] = [
    "out of office",
    "out of the office",
    "automatic reply",
    "auto-reply",
    "autoreply",
    "auto reply",
    "auto response",
    "autoresponse",
    "réponse automatique",
    "reponse automatique",
    "absence du bureau",
    "absence :",
    "absence:",
    "message d'absence",
    "vacation",
];

/// Whether a mail server wrote: by its name, by a header that only servers
/// write, or by an empty return path without the signs of an automatic answer.
pub(super) fn is_from_a_server(incoming: &Incoming) -> bool {
    if incoming.all("x-failed-recipients").next().is_some() || is_named_like_a_server(incoming) {
        return true;
    }
    let return_path = incoming.first("return-path");
    return_path == "<>" && !is_automatic(incoming)
}

fn is_named_like_a_server(incoming: &Incoming) -> bool {
    let from = incoming.first("from").to_lowercase();
    let address = from.rsplit_once('<').map_or(from.as_str(), |(_, rest)| rest);
    let local = address.trim_end_matches('>').split('@').next().unwrap_or_default().trim();
    SERVERS.contains(&local)
        || ["mail delivery subsystem", "mail delivery system", "mailer-daemon"]
            .iter()
            .any(|name| from.trim_start_matches('"').starts_with(name))
}

/// Whether a robot answers on behalf of a person (RFC 3834 and older customs).
pub(super) fn is_automatic(incoming: &Incoming) -> bool {
    let submitted = incoming.token("auto-submitted");
    let precedence = incoming.token("precedence");
    matches!(submitted.as_str(), "auto-replied" | "auto-notified")
        || matches!(precedence.as_str(), "auto_reply" | "auto-reply")
        || ["x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply", "x-vacation"]
            .iter()
            .any(|name| incoming.all(name).next().is_some_and(|v| !v.eq_ignore_ascii_case("no")))
        || ABSENCES.iter().any(|start| incoming.subject.trim_start().starts_with(start))
}

/// Whether the message says who wrote it.
pub(super) fn is_from_somebody(incoming: &Incoming) -> bool {
    incoming.first("from").contains('@')
}
