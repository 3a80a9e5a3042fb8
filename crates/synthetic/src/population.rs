//! The endless list of people, each a function of the seed and a number.

use chrono::{Days, NaiveDate};
use rand_chacha::ChaCha8Rng;

use crate::lab::Lab;
use crate::nir::Nir;
use crate::person::{Protection, SyntheticPerson};
use crate::random::{Draws, mix, under};
use crate::sex::Sex;
use crate::{REFERENCE_DAY, clinical, contact, day, names, places};

/// The people of a seed, drawn one after the other in constant memory.
///
/// Shares: 8 % minors, 3 % deceased, 1 % protected adults, 1 % homonyms of a
/// person of the same laboratory (one in five with the same birth date too),
/// 2 % known to two laboratories, five restricted people among the first 200.
#[derive(Clone, Debug)]
pub struct Population {
    seed: u64,
    people: u64,
    next: u64,
    reference: NaiveDate,
    root: ChaCha8Rng,
}

/// What the seed says of a person before anything is drawn: cheap enough to
/// skip the people of another laboratory.
#[derive(Clone, Copy)]
struct Sketch {
    department: &'static str,
    lab: Lab,
    second_lab: Option<Lab>,
    kind: Kind,
    visits: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Minor,
    Pregnant,
    Adult,
}

/// Questions put to [`mix`]; each number is used once.
mod question {
    pub(super) const DEPARTMENT: u64 = 1;
    pub(super) const LAB: u64 = 2;
    pub(super) const SECOND_LAB: u64 = 3;
    pub(super) const KIND: u64 = 4;
    pub(super) const VISITS: u64 = 5;
    pub(super) const HOMONYM: u64 = 6;
    pub(super) const RESTRICTED: u64 = 7;
}

/// How far back a homonym looks for the person whose names it takes.
const HOMONYM_REACH: u64 = 200;
/// Restricted people, one in each of the first five blocks of this size.
const RESTRICTED_BLOCK: u32 = 40;

impl Population {
    /// The first `people` people of a seed, with ages counted on
    /// [`REFERENCE_DAY`].
    pub fn new(seed: u64, people: u64) -> Self {
        Self { seed, people, next: 0, reference: REFERENCE_DAY, root: Draws::root(seed) }
    }

    /// The same with ages counted on another day, 2021 to 2032: the shares of
    /// minors and adults hold on that day.
    pub fn as_of(mut self, reference: NaiveDate) -> Self {
        self.reference = reference;
        self
    }

    /// The person of that number, whatever the size of the population.
    pub fn person(&self, number: u64) -> SyntheticPerson {
        let sketch = self.sketch(number);
        let mut draws = self.stream(number, 0);
        let mut visits: Vec<NaiveDate> =
            (0..sketch.visits).map(|_| day::sample(&mut draws)).collect();
        let first_visit = visits.first().copied().unwrap_or(day::LAST_SAMPLE_DAY);

        let mut sex = if draws.chance(5_600) { Sex::Female } else { Sex::Male };
        if sketch.kind == Kind::Pregnant {
            sex = Sex::Female;
        }
        let mut birth_date = self.birth_date(&mut draws, sketch.kind, first_visit);
        let mut birth_name = names::surname(&mut draws);
        let mut first_name = names::first_name(&mut draws, sex, birth_date).to_owned();
        let mut used_name = used_name(&mut draws, sketch.kind, sex, &birth_name);
        let mut person_contact = contact::draw(&mut draws, sketch.department);

        let homonym_of = self.homonym_of(number, sketch);
        if let Some(other) = homonym_of {
            let other = self.person(other);
            sex = other.sex;
            birth_name = other.birth_name;
            first_name = other.first_name;
            used_name = other.used_name;
            if draws.chance(2_000) {
                birth_date = other.birth_date;
            }
            // Two people of the same names never share a phone here: only the
            // patient numbers tell them apart, and nothing may bring them together.
            if person_contact.mobile == other.contact.mobile {
                person_contact.mobile = None;
            }
            if person_contact.home_phone == other.contact.home_phone {
                person_contact.home_phone = None;
            }
        }

        let birth_department = places::birth_department(&mut draws, sketch.department);
        let minor = sketch.kind == Kind::Minor;
        let nir = if minor {
            clinical::parent_nir(&mut draws, birth_date, birth_department)
        } else {
            Nir::new(sex, birth_date, birth_department, draws.between(1, 999))
        };
        let mut person_clinical = clinical::draw(&mut draws, nir);
        if sketch.kind == Kind::Pregnant {
            person_clinical.pregnancy = Some(clinical::pregnancy(&mut draws, first_visit));
        }
        let restricted = self.is_restricted(number);
        if restricted {
            person_clinical.comment = Some(clinical::RESTRICTED_REMARK.to_owned());
        }

        // A visit before the birth of a small child is moved after it.
        for visit in &mut visits {
            if *visit < birth_date {
                *visit = day::between(&mut draws, birth_date, day::LAST_SAMPLE_DAY);
            }
        }

        // Shares among the 90.5 % who are neither minors nor pregnant.
        let fate = if sketch.kind == Kind::Adult { draws.below(10_000) } else { u32::MAX };
        let deceased =
            (fate < 331).then(|| day::between(&mut draws, day::DEATHS_FROM, self.reference));
        let protection = match fate {
            331..387 => Some(Protection::Tutelle),
            387..442 => Some(Protection::Curatelle),
            _ => None,
        };
        let representative = if minor {
            Some(contact::representative(&mut draws, Some(&birth_name)))
        } else {
            (protection == Some(Protection::Tutelle))
                .then(|| contact::representative(&mut draws, None))
        };

        let mut person = SyntheticPerson {
            number,
            sex,
            birth_name,
            used_name,
            first_name,
            birth_date,
            birth_department,
            lab: sketch.lab,
            second_lab: sketch.second_lab,
            contact: person_contact,
            clinical: person_clinical,
            visits,
            minor,
            deceased,
            protection,
            representative,
            restricted,
            homonym_of,
        };
        contact::name_mailbox(&mut person);
        person
    }

    /// What is known of a person without drawing it.
    fn sketch(&self, number: u64) -> Sketch {
        let ask = |question| mix(self.seed, question, number);
        let department = places::department(ask(question::DEPARTMENT));
        let lab = places::lab_of(department, ask(question::LAB));
        let second = ask(question::SECOND_LAB);
        let second_lab = (under(second, 10_000) < 200)
            .then(|| if second & 1 == 0 { lab.next() } else { lab.next().next() });
        let kind = match under(ask(question::KIND), 10_000) {
            0..800 => Kind::Minor,
            800..950 => Kind::Pregnant,
            _ => Kind::Adult,
        };
        let visits = self.visits(number);
        Sketch { department, lab, second_lab, kind, visits }
    }

    /// How many rows the person has in the extract of that laboratory; 0 rather
    /// than a number under `at_least`.
    pub(crate) fn rows_at(&self, number: u64, lab: Lab, at_least: u32) -> u32 {
        // Most people came once: the scan for later visits stops here.
        if at_least > 1 && self.visits(number) < at_least {
            return 0;
        }
        let sketch = self.sketch(number);
        if sketch.lab == lab { sketch.visits } else { u32::from(sketch.second_lab == Some(lab)) }
    }

    fn visits(&self, number: u64) -> u32 {
        match under(mix(self.seed, question::VISITS, number), 100) {
            0..85 => 1,
            85..95 => 2,
            95..99 => 3,
            _ => 4,
        }
    }

    /// A stream of draws about one visit (from 1) of one person.
    pub(crate) fn stream(&self, number: u64, visit: u64) -> Draws {
        Draws::stream(&self.root, number.wrapping_mul(8).wrapping_add(visit))
    }

    fn birth_date(&self, draws: &mut Draws, kind: Kind, first_visit: NaiveDate) -> NaiveDate {
        match kind {
            Kind::Minor => {
                let eighteen = day::years_before(self.reference, 18);
                let oldest = eighteen.checked_add_days(Days::new(1)).unwrap_or(eighteen);
                day::between(draws, oldest, self.reference.min(day::LAST_BIRTH))
            }
            Kind::Pregnant => {
                let years = draws.between(18, 43);
                let days = u64::from(draws.below(360));
                let birthday = day::years_before(first_visit, years);
                birthday.checked_sub_days(Days::new(days)).unwrap_or(birthday)
            }
            Kind::Adult => {
                // Two draws: the middle of life is more common than its ends.
                let years = 18 + draws.below(41) + draws.below(40);
                let days = u64::from(draws.below(360));
                let birthday = day::years_before(self.reference, years);
                birthday.checked_sub_days(Days::new(days)).unwrap_or(birthday)
            }
        }
    }

    /// One adult in ninety bears the names of another of the same laboratory.
    /// Nobody takes the names of a person who took them from somebody else.
    fn homonym_of(&self, number: u64, sketch: Sketch) -> Option<u64> {
        if sketch.kind != Kind::Adult || !self.borrows_names(number) {
            return None;
        }
        (number.saturating_sub(HOMONYM_REACH)..number).rev().find(|other| {
            let found = self.sketch(*other);
            found.kind == Kind::Adult && found.lab == sketch.lab && !self.borrows_names(*other)
        })
    }

    fn borrows_names(&self, number: u64) -> bool {
        under(mix(self.seed, question::HOMONYM, number), 10_000) < 111
    }

    fn is_restricted(&self, number: u64) -> bool {
        let block = number / u64::from(RESTRICTED_BLOCK);
        let place = under(mix(self.seed, question::RESTRICTED, block), RESTRICTED_BLOCK);
        block < 5 && number % u64::from(RESTRICTED_BLOCK) == u64::from(place)
    }
}

impl Iterator for Population {
    type Item = SyntheticPerson;

    fn next(&mut self) -> Option<SyntheticPerson> {
        if self.next >= self.people {
            return None;
        }
        let person = self.person(self.next);
        self.next += 1;
        Some(person)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.people - self.next).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

fn used_name(draws: &mut Draws, kind: Kind, sex: Sex, birth_name: &str) -> Option<String> {
    let married = match (kind, sex) {
        (Kind::Minor, _) => 0,
        (_, Sex::Female) => 5_500,
        (_, Sex::Male) => 100,
    };
    draws.chance(married).then(|| {
        let other = names::surname(draws);
        if draws.chance(1_000) && !birth_name.contains('-') {
            format!("{birth_name}-{other}")
        } else {
            other
        }
    })
}

#[cfg(test)]
#[path = "population_tests.rs"]
mod tests;
