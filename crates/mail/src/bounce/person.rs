//! Who wrote: a mail server, a robot on behalf of a person, a person.

use super::incoming::Incoming;

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

/// How automatic answers start their subjects, in lower case. The headers decide; these
/// are for robots that write none.
const ABSENCES: [&str; 40] = [
    "out of office",
    "out of the office",
    "automatic reply",
    "automated reply",
    "automatic response",
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
    "automatische antwort",
    "abwesenheit",
    "abwesend",
    "automatisch antwoord",
    "automatisch bericht",
    "afwezig",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "risposta automatica",
    "fuori sede",
    "resposta automática",
    "resposta automatica",
    "fora do escritório",
    "automatiskt svar",
    "automatisk svar",
    "autosvar",
    "automaattinen vastaus",
    "automatyczna odpowiedź",
    "odpowiedź automatyczna",
    "automatická odpověď",
    "automatické odpovědi",
    "automatikus válasz",
];

/// Headers that robots write which answer for a person, whatever they hold but "no".
const ROBOTS: [&str; 12] = [
    "x-autoreply",
    "x-auto-reply",
    "x-autorespond",
    "x-auto-respond",
    "x-autoresponder",
    "x-auto-responder",
    "x-autoresponse",
    "x-auto-response-suppress",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-ms-exchange-inbox-rules-loop",
    "x-vacation",
];

/// Whether a mail server wrote: by its name, by a header that only servers
/// write, or by an empty return path without the signs of an automatic answer.
pub(super) fn is_from_a_server(incoming: &Incoming) -> bool {
    is_surely_a_server(incoming)
        || (incoming.first("return-path") == "<>" && !is_automatic(incoming))
}

/// Whether a mail server wrote, by its name or by a header that only servers write: an
/// empty return path has many writers.
pub(super) fn is_surely_a_server(incoming: &Incoming) -> bool {
    incoming.all("x-failed-recipients").next().is_some() || is_named_like_a_server(incoming)
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

/// Whether a robot answers on behalf of a person: RFC 3834 2 and 5 (any value of
/// `Auto-Submitted` but "no": Exchange marks its absences `auto-generated`), and older
/// customs.
pub(super) fn is_automatic(incoming: &Incoming) -> bool {
    let submitted = incoming.token("auto-submitted");
    let precedence = incoming.token("precedence");
    let marked = |name: &&str| {
        incoming.all(name).next().is_some_and(|value| !value.trim().eq_ignore_ascii_case("no"))
    };
    (!submitted.is_empty() && submitted != "no")
        || matches!(precedence.as_str(), "auto_reply" | "auto-reply")
        || ROBOTS.iter().any(marked)
        || ABSENCES.iter().any(|start| incoming.subject.trim_start().starts_with(start))
}

/// Whether the message says who wrote it.
pub(super) fn is_from_somebody(incoming: &Incoming) -> bool {
    incoming.first("from").contains('@')
}
