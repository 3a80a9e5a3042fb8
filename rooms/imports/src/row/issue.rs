//! Errors and warnings: a stable code, a column, a sentence with row, field and fix.

use crate::Lang;

/// One thing to say about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What.
    pub code: Code,
    /// Index of the column, if one is at fault.
    pub column: Option<usize>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $fr:literal $en:literal;)+) => {
        /// Stable codes of issues.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// All codes: errors first.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable text of the code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            const fn sentence(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$name, Lang::Fr) => $fr, (Self::$name, Lang::En) => $en,)+
                }
            }
        }
    };
}

codes! {
    /// A quote opens and does not close.
    QuoteUnterminated "quote_unterminated"
        "un guillemet s'ouvre et ne se ferme pas ; fermez-le ou retirez-le"
        "a quote opens and does not close; close it or take it out";
    /// The record is too long to be one.
    RowTooLong "row_too_long"
        "la ligne est trop longue ; vérifiez les guillemets et les fins de ligne"
        "the row is too long; check the quotes and line ends";
    /// More cells than the header: columns are shifted.
    TooManyCells "too_many_cells"
        "la ligne a plus de cellules que l'en-tête, ses colonnes sont décalées ; mettez entre guillemets la cellule qui contient le séparateur"
        "the row has more cells than the header, its columns are shifted; quote the cell that holds the delimiter";
    /// One cell where several are due: a total, a note, a piece of a broken row.
    RowUnreadable "row_unreadable"
        "la ligne n'a qu'une cellule, c'est une note, un total ou un morceau d'une autre ligne ; retirez-la ou recollez-la"
        "the row has one cell only, it is a note, a total or a piece of another row; take it out or join it";
    /// Fewer cells than the header where every other row has as many: cut, or torn apart.
    RowCut "row_cut"
        "la ligne a moins de cellules que les autres, elle est coupée ou son retour à la ligne n'est pas entre guillemets ; recollez-la"
        "the row has fewer cells than the others, it was cut or its line break is not quoted; join it";
    /// The header again, in the middle of the file.
    HeaderRepeated "header_repeated"
        "l'en-tête est répété ici ; retirez cette ligne"
        "the header is repeated here; take this row out";
    /// A stored cell beyond the limit.
    CellTooLong "cell_too_long"
        "la cellule est trop longue ; raccourcissez-la"
        "the cell is too long; shorten it";
    /// No surname.
    NameMissing "name_missing"
        "le nom manque ; demandez-le au laboratoire"
        "the name is missing; ask the lab for it";
    /// A day that never was.
    BirthDateImpossible "birth_date_impossible"
        "cette date de naissance n'existe pas ou remonte à plus de 130 ans ; corrigez-la"
        "this birth date does not exist or is more than 130 years ago; correct it";
    /// A day to come.
    BirthDateFuture "birth_date_future"
        "cette date de naissance est dans l'avenir ; corrigez-la"
        "this birth date is in the future; correct it";
    /// No date.
    BirthDateUnreadable "birth_date_unreadable"
        "ce n'est pas une date ; écrivez-la sous la forme jj/mm/aaaa"
        "this is not a date; write it as dd/mm/yyyy";
    /// Another lab's row.
    OtherSite "other_site"
        "la ligne est celle d'un autre site ; importez-la avec le laboratoire concerné"
        "the row belongs to another site; import it with the lab concerned";
    /// Fewer cells than the header.
    RowShort "row_short"
        "la ligne a moins de cellules que l'en-tête ; les dernières ont été lues comme vides"
        "the row has fewer cells than the header; the last ones were read as blank";
    /// NUL characters.
    NulRemoved "nul_removed"
        "des caractères nuls ont été retirés ; relisez la ligne"
        "NUL characters were taken out; read the row again";
    /// A cell in another encoding.
    EncodingRepaired "encoding_repaired"
        "une cellule est dans un autre encodage que le fichier ; relisez ses accents"
        "a cell is in another encoding than the file; check its accents";
    /// No first name.
    FirstNameMissing "first_name_missing"
        "le prénom manque ; complétez-le si vous le connaissez"
        "the first name is missing; add it if you know it";
    /// Digits or an @ in a name.
    NameUnusual "name_unusual"
        "ce nom contient des chiffres ou un @ ; vérifiez que les colonnes ne sont pas décalées"
        "this name holds digits or an @; check that the columns are not shifted";
    /// Surname and first names could not be told apart.
    FullNameUnsplit "full_name_unsplit"
        "le nom et le prénom n'ont pas pu être séparés ; donnez-les dans deux colonnes"
        "surname and first name could not be told apart; give them in two columns";
    /// No birth date.
    BirthDateMissing "birth_date_missing"
        "la date de naissance manque ; la personne ne pourra pas être rapprochée d'une autre ligne"
        "the birth date is missing; the person cannot be matched with another row";
    /// Day or month unknown.
    BirthDatePartial "birth_date_partial"
        "la date de naissance est incomplète ; complétez-la si vous la connaissez"
        "the birth date is incomplete; complete it if you know it";
    /// More than one reading.
    BirthDateAmbiguous "birth_date_ambiguous"
        "cette date de naissance peut se lire de plusieurs façons ; écrivez l'année sur quatre chiffres"
        "this birth date can be read in several ways; write the year with four digits";
    /// A date that means "unknown".
    BirthDatePlaceholder "birth_date_placeholder"
        "cette date de naissance est de celles que les logiciels mettent par défaut ; vérifiez-la"
        "this birth date is one that software writes by default; check it";
    /// A spreadsheet number.
    BirthDateSerial "birth_date_serial"
        "la date de naissance était un numéro de tableur ; vérifiez-la"
        "the birth date was a spreadsheet number; check it";
    /// A lost zero.
    BirthDateZeroRestored "birth_date_zero_restored"
        "un zéro perdu a été remis dans la date de naissance ; vérifiez-la"
        "a lost zero was put back in the birth date; check it";
    /// Sex not understood.
    SexUnknown "sex_unknown"
        "le sexe n'est pas compris ; écrivez M, F ou I"
        "the sex is not understood; write M, F or I";
    /// Sex and civility disagree.
    SexCivilityDiffer "sex_civility_differ"
        "le sexe et la civilité se contredisent ; le sexe a été retenu"
        "sex and civility disagree; the sex was kept";
    /// Civility not understood.
    CivilityUnknown "civility_unknown"
        "la civilité n'est pas comprise ; la lettre n'en portera pas"
        "the civility is not understood; the letter will have none";
    /// Not a social security number.
    NirInvalid "nir_invalid"
        "ce n'est pas un numéro de sécurité sociale valide ; il est compté comme exposé et n'est pas conservé"
        "this is not a valid social security number; it counts as exposed and is not kept";
    /// A social security number in scientific notation.
    NirDamaged "nir_damaged"
        "un tableur a abîmé le numéro de sécurité sociale ; il est compté comme exposé et n'est pas conservé"
        "a spreadsheet damaged the social security number; it counts as exposed and is not kept";
    /// A lost zero.
    PostcodeZeroRestored "postcode_zero_restored"
        "le zéro du début du code postal a été remis"
        "the zero at the start of the post code was put back";
    /// Not a French post code.
    PostcodeInvalid "postcode_invalid"
        "ce n'est pas un code postal français ; corrigez-le ou indiquez le pays"
        "this is not a French post code; correct it or give the country";
    /// An address that cannot be written to.
    AddressIncomplete "address_incomplete"
        "l'adresse est incomplète ; complétez-la, sinon aucune lettre ne partira"
        "the address is incomplete; complete it, or no letter will go";
    /// An address that does not fit the block.
    AddressTooLong "address_too_long"
        "une ligne de l'adresse dépasse 38 caractères ; abrégez-la"
        "a line of the address is longer than 38 characters; shorten it";
    /// Not a telephone number.
    PhoneInvalid "phone_invalid"
        "ce n'est pas un numéro de téléphone ; corrigez-le"
        "this is not a telephone number; correct it";
    /// A telephone number in scientific notation.
    PhoneDamaged "phone_damaged"
        "un tableur a abîmé le numéro de téléphone ; reprenez-le dans le logiciel"
        "a spreadsheet damaged the telephone number; take it from the software again";
    /// A lost zero.
    PhoneZeroRestored "phone_zero_restored"
        "le zéro du début du téléphone a été remis"
        "the zero at the start of the telephone number was put back";
    /// Two numbers in one cell.
    PhoneFirstOfTwo "phone_first_of_two"
        "la cellule contient deux téléphones ; le premier a été retenu"
        "the cell holds two telephone numbers; the first was kept";
    /// Not an e-mail address.
    EmailInvalid "email_invalid"
        "ce n'est pas une adresse de courriel ; corrigez-la"
        "this is not an e-mail address; correct it";
    /// A likely typing error.
    EmailTypo "email_typo"
        "le domaine du courriel ressemble à une faute de frappe ; vérifiez-le"
        "the domain of the e-mail address looks like a typing error; check it";
    /// Not a day that has been.
    VisitDateInvalid "visit_date_invalid"
        "la date de passage n'est pas une date passée ; elle n'a pas été retenue"
        "the visit date is not a past date; it was not kept";
    /// A patient number in scientific notation.
    NumberDamaged "number_damaged"
        "un tableur a abîmé ce numéro ; il n'a pas été retenu"
        "a spreadsheet damaged this number; it was not kept";
    /// Neither yes nor no.
    StateUnclear "state_unclear"
        "la cellule ne dit ni oui ni non ; vérifiez-la"
        "the cell says neither yes nor no; check it";
    /// A language not known.
    LanguageUnknown "language_unknown"
        "la langue n'est pas connue ; la lettre sera en français et en anglais"
        "the language is not known; the letter will be in French and English";
    /// No way to write to the person.
    NoContact "no_contact"
        "aucune adresse, aucun téléphone, aucun courriel ; la personne ne pourra pas être jointe"
        "no address, telephone or e-mail; the person cannot be reached";
    /// A person who could be either of two: of the whole file, no row has it.
    PersonInDoubt "person_in_doubt"
        "cette personne peut être l'une ou l'autre de deux homonymes ; elle est comptée à part, ajoutez son numéro de patient"
        "this person could be either of two homonyms; they are counted apart, add their patient number";
}

impl Code {
    /// Whether it quarantines the row.
    pub const fn is_error(self) -> bool {
        matches!(
            self,
            Self::QuoteUnterminated
                | Self::RowTooLong
                | Self::TooManyCells
                | Self::RowUnreadable
                | Self::RowCut
                | Self::HeaderRepeated
                | Self::CellTooLong
                | Self::NameMissing
                | Self::BirthDateImpossible
                | Self::BirthDateFuture
                | Self::BirthDateUnreadable
                | Self::OtherSite
        )
    }

    /// Reads a stable code back.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == code)
    }
}

impl Issue {
    /// An issue of one column.
    pub const fn at(code: Code, column: usize) -> Self {
        Self { code, column: Some(column) }
    }

    /// An issue of the whole row.
    pub const fn of_row(code: Code) -> Self {
        Self { code, column: None }
    }

    /// One sentence: row, column, what, fix. Never the content of a cell.
    pub fn message(self, row: u64, headers: &[String], lang: Lang) -> String {
        let what = self.code.sentence(lang);
        let header = self.column.and_then(|column| headers.get(column));
        match (lang, header) {
            (Lang::Fr, Some(header)) => format!("Ligne {row}, colonne « {header} » : {what}."),
            (Lang::Fr, None) => format!("Ligne {row} : {what}."),
            (Lang::En, Some(header)) => format!("Row {row}, column \"{header}\": {what}."),
            (Lang::En, None) => format!("Row {row}: {what}."),
        }
    }
}
