//! Files that are refused as a whole: one stable code, one sentence, what to do.

use crate::Lang;

/// Why a file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// No byte, or white space alone.
    Empty,
    /// An Excel workbook.
    Xlsx,
    /// An OpenDocument sheet.
    Ods,
    /// A ZIP archive.
    Zip,
    /// Another archive (gzip, 7z, RAR, bzip2, xz, zstd).
    Archive,
    /// An old Office file (OLE).
    OldOffice,
    /// A PDF.
    Pdf,
    /// An image.
    Image,
    /// A database file.
    Database,
    /// A web page or XML.
    Markup,
    /// JSON.
    Json,
    /// HL7 v2 messages.
    Hl7,
    /// Bytes that are no text.
    NotText,
    /// A header and nothing below.
    NoRows,
    /// No column that holds a name.
    NoUsableColumn,
    /// Larger than allowed.
    TooLarge,
    /// More rows than allowed.
    TooManyRows,
    /// More columns than allowed.
    TooManyColumns,
}

impl Refusal {
    /// All refusals.
    pub const ALL: [Self; 18] = [
        Self::Empty,
        Self::Xlsx,
        Self::Ods,
        Self::Zip,
        Self::Archive,
        Self::OldOffice,
        Self::Pdf,
        Self::Image,
        Self::Database,
        Self::Markup,
        Self::Json,
        Self::Hl7,
        Self::NotText,
        Self::NoRows,
        Self::NoUsableColumn,
        Self::TooLarge,
        Self::TooManyRows,
        Self::TooManyColumns,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::Xlsx => "is_xlsx",
            Self::Ods => "is_ods",
            Self::Zip => "is_zip",
            Self::Archive => "is_archive",
            Self::OldOffice => "is_old_office",
            Self::Pdf => "is_pdf",
            Self::Image => "is_image",
            Self::Database => "is_database",
            Self::Markup => "is_markup",
            Self::Json => "is_json",
            Self::Hl7 => "is_hl7",
            Self::NotText => "not_text",
            Self::NoRows => "no_rows",
            Self::NoUsableColumn => "no_usable_column",
            Self::TooLarge => "file_too_large",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyColumns => "too_many_columns",
        }
    }

    /// The name of what the file is, for the report's `format`.
    pub const fn format(self) -> Option<&'static str> {
        match self {
            Self::Xlsx => Some("xlsx"),
            Self::Ods => Some("ods"),
            Self::Zip => Some("zip"),
            Self::Archive => Some("archive"),
            Self::OldOffice => Some("ole"),
            Self::Pdf => Some("pdf"),
            Self::Image => Some("image"),
            Self::Database => Some("database"),
            Self::Markup => Some("markup"),
            Self::Json => Some("json"),
            Self::Hl7 => Some("hl7"),
            Self::Empty | Self::NotText => None,
            Self::NoRows
            | Self::NoUsableColumn
            | Self::TooLarge
            | Self::TooManyRows
            | Self::TooManyColumns => Some("csv"),
        }
    }

    /// One sentence for the person who sent the file.
    pub const fn message(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Empty, Lang::Fr) => "Le fichier est vide : refaites l'extraction.",
            (Self::Empty, Lang::En) => "The file is empty: make the extract again.",
            (Self::Xlsx, Lang::Fr) => {
                "Ce fichier est un classeur Excel : enregistrez la feuille au format CSV UTF-8, puis recommencez."
            }
            (Self::Xlsx, Lang::En) => {
                "This file is an Excel workbook: save the sheet as CSV UTF-8, then try again."
            }
            (Self::Ods, Lang::Fr) => {
                "Ce fichier est une feuille OpenDocument : enregistrez-la au format CSV, puis recommencez."
            }
            (Self::Ods, Lang::En) => {
                "This file is an OpenDocument sheet: save it as CSV, then try again."
            }
            (Self::Zip, Lang::Fr) => {
                "Ce fichier est une archive ZIP : extrayez le fichier CSV, puis recommencez."
            }
            (Self::Zip, Lang::En) => {
                "This file is a ZIP archive: take the CSV file out of it, then try again."
            }
            (Self::Archive, Lang::Fr) => {
                "Ce fichier est une archive compressée : décompressez-la, puis recommencez."
            }
            (Self::Archive, Lang::En) => {
                "This file is a compressed archive: unpack it, then try again."
            }
            (Self::OldOffice, Lang::Fr) => {
                "Ce fichier vient d'une ancienne version d'Office : enregistrez la feuille au format CSV, puis recommencez."
            }
            (Self::OldOffice, Lang::En) => {
                "This file comes from an old Office version: save the sheet as CSV, then try again."
            }
            (Self::Pdf, Lang::Fr) => "Ce fichier est un PDF : demandez l'extraction au format CSV.",
            (Self::Pdf, Lang::En) => "This file is a PDF: ask for the extract as CSV.",
            (Self::Image, Lang::Fr) => {
                "Ce fichier est une image : demandez l'extraction au format CSV."
            }
            (Self::Image, Lang::En) => "This file is an image: ask for the extract as CSV.",
            (Self::Database, Lang::Fr) => {
                "Ce fichier est une base de données : exportez la table au format CSV."
            }
            (Self::Database, Lang::En) => "This file is a database: export the table as CSV.",
            (Self::Markup, Lang::Fr) => {
                "Ce fichier est une page web ou du XML : demandez l'extraction au format CSV."
            }
            (Self::Markup, Lang::En) => {
                "This file is a web page or XML: ask for the extract as CSV."
            }
            (Self::Json, Lang::Fr) => {
                "Ce fichier est du JSON : demandez l'extraction au format CSV."
            }
            (Self::Json, Lang::En) => "This file is JSON: ask for the extract as CSV.",
            (Self::Hl7, Lang::Fr) => {
                "Ce fichier contient des messages HL7 : demandez l'extraction au format CSV."
            }
            (Self::Hl7, Lang::En) => "This file holds HL7 messages: ask for the extract as CSV.",
            (Self::NotText, Lang::Fr) => {
                "Ce fichier n'est pas du texte : demandez l'extraction au format CSV."
            }
            (Self::NotText, Lang::En) => "This file is not text: ask for the extract as CSV.",
            (Self::NoRows, Lang::Fr) => {
                "Le fichier a un en-tête et aucune ligne : refaites l'extraction."
            }
            (Self::NoRows, Lang::En) => {
                "The file has a header and no rows: make the extract again."
            }
            (Self::NoUsableColumn, Lang::Fr) => {
                "Aucune colonne ne donne le nom des personnes dans les premières lignes : vérifiez l'en-tête ou donnez une correspondance des colonnes."
            }
            (Self::NoUsableColumn, Lang::En) => {
                "No column gives the persons' name in the first rows: check the header or give a column mapping."
            }
            (Self::TooLarge, Lang::Fr) => {
                "Le fichier dépasse la taille permise : coupez-le en plusieurs fichiers, avec l'en-tête dans chacun."
            }
            (Self::TooLarge, Lang::En) => {
                "The file is larger than allowed: cut it into several files, with the header in each."
            }
            (Self::TooManyRows, Lang::Fr) => {
                "Le fichier a plus de lignes que permis : coupez-le en plusieurs fichiers, avec l'en-tête dans chacun."
            }
            (Self::TooManyRows, Lang::En) => {
                "The file has more rows than allowed: cut it into several files, with the header in each."
            }
            (Self::TooManyColumns, Lang::Fr) => {
                "Le fichier a plus de colonnes que permis : retirez les colonnes inutiles de l'extraction."
            }
            (Self::TooManyColumns, Lang::En) => {
                "The file has more columns than allowed: take the needless columns out of the extract."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_distinct_and_each_has_one_sentence_in_both_languages() {
        let codes: HashSet<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
        assert_eq!(codes.len(), Refusal::ALL.len());
        for refusal in Refusal::ALL {
            for lang in [Lang::Fr, Lang::En] {
                let message = refusal.message(lang);
                assert_eq!(message.matches('.').count(), 1, "{message}");
                assert!(message.ends_with('.'));
            }
            assert_ne!(refusal.message(Lang::Fr), refusal.message(Lang::En));
        }
    }
}
