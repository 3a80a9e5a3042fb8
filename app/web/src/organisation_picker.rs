//! The organisation that a page is about, among those in which the reader holds a verb.
//!
//! It stands in the address by its name as a word; by its id when two names make the
//! same word.

use accounts::{Organisation, Verb};
use serde::Deserialize;

use crate::{Problem, StaffRequest, may, slug};
use ui::Choice;

/// What the address says of the organisation.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A word or an id; empty for the first one.
    organisation: String,
}

/// One organisation, and the others that the page could be about.
pub struct Chosen {
    /// The one asked for.
    pub organisation: Organisation,
    /// How it stands in an address.
    pub word: String,
    /// All of them, by name, for a list to choose from.
    pub all: Vec<(String, Organisation)>,
}

impl Chosen {
    /// Finds it.
    ///
    /// # Errors
    /// [`Problem::Denied`] when the reader holds the verb nowhere, [`Problem::NotFound`]
    /// for an organisation that is none of theirs.
    pub async fn find(at: &StaffRequest, verb: Verb, asked: &Asked) -> Result<Self, Problem> {
        let all = visible(at, verb).await?;
        let wanted = asked.organisation.trim();
        let found = if wanted.is_empty() {
            all.first().ok_or(Problem::Denied)?
        } else {
            all.iter()
                .find(|(word, organisation)| {
                    word == wanted || organisation.id.to_string() == wanted
                })
                .ok_or(Problem::NotFound)?
        };
        let (word, organisation) = found.clone();
        Ok(Self { organisation, word, all })
    }

    /// An address with the organisation at its end.
    pub fn href(&self, path: &str) -> String {
        href(path, &self.word)
    }

    /// Choices of a list of organisations.
    pub fn choices(&self) -> Vec<Choice> {
        self.all.iter().map(|(word, o)| Choice::new(word.clone(), o.name.clone())).collect()
    }
}

/// An address with an organisation at its end.
pub fn href(path: &str, word: &str) -> String {
    format!("{path}?organisation={word}")
}

/// The organisations in which the reader holds a verb, by name, each with its word.
pub async fn visible(
    at: &StaffRequest,
    verb: Verb,
) -> Result<Vec<(String, Organisation)>, Problem> {
    let mut all = at.state.accounts.organisations(&at.staff.actor).await?;
    all.retain(|organisation| may(&at.staff, verb, organisation.id));
    Ok(with_words(all))
}

fn with_words(all: Vec<Organisation>) -> Vec<(String, Organisation)> {
    let words: Vec<String> = all.iter().map(|organisation| slug(&organisation.name)).collect();
    let alone = |word: &String| words.iter().filter(|other| *other == word).count() == 1;
    words
        .iter()
        .zip(all)
        .map(|(word, organisation)| {
            let word = if !word.is_empty() && alone(word) {
                word.clone()
            } else {
                organisation.id.to_string()
            };
            (word, organisation)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use accounts::OrganisationKind;
    use kernel::Env;

    fn named(name: &str) -> Organisation {
        Organisation {
            id: Env::system().new_id(),
            kind: OrganisationKind::Lab,
            name: name.to_owned(),
            city: String::new(),
            department: String::new(),
            finess: None,
            siren: None,
            phone: String::new(),
            hours: String::new(),
            dpo_name: String::new(),
            dpo_email: String::new(),
            dpo_address: Vec::new(),
            sender_lines: Vec::new(),
            language: "fr".to_owned(),
            zone: i18n::PARIS,
            version: 1,
        }
    }

    #[test]
    fn two_names_that_make_one_word_stand_by_their_ids() {
        let all = with_words(vec![
            named("Armorbio"),
            named("Armor Bio"),
            named("ARMOR-BIO"),
            named("--"),
        ]);
        let words: Vec<&str> = all.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words.first(), Some(&"armorbio"));
        for (word, organisation) in all.iter().skip(1) {
            assert_eq!(*word, organisation.id.to_string());
        }
    }
}
