//! Reasons as sentences, French for users and English for the rest.

use crate::assess::{Assessed, Reason};
use crate::rules::{FactName, Status};

impl Assessed<'_> {
    /// The reason as a French sentence.
    pub fn reason_fr(&self) -> String {
        let list = |facts: &[FactName]| join(facts.iter().map(FactName::fr), " ; ");
        let when = &self.rule.when.fr;
        match &self.reason {
            Reason::Met(_) => format!("Condition remplie : {when}."),
            Reason::Unmet(facts) if facts.is_empty() => format!("Condition non remplie : {when}."),
            Reason::Unmet(facts) => {
                format!("Condition non remplie : {when}. Fait décisif : {}.", list(facts))
            }
            Reason::Missing(facts) => format!("À préciser : {}.", list(facts)),
            Reason::OtherLaw => {
                format!("Le droit applicable ({}) n’est pas en cause.", self.rule.law.as_str())
            }
            Reason::OtherParty => {
                format!("Aucun organisme du dossier n’est {}.", self.rule.owed_by.fr())
            }
            Reason::Exempt(_) => self.exemption().map_or_else(String::new, |exemption| {
                format!("Exception : {}.", exemption.text.fr)
            }),
            Reason::NotLaw => match self.rule.status {
                Status::Proposal => "Proposition de texte : aucune échéance.".to_owned(),
                _ => "Règle en sommeil : aucune échéance.".to_owned(),
            },
            Reason::NotInForceOn(day) => {
                format!("Texte non applicable au {}.", day.format("%d/%m/%Y"))
            }
        }
    }

    /// The reason as an English sentence.
    pub fn reason_en(&self) -> String {
        let list = |facts: &[FactName]| join(facts.iter().map(FactName::en), "; ");
        let when = &self.rule.when.en;
        match &self.reason {
            Reason::Met(_) => format!("Condition met: {when}."),
            Reason::Unmet(facts) if facts.is_empty() => format!("Condition not met: {when}."),
            Reason::Unmet(facts) => {
                format!("Condition not met: {when}. Decisive fact: {}.", list(facts))
            }
            Reason::Missing(facts) => format!("To be settled: {}.", list(facts)),
            Reason::OtherLaw => format!("The law of {} does not apply.", self.rule.law.as_str()),
            Reason::OtherParty => {
                format!("No organisation in the case is a {}.", self.rule.owed_by.en())
            }
            Reason::Exempt(_) => self
                .exemption()
                .map_or_else(String::new, |exemption| format!("Exemption: {}.", exemption.text.en)),
            Reason::NotLaw => match self.rule.status {
                Status::Proposal => "A proposal: no deadline.".to_owned(),
                _ => "A dormant rule: no deadline.".to_owned(),
            },
            Reason::NotInForceOn(day) => format!("Not in force on {day}."),
        }
    }
}

fn join(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}
