//! The address block of one letter: who it is for, inside the limits of the standard.

use people::{
    Person,
    identity::{
        AddressBlock,
        name::first_first_name,
        postal::{LINE_CHARS, PostalError},
    },
};

/// Most lines of a block in France; one more, the country, abroad (NF Z 10-011).
const LINES: usize = 6;

/// Whose hands a letter goes into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Addressee {
    /// The person.
    Person,
    /// The holders of parental authority of a person under 16.
    Representatives,
    /// The guardian of a person under guardianship (tutelle).
    Guardian,
}

/// Why no block can be printed, as a stable reason of the ledger.
pub(crate) type Fault = &'static str;

/// The lines of the block.
///
/// # Errors
/// A reason of the ledger: `address_incomplete`, `address_too_long`, `name_too_long`,
/// `no_name`.
pub(crate) fn block(person: &Person, to: Addressee) -> Result<Vec<String>, Fault> {
    let address = &person.record.address;
    let names = recipients(person);
    let name = names.iter().find(|name| name.chars().count() <= LINE_CHARS);
    let Some(name) = name else {
        return Err(if names.is_empty() { "no_name" } else { "name_too_long" });
    };
    let block = AddressBlock::format(name, address).map_err(|error| match error {
        PostalError::NoTown | PostalError::NoStreet => "address_incomplete",
        PostalError::TooLong { line: 1 } => "name_too_long",
        PostalError::TooLong { .. } => "address_too_long",
    })?;
    let lines = block.lines().to_vec();
    let most = if person.reach.has(people::Reach::ABROAD) { LINES + 1 } else { LINES };
    match to {
        Addressee::Person => Ok(lines),
        Addressee::Representatives => {
            let head = i18n::t(i18n::Lang::FR, "notices.frame.to_guardians");
            on_top(head, name, lines, most)
        }
        Addressee::Guardian => match person.record.guardian.as_deref().map(str::trim) {
            // The file gives the guardian's name and the person's address: in care of.
            Some(guardian) if !guardian.is_empty() && guardian.chars().count() <= LINE_CHARS => {
                let care_of = format!("chez {name}");
                if care_of.chars().count() > LINE_CHARS {
                    return on_top(guardian, name, lines, most);
                }
                let mut lines = lines;
                if let Some(first) = lines.first_mut() {
                    *first = care_of;
                }
                lines.insert(0, guardian.to_owned());
                within(lines, most)
            }
            _ => {
                let head = i18n::t(i18n::Lang::FR, "notices.frame.to_guardians");
                on_top(head, name, lines, most)
            }
        },
    }
}

/// A line above the person's name; when the block is full, only the essential of both.
fn on_top(
    head: &str,
    name: &str,
    mut lines: Vec<String>,
    most: usize,
) -> Result<Vec<String>, Fault> {
    if lines.len() < most {
        lines.insert(0, head.to_owned());
        return within(lines, most);
    }
    let short = format!("Repr. légaux de {name}");
    if short.chars().count() > LINE_CHARS {
        return Err("name_too_long");
    }
    if let Some(first) = lines.first_mut() {
        *first = short;
    }
    within(lines, most)
}

fn within(lines: Vec<String>, most: usize) -> Result<Vec<String>, Fault> {
    if lines.len() > most { Err("address_too_long") } else { Ok(lines) }
}

/// Ways to write the name, the fullest first: what is left out is never cut inside.
fn recipients(person: &Person) -> Vec<String> {
    let traits = &person.record.traits;
    let civility = traits.civility.map_or("", people::identity::Civility::label);
    let first = traits.used_first_name.as_deref().or(traits.first_names.as_deref()).unwrap_or("");
    let surname = traits.used_name.as_deref().or(traits.birth_name.as_deref()).unwrap_or("");
    if surname.trim().is_empty() && first.trim().is_empty() {
        return Vec::new();
    }
    let one = first_first_name(first);
    let initial: String = one.chars().take(1).collect();
    let join = |parts: [&str; 3]| {
        let parts = parts.iter().flat_map(|part| part.split_whitespace());
        parts.collect::<Vec<_>>().join(" ")
    };
    let mut ways = vec![join([civility, first, surname]), join(["", first, surname])];
    if !surname.trim().is_empty() {
        ways.push(join([civility, &one, surname]));
        ways.push(join(["", &one, surname]));
        ways.push(join(["", &initial, surname]));
    }
    ways
}
