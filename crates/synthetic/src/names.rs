//! Invented surnames, and ordinary first names by generation.

use chrono::{Datelike, NaiveDate};

use crate::random::Draws;
use crate::sex::Sex;

const START: [&str; 60] = [
    "Bar", "Bel", "Ber", "Bon", "Bour", "Bra", "Cail", "Cam", "Car", "Cha", "Char", "Cla", "Cor",
    "Cour", "Dan", "Del", "Dor", "Du", "Fau", "Fer", "Fla", "Fon", "Gal", "Gar", "Ger", "Gou",
    "Gran", "Guer", "Ha", "Her", "Hou", "Ja", "Jou", "La", "Lam", "Lan", "Lé", "Lor", "Mar", "Mau",
    "Mer", "Mon", "Mor", "Nor", "Or", "Pa", "Per", "Pon", "Pré", "Ra", "Rou", "Sau", "Sé", "Tal",
    "Ter", "Val", "Var", "Ver", "Vi", "Ya",
];
const BRETON_START: [&str; 16] = [
    "Ker", "Tré", "Pen", "Quér", "Gué", "Cad", "Bré", "Mor", "Plou", "Rio", "Even", "Goas", "Hel",
    "Jéz", "Lou", "Tan",
];
const MIDDLE: [&str; 40] = [
    "ba", "be", "bi", "cel", "co", "da", "del", "di", "fa", "fi", "ga", "go", "guè", "lan", "li",
    "lo", "ma", "me", "mi", "mo", "na", "ni", "no", "pi", "qui", "ra", "ré", "ri", "ro", "sa",
    "sé", "si", "ta", "ti", "va", "vé", "vi", "zé", "çon", "lou",
];
const END: [&str; 58] = [
    "bert", "bois", "bry", "chard", "chet", "court", "dier", "din", "don", "fort", "gnac", "got",
    "guen", "ière", "lain", "lard", "leau", "let", "lier", "lin", "lot", "mont", "nard", "neau",
    "nel", "net", "nier", "not", "pin", "quet", "rand", "rel", "ret", "rier", "rin", "ron", "rot",
    "roux", "sard", "seau", "sel", "sier", "sin", "son", "tard", "teau", "tel", "tier", "tin",
    "ton", "vert", "vet", "vier", "vin", "zec", "bœuf", "laïc", "noël",
];
const BRETON_END: [&str; 16] = [
    "vec", "douar", "goat", "gall", "loc'h", "ven", "nec", "zou", "rec", "dic", "guen", "braz",
    "han", "vran", "lou", "dan",
];

const WOMEN: [&[&str]; 4] = [
    &[
        "Marie",
        "Jeanne",
        "Denise",
        "Yvonne",
        "Simone",
        "Odette",
        "Germaine",
        "Andrée",
        "Madeleine",
        "Thérèse",
        "Geneviève",
        "Hélène",
        "Marie-Thérèse",
        "Solange",
        "Lucienne",
        "Colette",
        "Renée",
        "Huguette",
        "Paulette",
        "Marie-Louise",
    ],
    &[
        "Françoise",
        "Monique",
        "Martine",
        "Catherine",
        "Chantal",
        "Sylvie",
        "Brigitte",
        "Véronique",
        "Nathalie",
        "Isabelle",
        "Anne-Marie",
        "Dominique",
        "Béatrice",
        "Joëlle",
        "Pascale",
        "Marie-Christine",
        "Évelyne",
        "Agnès",
        "Danièle",
        "Nicole",
    ],
    &[
        "Sandrine",
        "Céline",
        "Aurélie",
        "Émilie",
        "Élodie",
        "Julie",
        "Stéphanie",
        "Laëtitia",
        "Delphine",
        "Gaëlle",
        "Anne-Sophie",
        "Mélanie",
        "Claire",
        "Nolwenn",
        "Amélie",
        "Hélène",
        "Aïcha",
        "Karine",
        "Virginie",
        "Marie",
    ],
    &[
        "Léa", "Manon", "Chloé", "Inès", "Zoé", "Maëlys", "Louise", "Jade", "Lina", "Maëlle",
        "Éloïse", "Noémie", "Rose", "Anaïs", "Lou-Anne", "Camille", "Yasmine", "Alix", "Margaux",
        "Cléa",
    ],
];
const MEN: [&[&str]; 4] = [
    &[
        "Jean",
        "Pierre",
        "André",
        "Marcel",
        "René",
        "Roger",
        "Louis",
        "Raymond",
        "Lucien",
        "Georges",
        "Robert",
        "Maurice",
        "Émile",
        "Joseph",
        "Henri",
        "François",
        "Yves",
        "Gérard",
        "Eugène",
        "Fernand",
    ],
    &[
        "Michel",
        "Alain",
        "Philippe",
        "Patrick",
        "Jean-Pierre",
        "Bernard",
        "Christian",
        "Daniel",
        "Jean-Claude",
        "Gérard",
        "Thierry",
        "Hervé",
        "Joël",
        "Dominique",
        "Loïc",
        "Jean-François",
        "Serge",
        "Didier",
        "Rémi",
        "Noël",
    ],
    &[
        "Nicolas",
        "Sébastien",
        "David",
        "Frédéric",
        "Jérôme",
        "Stéphane",
        "Cédric",
        "Gaël",
        "Mickaël",
        "Guillaume",
        "Raphaël",
        "Benoît",
        "Karim",
        "Ludovic",
        "Yann",
        "Erwan",
        "Jean-Baptiste",
        "Vincent",
        "Mathieu",
        "Grégory",
    ],
    &[
        "Lucas", "Hugo", "Théo", "Léo", "Enzo", "Nathan", "Gabriel", "Raphaël", "Maël", "Noé",
        "Louis", "Timéo", "Mathéo", "Jules", "Malo", "Élie", "Ilyès", "Adam", "Tom", "Loïs",
    ],
];

/// Starts that an elided article can precede.
const VOWEL_START: [&str; 8] = ["Her", "Or", "Al", "Es", "Im", "Ar", "Ous", "Hou"];

/// An invented surname. Three syllables or more, common ones first, sometimes
/// with a particle, an apostrophe, a ligature or a hyphen.
pub(crate) fn surname(draws: &mut Draws) -> String {
    let mut name = String::with_capacity(20);
    match draws.below(100) {
        0..4 => name.push_str("Le "),
        4..7 => name.push_str("de "),
        7..9 => {
            name.push_str("L'");
            push_root(&mut name, draws, &VOWEL_START, &END);
            return name;
        }
        9..11 => name.push_str("Saint-"),
        _ => {}
    }
    push_any_root(&mut name, draws);
    if draws.chance(250) {
        name.push('-');
        push_any_root(&mut name, draws);
    }
    name
}

fn push_any_root(name: &mut String, draws: &mut Draws) {
    if draws.chance(2_500) {
        push_root(name, draws, &BRETON_START, &BRETON_END);
    } else {
        push_root(name, draws, &START, &END);
    }
}

fn push_root(name: &mut String, draws: &mut Draws, start: &[&str], end: &[&str]) {
    name.push_str(draws.pick_skewed(start));
    name.push_str(draws.pick(&MIDDLE));
    name.push_str(draws.pick(end));
}

/// A first name of that generation.
pub(crate) fn first_name(draws: &mut Draws, sex: Sex, born: NaiveDate) -> &'static str {
    let [old, middle, young, child] = match sex {
        Sex::Female => WOMEN,
        Sex::Male => MEN,
    };
    let list = match born.year() {
        ..1946 => old,
        1946..1970 => middle,
        1970..1998 => young,
        _ => child,
    };
    draws.pick_skewed(list)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn surnames_are_many() {
        let mut draws = Draws::stream(&Draws::root(3), 0);
        let names: HashSet<String> = (0..20_000).map(|_| surname(&mut draws)).collect();
        assert!(names.len() > 12_000, "{} different names in 20,000", names.len());
    }
}
