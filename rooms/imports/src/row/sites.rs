//! The sites of the lab of an import: a row of another site is of another lab's persons.

use people::identity::name::normalise_name;

use super::text::number;

/// Names and FINESS numbers of the lab; with none, every site is taken for its own.
pub(super) struct Sites(Vec<String>);

impl Sites {
    /// The sites with these names and numbers.
    pub(super) fn of(sites: &[String]) -> Self {
        Self(sites.iter().map(|site| site_key(site)).filter(|s| !s.is_empty()).collect())
    }

    /// Whether a cell names one of them.
    pub(super) fn has(&self, cell: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let key = site_key(cell);
        // `Armorbio Vannes` is a site of `Armorbio`; both directions, on whole words.
        let within = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        self.0.iter().any(|site| within(&key, site) || within(site, &key))
    }
}

/// A site in the form in which two spellings are equal; a FINESS number gets its zero back.
fn site_key(site: &str) -> String {
    let site = number(site).unwrap_or_default();
    if site.len() == 8 && site.bytes().all(|b| b.is_ascii_digit()) {
        return format!("0{site}");
    }
    normalise_name(&site)
}
