//! What was done a moment ago: the address that a redirect leads to says it in a word.

use serde::Deserialize;

/// The word, as `?fait=…`.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    fait: String,
}

impl Done {
    /// What a page says of it, among the words that the page knows; nothing for any other.
    pub fn among<T, const N: usize>(&self, known: [(&str, T); N]) -> Option<T> {
        known.into_iter().find(|(word, _)| *word == self.fait).map(|(_, said)| said)
    }
}

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn a_word_that_the_page_does_not_know_says_nothing() {
        let said = |word: &str| Done { fait: word.to_owned() }.among([("ferme", 1), ("retire", 2)]);
        assert_eq!(["retire", "", "autre"].map(said), [Some(2), None, None]);
    }
}
