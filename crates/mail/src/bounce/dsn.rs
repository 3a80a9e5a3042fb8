//! Delivery status notifications in fields (RFC 3464, RFC 6533).

use super::codes::{Codes, Reason};
use super::mime::Mail;
use super::recipients::{Failed, RECIPIENTS_MAX, is_address_like};
use crate::Enhanced;

/// What the fields say as a whole.
pub(super) enum Verdict {
    /// These recipients failed or are delayed.
    Failed(Vec<Failed>),
    /// Everything arrived or was passed on.
    Delivered,
    /// Nothing usable in the fields.
    Unreadable,
}

/// The text of the first delivery-status part, at the top level or inside the report.
pub(super) fn find(message: &Mail<'_>) -> Option<String> {
    let status = |kind| move |leaf: &&super::mime::Leaf<'_>| leaf.is("message", kind);
    let plain = message.leaves().find(status("delivery-status"));
    let found = plain.or_else(|| message.leaves().find(status("global-delivery-status")))?;
    Some(String::from_utf8_lossy(&found.bytes()).into_owned())
}

/// The fields of one recipient.
#[derive(Default)]
struct Group {
    original: Option<String>,
    last: Option<String>,
    action: Option<String>,
    status: Option<Enhanced>,
    diagnostic: Option<String>,
    supplement: Option<String>,
}

impl Group {
    fn is_about_a_recipient(&self) -> bool {
        self.original.is_some() || self.last.is_some() || self.action.is_some()
    }
}

/// Reads the fields. `fallback` is our own recipient, for servers that name none.
pub(super) fn read(text: &str, fallback: Option<&str>) -> Verdict {
    let groups = groups(text);
    let mut failed = Vec::new();
    let mut delivered = false;
    for group in groups {
        match group.action.as_deref() {
            Some("failed" | "delayed") => failed.extend(judge(group, fallback)),
            Some("delivered" | "relayed" | "expanded") => delivered = true,
            // Some servers leave the action out; the status then decides.
            _ => match group.status.map(|status| status.class) {
                Some(4 | 5) => failed.extend(judge(group, fallback)),
                Some(_) => delivered = true,
                None => {}
            },
        }
    }
    if !failed.is_empty() {
        Verdict::Failed(failed)
    } else if delivered {
        Verdict::Delivered
    } else {
        Verdict::Unreadable
    }
}

fn judge(group: Group, fallback: Option<&str>) -> Option<Failed> {
    // The address as we wrote it, before any forwarding, is the one we know.
    let address = [group.original, group.last]
        .into_iter()
        .flatten()
        .find(|address| is_address_like(address))
        .or_else(|| fallback.map(str::to_owned))?;
    // Some servers put the other side's words into a field of their own.
    let said = [group.diagnostic, group.supplement].into_iter().flatten();
    let diagnostic = said.collect::<Vec<_>>().join(" ");
    let codes = Codes::find(&diagnostic);
    let delayed = group.action.as_deref() == Some("delayed");
    let failed = group.action.as_deref() == Some("failed");
    let status = settle(group.status, codes);
    let reason =
        if delayed { Reason::Delayed } else { Reason::of(status, codes.reply, &diagnostic) };
    let permanent = !delayed && status.is_none_or(|status| status.class == 5);
    Some(Failed {
        address,
        // "failed" is the end whatever the class (RFC 3464 2.3.3); where the action is
        // left out, only a class that forbids another try is.
        given_up: failed || permanent,
        permanent,
        status,
        reason,
        diagnostic: (!diagnostic.is_empty()).then_some(diagnostic),
    })
}

/// The status field, unless it says nothing beyond its class and the remote
/// server's own words say more (Exim reports `5.0.0` for everything).
fn settle(field: Option<Enhanced>, codes: Codes) -> Option<Enhanced> {
    match (field, codes.enhanced, codes.class()) {
        (Some(field), _, _) if !field.is_generic() => Some(field),
        (_, Some(said), _) => Some(said),
        (_, None, Some(class)) => Some(Enhanced { class, subject: 0, detail: 0 }),
        (field, None, None) => field,
    }
}

/// Groups of fields, separated by blank lines; a field that comes back starts a
/// new recipient even without a blank line.
fn groups(text: &str) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut group = Group::default();
    for field in fields(text) {
        let Field::Named(name, value) = field else {
            push(&mut groups, &mut group);
            continue;
        };
        let again = match name.as_str() {
            "original-recipient" => group.original.is_some() || group.last.is_some(),
            "final-recipient" => group.last.is_some(),
            "action" => group.action.is_some(),
            _ => false,
        };
        if again {
            push(&mut groups, &mut group);
        }
        match name.as_str() {
            "original-recipient" => group.original = address(&value).map(|a| plain_text(&a)),
            "final-recipient" => group.last = address(&value),
            "action" => group.action = first_word(&value),
            "status" => group.status = first_word(&value).and_then(|word| Enhanced::parse(&word)),
            "diagnostic-code" => group.diagnostic = Some(after_type(&value).to_owned()),
            "x-supplementary-info" => group.supplement = Some(value),
            _ => {}
        }
    }
    push(&mut groups, &mut group);
    groups
}

fn push(groups: &mut Vec<Group>, group: &mut Group) {
    let done = std::mem::take(group);
    if done.is_about_a_recipient() && groups.len() < RECIPIENTS_MAX {
        groups.push(done);
    }
}

enum Field {
    Named(String, String),
    Blank,
}

/// Field lines, unfolded; names in lower case.
fn fields(text: &str) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            fields.push(Field::Blank);
        } else if line.starts_with([' ', '\t']) {
            if let Some(Field::Named(_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            fields.push(Field::Named(name, value.trim().to_owned()));
        }
    }
    fields
}

fn first_word(value: &str) -> Option<String> {
    let word = value.split([' ', '\t', '(', ';', ',']).next()?;
    (!word.is_empty()).then(|| word.to_ascii_lowercase())
}

/// The value behind `rfc822;` or `smtp;`.
fn after_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

fn address(value: &str) -> Option<String> {
    let text = after_type(value);
    let inner =
        text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inner, _)| inner);
    let text = inner.unwrap_or_else(|| text.split([' ', '\t']).next().unwrap_or_default());
    let text = text.trim_matches(['<', '>', '"']);
    (!text.is_empty()).then(|| text.to_owned())
}

/// Undoes xtext (RFC 3461 4) for the two signs that must be written so; a `+`
/// followed by other digits is more likely part of the address.
fn plain_text(address: &str) -> String {
    address.replace("+2B", "+").replace("+3D", "=")
}
