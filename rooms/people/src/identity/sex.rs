//! Sex and civility, as lab software codes them.

use super::blank::trim;

/// Administrative sex of the civil record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Masculin.
    Male,
    /// Féminin.
    Female,
    /// Stated as neither, or as not determined.
    Indeterminate,
}

impl Sex {
    /// Reads a code or a word, in French or English; `None` when it is none of them.
    pub fn parse(cell: &str) -> Option<Self> {
        let folded = short_fold(cell)?;
        Some(match folded.as_str() {
            "M" | "H" | "1" | "HOMME" | "MASCULIN" | "MASC" | "MALE" | "MAN" | "G" | "GARCON" => {
                Self::Male
            }
            "F" | "2" | "FEMME" | "FEMININ" | "FEMININE" | "FEM" | "FEMALE" | "W" | "WOMAN"
            | "FILLE" => Self::Female,
            "I" | "U" | "A" | "0" | "3" | "9" | "AUTRE" | "INDETERMINE" | "OTHER" | "UNKNOWN" => {
                Self::Indeterminate
            }
            _ => return None,
        })
    }

    /// One letter: `M`, `F` or `I`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "M",
            Self::Female => "F",
            Self::Indeterminate => "I",
        }
    }
}

/// How a letter addresses the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Civility {
    /// Monsieur.
    Mr,
    /// Madame; also written for "Mademoiselle", which the administration no longer uses.
    Mrs,
    /// Docteur.
    Doctor,
    /// Professeur.
    Professor,
    /// Enfant, bébé.
    Child,
}

impl Civility {
    /// Reads a civility, in French or English; `None` when it is none of them.
    pub fn parse(cell: &str) -> Option<Self> {
        let folded = short_fold(cell)?;
        Some(match folded.as_str() {
            "M" | "MR" | "MONSIEUR" | "MISTER" | "1" => Self::Mr,
            "MME" | "MADAME" | "MLLE" | "MELLE" | "MADEMOISELLE" | "MRS" | "MS" | "MISS" | "2"
            | "3" => Self::Mrs,
            "DR" | "DOCTEUR" | "DOCTOR" => Self::Doctor,
            "PR" | "PROFESSEUR" | "PROFESSOR" => Self::Professor,
            "ENF" | "ENFANT" | "BB" | "BEBE" | "CHILD" => Self::Child,
            _ => return None,
        })
    }

    /// The sex that the civility implies, if any.
    pub const fn sex(self) -> Option<Sex> {
        match self {
            Self::Mr => Some(Sex::Male),
            Self::Mrs => Some(Sex::Female),
            Self::Doctor | Self::Professor | Self::Child => None,
        }
    }

    /// As printed before the name on a French envelope; empty for a child.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mr => "M.",
            Self::Mrs => "Mme",
            Self::Doctor => "Dr",
            Self::Professor => "Pr",
            Self::Child => "",
        }
    }

    /// The stable code of columns and exports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mr => "mr",
            Self::Mrs => "mrs",
            Self::Doctor => "doctor",
            Self::Professor => "professor",
            Self::Child => "child",
        }
    }

    /// Reads a stable code back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Mr, Self::Mrs, Self::Doctor, Self::Professor, Self::Child]
            .into_iter()
            .find(|civility| civility.code() == code)
    }
}

/// Folds a short code; longer cells are no code.
fn short_fold(cell: &str) -> Option<String> {
    let cell = trim(cell).trim_end_matches('.');
    if cell.len() > 16 {
        return None;
    }
    Some(super::fold::fold(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_are_read() {
        for (cell, sex) in [
            ("M", Some(Sex::Male)),
            ("h", Some(Sex::Male)),
            ("1", Some(Sex::Male)),
            ("Féminin", Some(Sex::Female)),
            ("2", Some(Sex::Female)),
            ("I", Some(Sex::Indeterminate)),
            ("12/03/1950", None),
            ("", None),
        ] {
            assert_eq!(Sex::parse(cell), sex, "{cell}");
        }
        for (cell, civility) in [
            ("M.", Some(Civility::Mr)),
            ("Mlle", Some(Civility::Mrs)),
            ("Mme", Some(Civility::Mrs)),
            ("Dr.", Some(Civility::Doctor)),
            ("Kervadec", None),
        ] {
            assert_eq!(Civility::parse(cell), civility, "{cell}");
        }
    }

    #[test]
    fn civility_codes_read_back() {
        for code in ["mr", "mrs", "doctor", "professor", "child"] {
            assert_eq!(Civility::from_code(code).map(Civility::code), Some(code));
        }
        assert_eq!(Civility::from_code("M."), None);
    }
}
