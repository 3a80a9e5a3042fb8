//! What a synthetic person is made of.

use chrono::NaiveDate;

use crate::lab::Lab;
use crate::nir::Nir;
use crate::sex::Sex;

/// A country of residence of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Country {
    /// France.
    France,
    /// Belgium.
    Belgium,
    /// Switzerland.
    Switzerland,
    /// The United Kingdom.
    UnitedKingdom,
}

impl Country {
    /// The ISO 3166-1 alpha-2 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::France => "FR",
            Self::Belgium => "BE",
            Self::Switzerland => "CH",
            Self::UnitedKingdom => "GB",
        }
    }

    /// The French name, as the last line of an address block prints it.
    pub const fn french_name(self) -> &'static str {
        match self {
            Self::France => "FRANCE",
            Self::Belgium => "BELGIQUE",
            Self::Switzerland => "SUISSE",
            Self::UnitedKingdom => "ROYAUME-UNI",
        }
    }
}

/// A measure that protects an adult (code civil, art. 425 and on).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protection {
    /// Tutelle: letters go to the guardian and to the person.
    Tutelle,
    /// Curatelle: letters go to the person.
    Curatelle,
}

/// A postal address with an invented street and commune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Number and street.
    pub street: String,
    /// Flat, floor or residence.
    pub complement: Option<String>,
    /// Post code, leading zeros kept.
    pub postcode: String,
    /// Commune.
    pub city: String,
    /// Country.
    pub country: Country,
}

/// The ways to reach a person. Numbers have ten digits without separators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The address; `None` for the 3 % whose file holds none that works.
    pub address: Option<Address>,
    /// A land line.
    pub home_phone: Option<String>,
    /// A mobile phone.
    pub mobile: Option<String>,
    /// An e-mail address, never shared by two people.
    pub email: Option<String>,
}

/// What the laboratory also kept about the person. `Some` and `true` mean that
/// the published file shows it, so the class of data is exposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clinical {
    /// The social security number on file: for a minor, the insured parent's.
    pub nir: Option<Nir>,
    /// The family doctor.
    pub doctor: Option<String>,
    /// The complementary insurer.
    pub insurer: Option<&'static str>,
    /// The blood group.
    pub blood_group: Option<&'static str>,
    /// A free remark about the person's health.
    pub comment: Option<String>,
    /// A note that the person was pregnant at the visit.
    pub pregnancy: Option<String>,
    /// A mention of an HIV test.
    pub hiv: Option<&'static str>,
    /// The password of the results server.
    pub password: Option<String>,
}

/// A synthetic patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntheticPerson {
    /// The person's number in the population, from 0.
    pub number: u64,
    /// Sex.
    pub sex: Sex,
    /// Surname at birth.
    pub birth_name: String,
    /// Surname in use, when it is another one.
    pub used_name: Option<String>,
    /// First name.
    pub first_name: String,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// The department of birth, as in the social security number.
    pub birth_department: &'static str,
    /// The laboratory where the person is known.
    pub lab: Lab,
    /// Another laboratory where the person is known too.
    pub second_lab: Option<Lab>,
    /// The ways to reach the person.
    pub contact: Contact,
    /// What else the laboratory kept.
    pub clinical: Clinical,
    /// Sample days at [`SyntheticPerson::lab`], at least one; the first is also
    /// the visit at the second laboratory.
    pub visits: Vec<NaiveDate>,
    /// Under 18 on the reference day.
    pub minor: bool,
    /// The day of death, when the laboratory knows of it.
    pub deceased: Option<NaiveDate>,
    /// The measure that protects the person.
    pub protection: Option<Protection>,
    /// The parent of a minor or the guardian of an adult under tutelle.
    pub representative: Option<String>,
    /// To be handled by a named person only (a public figure, an employee).
    pub restricted: bool,
    /// The number of another person with the same names and sex.
    pub homonym_of: Option<u64>,
}

impl SyntheticPerson {
    /// The surname in use.
    pub fn surname(&self) -> &str {
        self.used_name.as_deref().unwrap_or(&self.birth_name)
    }

    /// The permanent patient number (IPP) that a laboratory gave the person;
    /// never shared by two people of one laboratory.
    pub fn patient_number(&self, lab: Lab) -> String {
        format!("{}{:08}", lab.patient_prefix(), 10_000 + self.number)
    }

    /// Lives outside France.
    pub fn is_abroad(&self) -> bool {
        self.contact.address.as_ref().is_some_and(|address| address.country != Country::France)
    }
}
