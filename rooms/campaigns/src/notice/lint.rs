//! The check before launch: what the law asks for is there (GDPR 34(2)), and nothing
//! says too much.

use i18n::{
    Lang, class_text, classes,
    notice::{Missing, Part, Placeholder},
};

use crate::{
    Channels,
    notice::{
        CODE, Inputs, Snapshot,
        letter::is_open,
        snapshot::{Said, Texts},
        words::{self, folded, found},
    },
};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing leaves until it is put right.
    Refusal,
    /// A person should look at it.
    Advice,
}

/// Something to put right, or to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Key of its sentence in the catalogue.
    pub key: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The article that asks for it, where one does.
    pub article: Option<&'static str>,
    /// Where to put it right: `organisation.phone`, `facts.measures_fr`, `case.ended_on`,
    /// `settings.portal`.
    pub field: Option<&'static str>,
    /// Language of the text.
    pub lang: Option<String>,
    /// The word, host or field name that the sentence names.
    pub word: Option<String>,
    /// The number that the sentence names.
    pub count: Option<i64>,
    /// Words of the text right before the place that is meant.
    pub quote: Option<String>,
}

impl Finding {
    pub(super) fn new(key: &'static str, severity: Severity) -> Self {
        Self {
            key,
            severity,
            article: None,
            field: None,
            lang: None,
            word: None,
            count: None,
            quote: None,
        }
    }

    pub(super) fn word(mut self, word: &str) -> Self {
        self.word = Some(word.to_owned());
        self
    }

    pub(super) fn lang(mut self, lang: &str) -> Self {
        self.lang = Some(lang.to_owned());
        self
    }

    pub(super) fn field(mut self, field: Option<&'static str>) -> Self {
        self.field = field;
        self
    }

    fn article(mut self, article: &'static str) -> Self {
        self.article = Some(article);
        self
    }
}

/// The parts of GDPR 34(2), with Article 33(3) where it refers to it.
const REQUIRED: [(Part, &str, &str); 5] = [
    (Part::Nature, "campaigns.lint.nature", "GDPR 34(2)"),
    (Part::Contact, "campaigns.lint.contact", "GDPR 34(2), 33(3)(b)"),
    (Part::Consequences, "campaigns.lint.consequences", "GDPR 34(2), 33(3)(c)"),
    (Part::Measures, "campaigns.lint.measures", "GDPR 34(2), 33(3)(d)"),
    (Part::Advice, "campaigns.lint.advice", "GDPR 34(2), recital 86"),
];

/// Classes whose names a notice needs for something else: ways to write, keys to enter,
/// and "traitement", a word of the law.
const SPEAKABLE: [&str; 6] = ["IDENTITY", "BIRTH_DATE", "EMAIL", "PHONE", "ADDRESS", "TREATMENT"];

/// Longest sentence that a hurried reader takes in.
const SENTENCE_WORDS: usize = 25;

/// Checks the present inputs; gives the snapshot too where it can be written.
pub(crate) fn lint(inputs: Inputs) -> (Option<Snapshot>, Vec<Finding>) {
    let mut findings = settings(&inputs);
    findings.extend(dates(&inputs));
    findings.extend(facts(&inputs));
    match Snapshot::write(inputs) {
        Ok(snapshot) => {
            let email = snapshot.inputs.channels == Channels::EmailWhereValid.as_str();
            for texts in &snapshot.texts {
                findings.extend(required(texts, email));
                if email {
                    findings.extend(discreet(texts, &snapshot.inputs));
                }
            }
            findings.sort_by_key(|finding| finding.severity);
            (Some(snapshot), findings)
        }
        Err(missing) => {
            findings.extend(missing.into_iter().map(missing_value));
            findings.sort_by_key(|finding| finding.severity);
            (None, findings)
        }
    }
}

/// The field in which a value is missing.
fn missing_value(missing: Missing) -> Finding {
    let finding = Finding::new("campaigns.template.placeholder_missing", Severity::Refusal);
    match missing {
        Missing::Placeholder(name) => {
            Finding::new("campaigns.lint.placeholder", Severity::Refusal).word(&name)
        }
        Missing::Value(placeholder) => {
            let (field, article) = match placeholder {
                Placeholder::Lab => ("organisation.name", None),
                Placeholder::Phone => ("organisation.phone", None),
                Placeholder::Hours => ("organisation.hours", None),
                Placeholder::DpoName => ("organisation.dpo_name", Some("GDPR 33(3)(b)")),
                Placeholder::DpoEmail => ("organisation.dpo_email", Some("GDPR 33(3)(b)")),
                Placeholder::DpoAddress => ("organisation.dpo_address", Some("GDPR 33(3)(b)")),
                Placeholder::When => ("case.started_on", None),
                Placeholder::Measures => ("facts.measures_fr", Some("GDPR 33(3)(d)")),
                Placeholder::Unknown => ("facts.unknown_fr", Some("GDPR 34(2)")),
                Placeholder::Portal => ("settings.portal", None),
                Placeholder::Reference => ("case.reference", None),
                Placeholder::Code | Placeholder::Date => ("settings", None),
            };
            let finding = finding.word(placeholder.as_str()).field(Some(field));
            match article {
                Some(article) => finding.article(article),
                None => finding,
            }
        }
    }
}

fn settings(inputs: &Inputs) -> Vec<Finding> {
    let mut findings = Vec::new();
    let bare = !inputs.portal.contains("://")
        && !inputs.portal.contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | '@'));
    if !bare {
        findings.push(
            Finding::new("campaigns.lint.link", Severity::Refusal).field(Some("settings.portal")),
        );
    }
    let sender = &inputs.sender_lines;
    if sender.is_empty() || sender.len() > 6 {
        findings.push(
            Finding::new("campaigns.template.placeholder_missing", Severity::Refusal)
                .word("sender_lines")
                .field(Some("organisation.sender_lines")),
        );
    }
    findings
}

/// Dates that are not known hold nothing back: the law asks for none of them. The notice
/// says that they are not known, and somebody looks whether that is still so.
fn dates(inputs: &Inputs) -> Vec<Finding> {
    let absent = [
        ("case.started_on", inputs.started_on.is_none()),
        ("case.ended_on", inputs.ended_on.is_none() && !inputs.going_on),
        ("case.aware_at", inputs.known_on.is_none()),
    ];
    absent
        .into_iter()
        .filter_map(|(field, absent)| absent.then_some(field))
        .map(|field| {
            Finding::new("campaigns.lint.date_unknown", Severity::Advice).field(Some(field))
        })
        .collect()
}

/// What persons typed: the rest is ours and tested with the catalogue.
fn facts(inputs: &Inputs) -> Vec<Finding> {
    let mut findings = Vec::new();
    let langs: Vec<&str> = inputs.langs().iter().map(|lang| lang.tag()).collect();
    for (field, texts) in [("facts.measures", &inputs.measures), ("facts.unknown", &inputs.unknown)]
    {
        for (lang, text) in texts.iter().filter(|(lang, _)| langs.contains(&lang.as_str())) {
            let place = match (field, lang.as_str()) {
                ("facts.measures", "fr") => "facts.measures_fr",
                ("facts.measures", _) => "facts.measures_en",
                (_, "fr") => "facts.unknown_fr",
                _ => "facts.unknown_en",
            };
            let refusal = |key| Finding::new(key, Severity::Refusal).lang(lang).field(Some(place));
            let advice = |key| Finding::new(key, Severity::Advice).lang(lang).field(Some(place));
            let plain = folded(text);
            if has_link(text) {
                findings.push(refusal("campaigns.lint.link"));
            }
            for host in hosts(text).into_iter().filter(|host| !is_own(host, inputs)) {
                findings.push(refusal("campaigns.lint.foreign_host").word(&host));
            }
            if names_class(&plain, lang) || has_identifier(text) {
                findings.push(refusal("campaigns.lint.class_named"));
            }
            if let Some(word) = found(&plain, &words::HEDGES) {
                findings.push(advice("campaigns.lint.hedge").word(word));
            }
            if found(&plain, &words::NO_EVIDENCE).is_some() {
                findings.push(advice("campaigns.lint.no_evidence"));
            }
            if let Some(long) = longest_sentence(text).filter(|n| *n > SENTENCE_WORDS) {
                let mut finding = advice("campaigns.lint.long_sentence");
                finding.count = i64::try_from(long).ok();
                findings.push(finding);
            }
        }
    }
    findings
}

/// Each part that the law asks for, in each message that can leave.
pub(super) fn required(texts: &Texts, email: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut messages = vec![&texts.letter, &texts.guardian];
    if email {
        messages.push(&texts.email);
    }
    for (part, key, article) in REQUIRED {
        let said = |message: &Vec<Said>| {
            message.iter().any(|said| said.does(part) && !said.text.trim().is_empty())
        };
        if !messages.iter().all(|message| said(message)) {
            findings.push(Finding::new(key, Severity::Refusal).article(article).lang(&texts.lang));
        }
    }
    let all: String = texts.letter.iter().map(|said| folded(&said.text)).collect();
    if found(&all, &words::APOLOGY).is_none() {
        findings
            .push(Finding::new("campaigns.lint.no_apology", Severity::Advice).lang(&texts.lang));
    }
    findings
}

/// What a mailbox that others read must not show.
fn discreet(texts: &Texts, inputs: &Inputs) -> Vec<Finding> {
    let mut findings = Vec::new();
    let refusal = |key| Finding::new(key, Severity::Refusal).lang(&texts.lang);
    // The lab's own name is what it is; the words around it are ours.
    let lab = folded(&inputs.lab);
    let body: Vec<String> =
        texts.email.iter().map(|said| folded(&said.text).replace(&lab, " ")).collect();
    for text in body.iter().chain([&folded(&texts.subject)]) {
        if let Some(word) = found(text, &words::HEALTH) {
            findings.push(refusal("campaigns.lint.health_word").word(word));
        }
    }
    if texts.email.iter().any(|said| has_link(&said.text)) {
        findings.push(refusal("campaigns.lint.link"));
    }
    let subject = folded(&texts.subject);
    let shouts = texts
        .subject
        .split_whitespace()
        .any(|word| word.chars().count() > 3 && word.chars().all(char::is_uppercase));
    if found(&subject, &words::URGENT).is_some() || shouts || texts.subject.contains('!') {
        findings.push(refusal("campaigns.lint.urgent"));
    }
    // The code is the only thing that tells one message from another, and stands alone.
    let together = texts.email.iter().any(|said| {
        said.text.contains(CODE) && said.text.chars().any(|c| c != CODE && !c.is_whitespace())
    });
    if together || is_open(&texts.subject) {
        findings.push(refusal("campaigns.lint.class_named"));
    }
    findings
}

fn has_link(text: &str) -> bool {
    let text = text.to_lowercase();
    ["://", "www.", "href", "mailto:"].iter().any(|mark| text.contains(mark))
}

/// Tokens that look like host names.
fn hosts(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@')))
        .map(|token| token.trim_matches('.'))
        .filter_map(|token| {
            let host = token.rsplit('@').next().unwrap_or(token);
            let last = host.rsplit('.').next().unwrap_or_default();
            let labels = host.split('.').count();
            let named = (2..=24).contains(&last.len())
                && last.bytes().all(|b| b.is_ascii_lowercase())
                && host.split('.').all(|label| !label.is_empty());
            (labels > 1 && named).then(|| host.to_lowercase())
        })
        .collect()
}

fn is_own(host: &str, inputs: &Inputs) -> bool {
    let domain = |text: &str| text.rsplit('@').next().unwrap_or_default().to_lowercase();
    let portal = inputs.portal.split(['/', ':']).next().unwrap_or_default().to_lowercase();
    [portal, domain(&inputs.dpo_email), domain(&inputs.from)].contains(&host.to_owned())
}

/// Names of classes that even a careful sentence gives away.
fn names_class(plain: &str, lang: &str) -> bool {
    let lang = Lang::parse(lang).unwrap_or(Lang::FR);
    classes::codes()
        .filter(|code| !SPEAKABLE.contains(code))
        .filter_map(|code| class_text(lang, code))
        .any(|class| plain.contains(&folded(class.label)))
}

/// Thirteen digits in a row, spaces aside, look like a social security number.
fn has_identifier(text: &str) -> bool {
    let mut run = 0;
    for c in text.chars() {
        if c.is_ascii_digit() {
            run += 1;
            if run >= 13 {
                return true;
            }
        } else if !c.is_whitespace() {
            run = 0;
        }
    }
    false
}

fn longest_sentence(text: &str) -> Option<usize> {
    text.split(['.', '?', '!', '\n']).map(|sentence| sentence.split_whitespace().count()).max()
}
