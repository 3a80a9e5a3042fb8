//! Words that a notice to everybody's mailbox must not hold, and words that weaken it.

/// Beginnings of words that speak of health, folded: anybody may read a mailbox.
pub(super) const HEALTH: [&str; 46] = [
    "vih",
    "hiv",
    "sida",
    "aids",
    "grossesse",
    "enceinte",
    "pregnan",
    "ivg",
    "avortement",
    "abortion",
    "contracept",
    "cancer",
    "tumeur",
    "tumor",
    "diabet",
    "hepatit",
    "syphilis",
    "chlamydia",
    "gonorrh",
    "sante",
    "health",
    "maladie",
    "malade",
    "illness",
    "disease",
    "diagnos",
    "depist",
    "screening",
    "analyse",
    "resultat",
    "test result",
    "prise de sang",
    "blood",
    "sanguin",
    "medic",
    "medec",
    "doctor",
    "docteur",
    "patholog",
    "genetiq",
    "genetic",
    "psychiatr",
    "toxicolog",
    "alcool",
    "drogue",
    "biopsie",
];

/// Words that say less than they seem to.
pub(super) const HEDGES: [&str; 12] = [
    "il semblerait",
    "il semble que",
    "peut etre",
    "potentiellement",
    "eventuellement",
    "a priori",
    "dans une moindre mesure",
    "it seems",
    "may possibly",
    "potentially",
    "out of an abundance of caution",
    "par mesure de precaution",
];

/// Sentences that reassure without saying what was checked.
pub(super) const NO_EVIDENCE: [&str; 4] =
    ["aucune preuve", "aucun element ne permet", "no evidence", "not aware of any misuse"];

/// Words of pressure, which only swindlers use in a subject.
pub(super) const URGENT: [&str; 7] =
    ["urgent", "immediat", "derniere chance", "alerte", "warning", "act now", "vite"];

/// Words of an apology; one is enough.
pub(super) const APOLOGY: [&str; 6] = ["pardon", "excus", "regret", "desole", "sorry", "apolog"];

/// A text as these lists are written: lower case, no accents, plain spaces and hyphens.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let plain = match c {
            'à' | 'â' | 'ä' | 'À' | 'Â' | 'Ä' => 'a',
            'ç' | 'Ç' => 'c',
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
            'î' | 'ï' | 'Î' | 'Ï' => 'i',
            'ô' | 'ö' | 'Ô' | 'Ö' => 'o',
            'ù' | 'û' | 'ü' | 'Ù' | 'Û' | 'Ü' => 'u',
            '’' => '\'',
            '-' => ' ',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        out.extend(plain.to_lowercase());
    }
    out
}

/// The first entry of a list that stands in a folded text at the start of a word.
pub(super) fn found<'a>(text: &str, list: &[&'a str]) -> Option<&'a str> {
    list.iter().copied().find(|word| {
        text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).and_then(|head| head.chars().next_back());
            before.is_none_or(|c| !c.is_alphanumeric())
        })
    })
}
