//! Which data of whom: types, special categories, categories of persons, counts.

use kernel::exposure::{Class, ClassSet};
use people::identity::State;

use super::{Found, from, maybe, presumed, some_words};
use crate::gather::Known;
use crate::model::{Room, Value};
use crate::presume;
use crate::words::PeopleType;

/// The classes that nobody's record notes and that nobody may deny. What became of data
/// that stayed in place is the nature of the breach, not a column.
fn not_known(unknown: ClassSet, noted: ClassSet) -> Vec<Class> {
    let of_columns = |class: &Class| !matches!(class, Class::Integrity | Class::Availability);
    unknown.iter().filter(|class| !noted.has(*class)).filter(of_columns).collect()
}

impl Known {
    pub(super) fn data(&self, key: &str) -> Found {
        let classes = self.totals.groups.iter().map(|(_, _, classes, _)| *classes);
        let all = classes.fold(ClassSet::EMPTY, ClassSet::union);
        let counted = self.counted() && !all.is_empty();
        match key {
            "data.data_types" if counted => {
                some_words(presume::types_of(all), Room::People, "person.classes")
            }
            "data.data_types" => presumed(presume::data_types(self), "incident.kind"),
            "data.sensitive" if counted => match presume::sensitive_of(all) {
                // What nobody looked at may be a special category: not a "no".
                none if none.is_empty()
                    && !presume::sensitive_of(self.deliveries.unknown).is_empty() =>
                {
                    Found::Nothing
                }
                none if none.is_empty() => Found::NotApplicable,
                found => some_words(found, Room::People, "person.classes"),
            },
            "data.sensitive" => presumed(presume::sensitive(self), "incident.kind"),
            "data.classes_not_known" if counted => match not_known(self.deliveries.unknown, all) {
                none if none.is_empty() => Found::NotApplicable,
                open => from(Room::Imports, "import.undeclared", Value::NotKnown(open)),
            },
            "data.people_types" => self.people_types(),
            "data.records_approx" if self.counted() => {
                from(Room::People, "person.rows", Value::Count(self.totals.rows))
            }
            "data.people_approx" if self.counted() => {
                from(Room::People, "person.count", Value::Count(self.totals.persons))
            }
            "data.people_approx" => {
                let total = self.facts.persons_total().and_then(|n| i64::try_from(n).ok());
                maybe(total.map(Value::Count), Room::Duties, "facts.persons_total")
            }
            "classes.classes" if counted => {
                let per_class = Class::ALL
                    .into_iter()
                    .map(|class| (class, self.totals.count(|_, _, set| set.has(class))))
                    .filter(|(_, persons)| *persons > 0)
                    .collect();
                from(Room::People, "person.classes", Value::Classes(per_class))
            }
            "counts.rows_waiting" if self.deliveries.active > 0 => {
                from(Room::Imports, "quarantine.waiting", Value::Count(self.deliveries.waiting))
            }
            "counts.list_settled" => {
                from(Room::Imports, "import.state", Value::YesNo(self.deliveries.settled))
            }
            _ => Found::Nothing,
        }
    }

    fn people_types(&self) -> Found {
        if !self.counted() {
            return presumed(presume::people_types(), "incident.kind");
        }
        let minors = self
            .totals
            .count(|states, _, _| states.has(State::Minor) || states.has(State::UnderSixteen));
        let mut types = presume::people_types();
        types.retain(|word| *word != PeopleType::Minors.as_str() || minors > 0);
        some_words(types, Room::People, "person.states")
    }
}
