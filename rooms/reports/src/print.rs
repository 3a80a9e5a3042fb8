//! Reports in words: the lines of a value, and the sheet that is set as PDF.

use chrono::{DateTime, Utc};
use documents::{Document, DocumentError, Engine, Entry, MetaRow, Sheet, SheetRow};
use duties::Stage;
use duties::rules::Bilingual;
use i18n::{Lang, date_long, date_time, number, plural, t, tr};

use crate::json::Which;
use crate::model::{Field, Report, State, Value};
use crate::spec::{Need, Spec};

/// Characters that no embedded face can draw are written as their code, this many
/// different ones at most.
const EXOTIC: usize = 64;

/// The name of a section in a language.
pub fn section_title(lang: Lang, code: &str) -> &'static str {
    t(lang, &format!("reports.section.{code}"))
}

/// A value in words, one line for each part.
pub fn value_lines(lang: Lang, spec: &Spec, value: &Value) -> Vec<String> {
    let word = |word: &str| match spec.list() {
        Some(list) => t(lang, &format!("{}{word}", list.key)).to_owned(),
        None => word.to_owned(),
    };
    let persons =
        |n: u64| plural(lang, "common.count.persons", i64::try_from(n).unwrap_or(i64::MAX), &[]);
    match value {
        Value::Text(text) => vec![text.clone()],
        Value::Day(day) => vec![date_long(lang, *day)],
        Value::Instant(at) => vec![date_time(lang, *at)],
        Value::Count(count) => vec![number(lang, *count)],
        Value::YesNo(true) => vec![t(lang, "common.field.yes").to_owned()],
        Value::YesNo(false) => vec![t(lang, "common.field.no").to_owned()],
        Value::Word(one) => vec![word(one)],
        Value::Words(words) => words.iter().map(|one| word(one)).collect(),
        Value::Stage(stage) => vec![stage_word(lang, *stage).to_owned()],
        Value::Bodies(bodies) => bodies
            .iter()
            .map(|body| {
                let role = t(lang, &format!("reports.word.body_role.{}", body.role.as_str()));
                format!("{} ({role})", body.name)
            })
            .collect(),
        Value::Places(places) => {
            places.iter().map(|(place, n)| format!("{place}, {}", persons(*n))).collect()
        }
        Value::Recipients(named) => {
            named.iter().map(|named| pick(lang, &named.label).to_owned()).collect()
        }
        Value::Classes(classes) => classes
            .iter()
            .map(|(class, n)| {
                let label =
                    i18n::class_text(lang, class.code()).map_or(class.code(), |text| text.label);
                format!("{label}, {}", persons(u64::try_from(*n).unwrap_or(0)))
            })
            .collect(),
        Value::NotKnown(classes) => classes
            .iter()
            .map(|class| {
                let label = i18n::class_text(lang, class.code());
                label.map_or(class.code(), |text| text.label).to_owned()
            })
            .collect(),
        Value::Decisions(decisions) => decisions
            .iter()
            .map(|one| {
                let line = tr(
                    lang,
                    "reports.line.decision",
                    &[
                        ("at", &date_time(lang, one.at)),
                        ("duty", pick(lang, &one.title)),
                        ("state", stage_word(lang, one.stage)),
                    ],
                );
                with_reason(lang, line, one.reason.as_deref())
            })
            .collect(),
        Value::Submissions(sent) => sent
            .iter()
            .map(|one| {
                let dash = t(lang, "reports.line.no_number");
                let line = tr(
                    lang,
                    "reports.line.submission",
                    &[
                        ("at", &date_time(lang, one.at.to_utc())),
                        ("recipient", pick(lang, &one.recipient.label)),
                        ("number", one.number.as_deref().unwrap_or(dash)),
                    ],
                );
                with_reason(lang, line, one.delay_reason.as_deref())
            })
            .collect(),
        Value::Log(log) => {
            log.iter().map(|one| format!("{} {}", date_time(lang, one.at), one.text)).collect()
        }
    }
}

fn with_reason(lang: Lang, line: String, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => {
            format!("{line} {}", tr(lang, "reports.line.reason", &[("reason", reason)]))
        }
        None => line,
    }
}

fn stage_word(lang: Lang, stage: Stage) -> &'static str {
    t(lang, &format!("reports.stage.{}", stage.as_str()))
}

fn pick(lang: Lang, text: &Bilingual) -> &str {
    if lang == Lang::FR { &text.fr } else { &text.en }
}

/// Sets a report as PDF.
pub(crate) fn pdf(
    engine: &Engine,
    which: Which,
    report: &Report,
    lang: Lang,
) -> Result<Document, DocumentError> {
    let mut sheet = sheet(which, report, lang);
    for _ in 0..EXOTIC {
        let set = match which {
            Which::Register => engine.register_entry(&documents::RegisterSheet(sheet.clone())),
            Which::Preparation => {
                engine.preparation_sheet(&documents::PreparationSheet(sheet.clone()))
            }
        };
        match set {
            Err(DocumentError::Unprintable { codepoint }) => replace(&mut sheet, codepoint),
            other => return other,
        }
    }
    Err(DocumentError::Unprintable { codepoint: 0 })
}

fn sheet(which: Which, report: &Report, lang: Lang) -> Sheet {
    let (code, head) = (which.as_str(), &report.head);
    let word = |key: &str| t(lang, &format!("reports.{code}.{key}")).to_owned();
    let meta = |key: &str, value: String| MetaRow {
        label: t(lang, &format!("reports.head.{key}")).to_owned(),
        value,
    };
    let mut rows = vec![meta("case", head.reference.clone()), meta("controller", head.lab.clone())];
    let mut instant = |key: &str, at: Option<DateTime<Utc>>| {
        rows.extend(at.map(|at| meta(key, date_time(lang, at))));
    };
    instant("target", head.due.and_then(|due| due.target).map(|at| at.to_utc()));
    instant("legal_limit", head.due.and_then(|due| due.legal_limit).map(|at| at.to_utc()));
    let made = date_time(lang, head.as_of);
    let generated =
        tr(lang, "reports.head.generated", &[("at", &made), ("reference", &head.reference)]);
    let sections = report
        .sections
        .iter()
        .map(|section| documents::Section {
            title: section_title(lang, section.code).to_owned(),
            note: String::new(),
            rows: section.fields.iter().map(|field| row(lang, field)).collect(),
        })
        .collect();
    Sheet {
        lang: if lang == Lang::EN { documents::Lang::En } else { documents::Lang::Fr },
        kicker: word("kicker"),
        title: word("title"),
        subtitle: word("subtitle"),
        author: head.lab.clone(),
        meta: rows,
        sections,
        generated,
        reference: format!("{}/{code}/{}", head.reference, head.as_of.timestamp()),
        created: head.as_of,
    }
}

fn row(lang: Lang, field: &Field) -> SheetRow {
    let label = t(lang, &format!("reports.field.{}", field.spec.code()));
    let label = if field.is_presumed() {
        tr(lang, "reports.line.presumed", &[("label", label)])
    } else {
        label.to_owned()
    };
    let entry = match &field.state {
        State::Known(value, _) => {
            let mut lines: Vec<String> =
                value_lines(lang, field.spec, value).iter().map(|line| plain(line)).collect();
            match lines.pop() {
                Some(only) if lines.is_empty() => Entry::Text(only),
                Some(last) => {
                    lines.push(last);
                    Entry::List(lines)
                }
                None => Entry::Text(t(lang, "common.page.dash").to_owned()),
            }
        }
        State::NotApplicable => Entry::Text(t(lang, "reports.line.not_applicable").to_owned()),
        State::Missing(place) if field.spec.need == Need::Required => {
            Entry::Missing(t(lang, &format!("reports.place.{}", place.as_str())).to_owned())
        }
        State::Missing(_) => Entry::Text(t(lang, "common.page.dash").to_owned()),
    };
    SheetRow { label, entry }
}

/// A typed text as one that can be set: no carriage return, no tab.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\t'], " ")
}

/// Writes a character that cannot be drawn as its code.
fn replace(sheet: &mut Sheet, codepoint: u32) {
    let Some(c) = char::from_u32(codepoint) else { return };
    let code = format!("[U+{codepoint:04X}]");
    let texts = [
        &mut sheet.kicker,
        &mut sheet.title,
        &mut sheet.subtitle,
        &mut sheet.author,
        &mut sheet.generated,
    ];
    let meta = sheet.meta.iter_mut().map(|row| &mut row.value);
    let rows = sheet.sections.iter_mut().flat_map(|section| &mut section.rows);
    let entries = rows.flat_map(|row| match &mut row.entry {
        Entry::Text(text) | Entry::Missing(text) => std::slice::from_mut(text),
        Entry::List(items) => items.as_mut_slice(),
    });
    for text in texts.into_iter().chain(meta).chain(entries) {
        if text.contains(c) {
            *text = text.replace(c, &code);
        }
    }
}
