//! Passwords that many people use, by pattern and by list.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// Words that stand behind the most used passwords, French keyboards and this trade
/// included. A password is refused when one or two of them, with digits and signs
/// around, are all there is.
const WORDS: &[&str] = &[
    "abc",
    "abcd",
    "abcdef",
    "acces",
    "access",
    "admin",
    "administrateur",
    "administrator",
    "adminadmin",
    "amour",
    "analyse",
    "analyses",
    "ange",
    "anniversaire",
    "aout",
    "april",
    "august",
    "automne",
    "avril",
    "azerty",
    "azertyuiop",
    "azertyuiopqsdfghjklm",
    "baseball",
    "batman",
    "bienvenue",
    "biologie",
    "biologiste",
    "bonjour",
    "bretagne",
    "camille",
    "canada",
    "changeme",
    "changemoi",
    "chocolat",
    "chouchou",
    "cnil",
    "code",
    "coeur",
    "computer",
    "concerne",
    "connexion",
    "coucou",
    "cvbn",
    "december",
    "decembre",
    "default",
    "defaut",
    "demo",
    "dimanche",
    "docteur",
    "dolphin",
    "donnees",
    "doudou",
    "dpo",
    "dragon",
    "ecole",
    "ete",
    "football",
    "france",
    "freedom",
    "fuckyou",
    "google",
    "guest",
    "hello",
    "hiver",
    "hopital",
    "iloveyou",
    "internet",
    "invite",
    "janvier",
    "january",
    "jetaime",
    "jesus",
    "jeudi",
    "juillet",
    "juin",
    "july",
    "june",
    "labo",
    "laboratoire",
    "laboratory",
    "letmein",
    "liverpool",
    "login",
    "loulou",
    "lundi",
    "mai",
    "maison",
    "maman",
    "mardi",
    "march",
    "marine",
    "mars",
    "marseille",
    "master",
    "medecin",
    "mercredi",
    "merci",
    "michael",
    "microsoft",
    "monday",
    "monkey",
    "mot",
    "motdepasse",
    "motdepass",
    "mdp",
    "naruto",
    "nicolas",
    "ninja",
    "noel",
    "november",
    "novembre",
    "nouveau",
    "october",
    "octobre",
    "ordinateur",
    "papa",
    "paris",
    "pass",
    "passe",
    "passer",
    "passw",
    "passwd",
    "password",
    "patient",
    "patients",
    "pokemon",
    "portail",
    "princess",
    "princesse",
    "printemps",
    "qazwsx",
    "qsdf",
    "qsdfgh",
    "qsdfghjklm",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "rgpd",
    "root",
    "samedi",
    "sante",
    "secret",
    "secretariat",
    "securite",
    "security",
    "september",
    "septembre",
    "service",
    "shadow",
    "soleil",
    "spring",
    "starwars",
    "summer",
    "sunday",
    "sunshine",
    "superman",
    "support",
    "temp",
    "temporaire",
    "test",
    "testtest",
    "thomas",
    "trustno",
    "user",
    "utilisateur",
    "vendredi",
    "wxcvbn",
    "welcome",
    "whatever",
    "windows",
    "winter",
    "zxcvbn",
    "zxcvbnm",
];

/// Whether this is one of the passwords that are tried first.
pub(super) fn is_common(password: &str) -> bool {
    let folded = fold(password);
    is_run(&folded) || is_repetition(&folded) || is_made_of(&stem(&folded), WORDS)
}

/// Whether hardly more is left once the words about the person are taken out.
pub(super) fn repeats(password: &str, about: &[&str]) -> bool {
    let mut rest = fold(password);
    let mut words: Vec<String> = about
        .iter()
        .flat_map(|text| {
            let folded = fold(text);
            folded
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().count() >= 3)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let before = rest.len();
    for word in &words {
        *rest = rest.replace(word.as_str(), " ");
    }
    rest.len() != before && rest.chars().filter(|c| c.is_alphabetic()).count() < 6
}

/// Lower case without diacritics.
fn fold(text: &str) -> Zeroizing<String> {
    let folded = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    Zeroizing::new(folded.flat_map(char::to_lowercase).collect())
}

/// The letters behind a decorated word: digits and signs around it dropped, those that
/// stand for a letter inside it read as the letter.
fn stem(folded: &str) -> Zeroizing<String> {
    let core = folded.trim_matches(|c: char| !c.is_alphabetic() && c != '@' && c != '$');
    let letters = core.chars().map(|c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    });
    Zeroizing::new(letters.filter(|c| c.is_alphabetic()).collect())
}

/// One or two words of the list and nothing else; an empty text is digits and signs only,
/// which is for the other checks.
fn is_made_of(stem: &str, words: &[&str]) -> bool {
    words.contains(&stem)
        || words
            .iter()
            .any(|first| stem.strip_prefix(first).is_some_and(|second| words.contains(&second)))
}

/// Every character follows the one before it: `abcdef`, `987654`, `890123`, `aaaa`.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = codes
        .windows(2)
        .map(|pair| match pair {
            // After nine comes nought, and before nought comes nine.
            [57, 48] => 1,
            [48, 57] => -1,
            [a, b] => b - a,
            _ => 0,
        })
        .collect();
    steps.windows(2).all(|pair| pair.first() == pair.last())
        && steps.first().is_none_or(|step| (-1..=1).contains(step))
}

/// A block of at most four characters, over and over.
fn is_repetition(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=4).any(|period| chars.iter().zip(chars.iter().skip(period)).all(|(a, b)| a == b))
}
