//! Triggers: typed expressions over facts, with three values.
//!
//! Facts may be unknown, so an expression is true, false or unknown (Kleene's
//! strong logic). A leaf may say what "unknown" counts as, where the law puts
//! the burden on one side: a risk not yet assessed does not stop the 72 hours.

use std::collections::BTreeSet;

use crate::facts::{
    Facts, Jurisdiction, Kind, Nis2, Party, Question, Risk, Severity, Structure, Territory,
};

/// True, false, or not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tri {
    True,
    False,
    Unknown,
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Tri {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, Self::from)
    }
}

impl std::ops::Not for Tri {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// What an expression may look at besides the facts: dates computed from rules.
pub(crate) trait Context {
    /// The facts.
    fn facts(&self) -> &Facts;
    /// Whether the first submission under a rule came after its target;
    /// `Some(false)` while there is none.
    fn late(&self, rule: &str) -> Option<bool>;
}

/// A number derived from the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// All persons concerned.
    Total,
    /// Persons who live in one place.
    In(Territory),
    /// The largest count among the states of the United States.
    LargestUsState,
    /// States of the European Economic Area with persons concerned.
    EeaStates,
}

/// A comparison with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    Above(u64),
    AtLeast(u64),
    Below(u64),
}

/// A fact that an expression looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of the facts of the same name")]
pub enum FactName {
    Question(Question),
    Risk,
    Severity,
    Kinds,
    Structure,
    Nis2Entity,
    Count(Count),
    /// A submission under that rule.
    Submission(String),
    /// Whether that submission was late.
    Late(String),
}

impl FactName {
    /// The stable name, as in the facts.
    pub fn code(&self) -> String {
        match self {
            Self::Question(question) => question.as_str().to_owned(),
            Self::Risk => "risk".to_owned(),
            Self::Severity => "severity".to_owned(),
            Self::Kinds => "kinds".to_owned(),
            Self::Structure => "structure".to_owned(),
            Self::Nis2Entity => "nis2_entity".to_owned(),
            Self::Count(Count::Total) => "persons_total".to_owned(),
            Self::Count(Count::In(place)) => format!("persons.{}", place.as_str()),
            Self::Count(Count::LargestUsState) => "persons.largest_us_state".to_owned(),
            Self::Count(Count::EeaStates) => "persons.eea_states".to_owned(),
            Self::Submission(rule) => format!("submissions.{rule}"),
            Self::Late(rule) => format!("late.{rule}"),
        }
    }

    /// How a reason names it, in French.
    pub fn fr(&self) -> String {
        match self {
            Self::Question(question) => question.fr().to_owned(),
            Self::Risk => "le niveau de risque pour les personnes".to_owned(),
            Self::Severity => "la gravité de l’incident".to_owned(),
            Self::Kinds => "la nature de la violation".to_owned(),
            Self::Structure => "le type de structure".to_owned(),
            Self::Nis2Entity => "la catégorie NIS 2".to_owned(),
            Self::Count(Count::Total) => "le nombre de personnes".to_owned(),
            Self::Count(Count::In(place)) => format!("le nombre de résidents ({})", place.as_str()),
            Self::Count(Count::LargestUsState) => {
                "le nombre de résidents d’un même État".to_owned()
            }
            Self::Count(Count::EeaStates) => "le nombre d’États de l’EEE".to_owned(),
            Self::Submission(rule) => format!("l’envoi au titre de {rule}"),
            Self::Late(rule) => format!("le retard de l’envoi au titre de {rule}"),
        }
    }

    /// How a reason names it, in English.
    pub fn en(&self) -> String {
        match self {
            Self::Question(question) => question.en().to_owned(),
            Self::Risk => "the level of risk for persons".to_owned(),
            Self::Severity => "the severity of the incident".to_owned(),
            Self::Kinds => "the nature of the breach".to_owned(),
            Self::Structure => "the kind of structure".to_owned(),
            Self::Nis2Entity => "the NIS2 category".to_owned(),
            Self::Count(Count::Total) => "the number of persons".to_owned(),
            Self::Count(Count::In(place)) => {
                format!("the number of residents ({})", place.as_str())
            }
            Self::Count(Count::LargestUsState) => "the number of residents of one state".to_owned(),
            Self::Count(Count::EeaStates) => "the number of EEA states".to_owned(),
            Self::Submission(rule) => format!("the submission under {rule}"),
            Self::Late(rule) => format!("whether the submission under {rule} was late"),
        }
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Is(Question),
    RiskIn(Vec<Risk>),
    SeverityIn(Vec<Severity>),
    KindsMeet(Vec<Kind>),
    StructureIn(Vec<Structure>),
    Nis2In(Vec<Nis2>),
    Party(Party),
    /// The law of that place applies, and that of no other State of the European
    /// Economic Area: what one State allows frees nobody from the duty in another.
    OnlyUnder(Jurisdiction),
    Count(Count, Bound),
    Submitted(String),
    Late(String),
}

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Predicate {
    Always,
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Leaf {
        test: Test,
        /// What an unknown fact counts as.
        unknown: Tri,
    },
}

impl Predicate {
    /// The value of the expression.
    pub(crate) fn eval(&self, context: &dyn Context) -> Tri {
        match self {
            Self::Always => Tri::True,
            Self::Not(inner) => !inner.eval(context),
            Self::All(parts) => {
                let mut sum = Tri::True;
                for part in parts {
                    match part.eval(context) {
                        Tri::False => return Tri::False,
                        Tri::Unknown => sum = Tri::Unknown,
                        Tri::True => {}
                    }
                }
                sum
            }
            Self::Any(parts) => {
                let mut sum = Tri::False;
                for part in parts {
                    match part.eval(context) {
                        Tri::True => return Tri::True,
                        Tri::Unknown => sum = Tri::Unknown,
                        Tri::False => {}
                    }
                }
                sum
            }
            Self::Leaf { test, unknown } => match test.eval(context) {
                Tri::Unknown => *unknown,
                known => known,
            },
        }
    }

    /// The facts that made the expression have this value.
    pub(crate) fn decisive(&self, context: &dyn Context, value: Tri, out: &mut Vec<FactName>) {
        match self {
            Self::Always => {}
            Self::Not(inner) => inner.decisive(context, !value, out),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts.iter().filter(|part| part.eval(context) == value) {
                    part.decisive(context, value, out);
                }
            }
            Self::Leaf { test, .. } => {
                if let Some(name) = test.name()
                    && !out.contains(&name)
                {
                    out.push(name);
                }
            }
        }
    }

    /// The questions whose answers can still matter under these laws: a condition that
    /// another country's law closes asks nothing.
    pub(crate) fn asks(&self, facts: &Facts, out: &mut BTreeSet<Question>) {
        let closed = |part: &Self| match part {
            Self::Leaf { test: Test::OnlyUnder(place), .. } => !facts.only_under(place),
            _ => false,
        };
        match self {
            Self::All(parts) if parts.iter().any(closed) => {}
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.asks(facts, out);
                }
            }
            Self::Not(inner) => inner.asks(facts, out),
            Self::Leaf { test: Test::Is(question), .. } => {
                out.insert(*question);
            }
            Self::Always | Self::Leaf { .. } => {}
        }
    }

    /// The rules that the expression refers to.
    pub(crate) fn rules(&self) -> Vec<&str> {
        match self {
            Self::Always => Vec::new(),
            Self::Not(inner) => inner.rules(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::rules).collect(),
            Self::Leaf { test: Test::Submitted(rule) | Test::Late(rule), .. } => vec![rule],
            Self::Leaf { .. } => Vec::new(),
        }
    }
}

fn within<T: PartialEq>(value: Option<T>, list: &[T]) -> Tri {
    value.map(|value| list.contains(&value)).into()
}

impl Test {
    fn eval(&self, context: &dyn Context) -> Tri {
        let facts = context.facts();
        match self {
            Self::Is(question) => facts.answer(*question).into(),
            Self::RiskIn(list) => within(facts.risk, list),
            Self::SeverityIn(list) => within(facts.severity, list),
            Self::StructureIn(list) => within(facts.structure, list),
            Self::Nis2In(list) => within(facts.nis2_entity, list),
            Self::KindsMeet(list) => facts
                .kinds
                .as_ref()
                .map(|kinds| list.iter().any(|kind| kinds.contains(kind)))
                .into(),
            Self::Party(party) => facts.has_party(*party).into(),
            Self::OnlyUnder(place) => facts.only_under(place).into(),
            Self::Count(count, bound) => count.value(facts).map(|n| bound.holds(n)).into(),
            Self::Submitted(rule) => facts.submissions().contains_key(rule).into(),
            Self::Late(rule) => context.late(rule).into(),
        }
    }

    fn name(&self) -> Option<FactName> {
        Some(match self {
            Self::Is(question) => FactName::Question(*question),
            Self::RiskIn(_) => FactName::Risk,
            Self::SeverityIn(_) => FactName::Severity,
            Self::StructureIn(_) => FactName::Structure,
            Self::Nis2In(_) => FactName::Nis2Entity,
            Self::KindsMeet(_) => FactName::Kinds,
            Self::Party(_) | Self::OnlyUnder(_) => return None,
            Self::Count(count, _) => FactName::Count(count.clone()),
            Self::Submitted(rule) => FactName::Submission(rule.clone()),
            Self::Late(rule) => FactName::Late(rule.clone()),
        })
    }
}

impl Count {
    fn value(&self, facts: &Facts) -> Option<u64> {
        match self {
            Self::Total => facts.persons_total(),
            Self::In(place) => facts.persons_in(place),
            Self::LargestUsState => facts.largest_us_state(),
            Self::EeaStates => facts.eea_states(),
        }
    }
}

impl Bound {
    const fn holds(self, n: u64) -> bool {
        match self {
            Self::Above(limit) => n > limit,
            Self::AtLeast(limit) => n >= limit,
            Self::Below(limit) => n < limit,
        }
    }
}
