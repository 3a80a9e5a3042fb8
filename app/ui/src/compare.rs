//! Trait by trait comparison of two records, in words.

use super::{Cell, Column, Icon, OptText, Row, Table, Text};
use leptos::prelude::*;

/// How two traits compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same.
    Same,
    /// Alike.
    Near,
    /// Different.
    Different,
    /// Not compared: one is missing, or it is never kept.
    NotCompared,
}

impl Verdict {
    const fn class(self) -> &'static str {
        match self {
            Self::Same => "verdict verdict--same",
            Self::Near => "verdict verdict--near",
            Self::Different => "verdict verdict--off",
            Self::NotCompared => "verdict verdict--none",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Same => Icon::Check,
            Self::Near => Icon::Question,
            Self::Different => Icon::Cross,
            Self::NotCompared => Icon::Minus,
        }
    }
}

/// One trait.
#[derive(Debug, Clone)]
pub struct CompareRow {
    /// Its name.
    pub name: Text,
    /// In the first record; none when empty.
    pub first: OptText,
    /// In the second record; none when empty.
    pub second: OptText,
    /// How they compare.
    pub verdict: Verdict,
    /// The same in a word.
    pub word: Text,
    /// Why, when it needs saying.
    pub why: OptText,
}

/// Two records side by side.
#[component]
pub fn CompareTable(
    /// What is compared, for those who hear the page.
    #[prop(into)]
    caption: Text,
    /// Heads: trait, first record, second record, comparison.
    heads: [Text; 4],
    /// "empty"
    #[prop(into)]
    empty: Text,
    /// The traits.
    rows: Vec<CompareRow>,
) -> AnyView {
    let value = |text: OptText| -> AnyView {
        match text.get() {
            Some(text) => text.into_any(),
            None => view! { <span class="muted">{empty.clone()}</span> }.into_any(),
        }
    };
    let rows = rows
        .into_iter()
        .map(|row| {
            let verdict = view! { <span class=row.verdict.class()>{row.verdict.icon().view()}{row.word}</span> };
            Row::new(row.name)
                .cell(value(row.first))
                .cell(value(row.second))
                .cell(Cell::with_sub(verdict, row.why))
        })
        .collect();
    let columns = heads.into_iter().map(Column::new).collect();
    view! { <div class="compare"><Table caption=caption columns=columns rows=rows/></div> }
        .into_any()
}
