//! Departments, invented communes and streets.

use crate::lab::Lab;
use crate::person::{Address, Country};
use crate::random::{Draws, mix, nth, under};
use crate::text::push_padded;

/// The departments beyond the six of the story, among them some whose post
/// codes start with a zero, Corsica and one overseas.
const ELSEWHERE: [&str; 14] =
    ["29", "44", "28", "76", "78", "49", "37", "61", "01", "06", "09", "2A", "75", "974"];

/// The department where a person lives, in the shares of the story: 36 % 56,
/// 22 % 45, 20 % 27, 6 % 22, 6 % 35, 3 % 41, the rest mixed.
pub(crate) fn department(bits: u64) -> &'static str {
    match under(bits, 1_000) {
        0..360 => "56",
        360..580 => "45",
        580..780 => "27",
        780..840 => "22",
        840..900 => "35",
        900..930 => "41",
        rest => nth(&ELSEWHERE, (rest - 930) / 5),
    }
}

/// The laboratory of the people of a department; elsewhere people are split.
pub(crate) fn lab_of(department: &str, bits: u64) -> Lab {
    match department {
        "56" | "22" | "35" | "29" | "44" => Lab::Armorbio,
        "45" | "41" | "28" | "37" => Lab::Loirelab,
        "27" | "76" | "78" | "61" => Lab::Eurebio,
        _ => match under(bits, 3) {
            0 => Lab::Armorbio,
            1 => Lab::Loirelab,
            _ => Lab::Eurebio,
        },
    }
}

/// A department of birth: often the department of residence, 4 % abroad (99).
pub(crate) fn birth_department(draws: &mut Draws, home: &'static str) -> &'static str {
    match draws.below(100) {
        0..72 => home,
        72..76 => "99",
        76..96 => draws.pick(&["56", "45", "27", "22", "35", "41", "29", "44", "75", "59", "69"]),
        _ => draws.pick(&ELSEWHERE),
    }
}

const COMMUNES: u32 = 48;
const WEST: [&str; 8] = ["Plou", "Lan", "Loc", "Tré", "Ker", "Pleu", "Bré", "Guil"];
const CENTRE: [&str; 10] =
    ["Mont", "Ville", "Bois", "Champ", "Font", "Vau", "Chan", "Beau", "Roche", "Pré"];
const NAME: [&str; 18] = [
    "zévran", "morvel", "ignoët", "herlan", "quiziac", "vaudric", "lémeur", "sandrel", "bourdac",
    "noirel", "vigneul", "tassin", "orbelle", "gramont", "luciel", "marzin", "dorval", "fresnec",
];
const ENDING: [&str; 8] =
    ["", "", "", "-sur-Vire-l'Eau", "-les-Ajoncs", "-le-Vieux", "-en-Brume", "-la-Forge"];

const KIND: [&str; 14] = [
    "rue",
    "rue",
    "rue",
    "rue",
    "avenue",
    "impasse",
    "allée",
    "chemin",
    "place",
    "boulevard",
    "route",
    "square",
    "cité",
    "quai",
];
const STREET: [&str; 48] = [
    "du Vieux-Sémaphore",
    "des Ajoncs Gris",
    "de la Grande Vasière",
    "du Puits Fermé",
    "des Trois Corneilles",
    "de l'Écluse Haute",
    "du Docteur Valmorel",
    "des Ormes Penchés",
    "de la Corderie Basse",
    "du Moulin Sans Ailes",
    "des Lavandières de Nuit",
    "du Chêne Creux",
    "de l'Étang aux Hérons",
    "des Sept Lanternes",
    "du Four Éteint",
    "de la Brume",
    "des Tisserands Bleus",
    "du Pré aux Oies",
    "de la Barrière Verte",
    "des Marchands de Sel",
    "du Calvaire Penché",
    "de l'Abbé Quémérel",
    "des Sabotiers",
    "du Clos Mirabelle",
    "de la Vieille Gare",
    "des Chaumes Dorés",
    "du Sentier Perdu",
    "de l'Aubépine",
    "des Bateliers",
    "du Général Orvalin",
    "de la Fontaine Rousse",
    "des Grands Genêts",
    "du Pont Tournant",
    "de l'Ancienne École",
    "des Cinq Ponts",
    "du Manoir",
    "de la Lande Rase",
    "des Carriers",
    "du Bout du Monde",
    "de la Louve",
    "des Noisetiers",
    "du Colombier Bas",
    "de l'Horloge",
    "des Alouettes",
    "du Gué Perdu",
    "de la Pierre Longue",
    "des Hautes Bruyères",
    "du Président Lamorel",
];

/// An address in that department.
pub(crate) fn address(draws: &mut Draws, department: &str) -> Address {
    let commune = draws.skewed(COMMUNES);
    Address {
        street: street(draws),
        complement: complement(draws),
        postcode: postcode(department, commune),
        city: commune_name(department, commune),
        country: Country::France,
    }
}

/// An address in a neighbouring country.
pub(crate) fn address_abroad(draws: &mut Draws) -> Address {
    let country = match draws.below(3) {
        0 => Country::Belgium,
        1 => Country::Switzerland,
        _ => Country::UnitedKingdom,
    };
    let mut postcode = String::with_capacity(8);
    if country == Country::UnitedKingdom {
        // No post-code area is called ZX.
        postcode.push_str("ZX");
        push_padded(&mut postcode, u64::from(draws.between(1, 20)), 1);
        postcode.push(' ');
        push_padded(&mut postcode, u64::from(draws.below(10)), 1);
        postcode.push_str(draws.pick(&["QD", "AB", "NX", "WL"]));
    } else {
        push_padded(&mut postcode, u64::from(draws.between(1_000, 9_600)), 4);
    }
    let city = commune_name(country.code(), draws.below(COMMUNES));
    Address { street: street(draws), complement: None, postcode, city, country }
}

fn street(draws: &mut Draws) -> String {
    let mut street = String::with_capacity(38);
    push_padded(&mut street, u64::from(draws.skewed(180) + 1), 1);
    if draws.chance(500) {
        street.push_str(draws.pick(&[" bis", " ter"]));
    }
    // A comma after the number, as many people write it.
    street.push_str(if draws.chance(1_500) { ", " } else { " " });
    street.push_str(draws.pick(&KIND));
    street.push(' ');
    street.push_str(draws.pick(&STREET));
    street
}

fn complement(draws: &mut Draws) -> Option<String> {
    draws.chance(800).then(|| {
        let mut text = String::from(draws.pick(&["Appt ", "Bât. ", "Résidence ", "Étage "]));
        push_padded(&mut text, u64::from(draws.between(1, 40)), 1);
        text
    })
}

fn postcode(department: &str, commune: u32) -> String {
    let mut code = String::with_capacity(5);
    // Corsica's post codes start with 20; overseas prefixes take three digits.
    code.push_str(if department.starts_with('2') && department.ends_with('A') {
        "20"
    } else {
        department
    });
    let width = 5 - code.len();
    let number = if width == 2 { commune * 2 } else { commune * 20 };
    push_padded(&mut code, u64::from(number), width);
    code
}

/// The invented name of a commune: the same for everybody who lives there.
fn commune_name(department: &str, commune: u32) -> String {
    let place = department.bytes().fold(0_u64, |sum, byte| sum * 256 + u64::from(byte));
    let bits = mix(place, 11, u64::from(commune));
    let mut name = String::with_capacity(28);
    match department {
        "56" | "22" | "29" | "35" => {
            name.push_str(nth(&WEST, under(bits, 8)));
            name.push_str(nth(&NAME, under(bits << 7, 18)));
        }
        _ if under(bits << 3, 10) < 2 => {
            name.push_str("Saint-");
            push_capital(&mut name, nth(&NAME, under(bits << 7, 18)));
        }
        _ => {
            name.push_str(nth(&CENTRE, under(bits, 10)));
            name.push_str(nth(&NAME, under(bits << 7, 18)));
        }
    }
    name.push_str(nth(&ENDING, under(bits << 13, 8)));
    name
}

fn push_capital(out: &mut String, word: &str) {
    let mut letters = word.chars();
    out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    out.push_str(letters.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn post_codes_keep_their_department_and_five_digits() {
        assert_eq!(postcode("01", 3), "01060");
        assert_eq!(postcode("2A", 0), "20000");
        assert_eq!(postcode("974", 47), "97494");
        assert_eq!(postcode("56", 47), "56940");
    }

    #[test]
    fn a_post_code_has_one_name() {
        assert_eq!(commune_name("56", 4), commune_name("56", 4));
        assert_ne!(commune_name("56", 4), commune_name("45", 4));
    }
}
