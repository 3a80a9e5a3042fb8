//! Tables: rows become cards under 768 px, each cell naming its column.

use super::{Icon, OptText, Slot, Text};
use leptos::prelude::*;

/// How a column reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    /// Words.
    #[default]
    Start,
    /// Numbers.
    Number,
    /// Buttons, at the end of the row.
    Actions,
}

/// The state of a sortable column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Sorted by it, smallest first.
    Ascending,
    /// Sorted by it, largest first.
    Descending,
    /// Sorted by another.
    Other,
}

impl Sort {
    const fn aria(self) -> Option<&'static str> {
        match self {
            Self::Ascending => Some("ascending"),
            Self::Descending => Some("descending"),
            Self::Other => None,
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Ascending => Icon::UpSmall,
            Self::Descending => Icon::DownSmall,
            Self::Other => Icon::Sort,
        }
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    label: Text,
    align: Align,
    sort: Option<(Text, Sort)>,
}

impl Column {
    /// A column of words.
    pub fn new(label: impl Into<Text>) -> Self {
        Self { label: label.into(), align: Align::Start, sort: None }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<Text>) -> Self {
        Self { align: Align::Number, ..Self::new(label) }
    }

    /// The column of buttons: its name is heard, not seen.
    pub fn actions(label: impl Into<Text>) -> Self {
        Self { align: Align::Actions, ..Self::new(label) }
    }

    /// Makes the head a link that sorts.
    pub fn sort(mut self, href: impl Into<Text>, sort: Sort) -> Self {
        self.sort = Some((href.into(), sort));
        self
    }

    const fn class(&self) -> Option<&'static str> {
        match self.align {
            Align::Start => None,
            Align::Number => Some("num"),
            Align::Actions => Some("actions"),
        }
    }

    fn head(&self) -> AnyView {
        let label = self.label.clone();
        let content = match &self.sort {
            Some((href, sort)) => {
                view! { <a class="sort" href=href.clone()>{label}{sort.icon().view()}</a> }
                    .into_any()
            }
            None if self.align == Align::Actions => {
                view! { <span class="visually-hidden">{label}</span> }.into_any()
            }
            None => label.into_any(),
        };
        let aria = self.sort.as_ref().and_then(|(_, sort)| sort.aria());
        view! { <th scope="col" role="columnheader" class=self.class() aria-sort=aria>{content}</th> }.into_any()
    }
}

/// A cell: a view, or nothing.
#[derive(Debug, Default)]
pub struct Cell(Slot);

impl Cell {
    /// Nothing to show: the cell goes away on a narrow screen.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A text with a quieter line under it.
    pub fn with_sub(text: impl IntoView + 'static, sub: impl Into<OptText>) -> Self {
        let sub = sub.into().get().map(|sub| view! { <span class="sub">{sub}</span> });
        view! { {text} {sub} }.into()
    }
}

impl<V: IntoView + 'static> From<V> for Cell {
    fn from(view: V) -> Self {
        Self(view.into())
    }
}

/// A row; its first cell is its heading.
#[derive(Debug)]
pub struct Row {
    head: Cell,
    cells: Vec<Cell>,
    id: OptText,
}

impl Row {
    /// Starts with the heading of the row.
    pub fn new(head: impl Into<Cell>) -> Self {
        Self { head: head.into(), cells: Vec::new(), id: OptText::default() }
    }

    /// Adds the next cell.
    pub fn cell(mut self, cell: impl Into<Cell>) -> Self {
        self.cells.push(cell.into());
        self
    }

    /// For links to the row.
    pub fn id(mut self, id: impl Into<OptText>) -> Self {
        self.id = id.into();
        self
    }

    fn view(self, columns: &[Column]) -> AnyView {
        let cells = self
            .cells
            .into_iter()
            .zip(columns.iter().skip(1))
            .map(|(cell, column)| cell_view(cell, column))
            .collect_view();
        view! {
            <tr role="row" id=self.id.get()>
                <th scope="row" role="rowheader">
                    {self.head.0.get()}
                </th>
                {cells}
            </tr>
        }
        .into_any()
    }
}

fn cell_view(cell: Cell, column: &Column) -> AnyView {
    let class = column.class();
    match cell.0.get() {
        // No white space and no marker inside, so that `:empty` holds.
        None => view! { <td role="cell" class=class></td> }.into_any(),
        Some(content) if column.align == Align::Actions => {
            view! { <td role="cell" class=class>{content}</td> }.into_any()
        }
        Some(content) => {
            view! { <td role="cell" class=class data-label=column.label.clone()><div>{content}</div></td> }.into_any()
        }
    }
}

/// What a table is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TableStyle {
    /// Rows become cards on a narrow screen.
    #[default]
    Stack,
    /// The same, and the row under the pointer is marked: long lists.
    Hover,
    /// Few narrow columns: stays a table everywhere.
    Narrow,
    /// Many columns of ticks under long heads, which stand upright.
    Matrix,
}

/// A table. Roles are explicit: some browsers forget them once rows are drawn as cards.
#[component]
pub fn Table(
    /// What it holds, for those who hear the page.
    #[prop(into)]
    caption: Text,
    /// The first is that of the row headings.
    columns: Vec<Column>,
    /// In the order shown.
    rows: Vec<Row>,
    /// Totals.
    #[prop(optional, into)]
    total: Option<Row>,
    /// What it is for.
    #[prop(optional)]
    style: TableStyle,
) -> AnyView {
    let class = match style {
        TableStyle::Stack => "table table--stack",
        TableStyle::Hover => "table table--stack table--hover",
        TableStyle::Narrow => "table",
        TableStyle::Matrix => "table table--matrix",
    };
    // Any table may become wider than its place, and then scrolls: the keyboard must
    // reach it, and whoever lands there must hear what it is.
    let label = caption.clone();
    let heads = columns.iter().map(Column::head).collect_view();
    let foot = total.map(|total| {
        view! { <tfoot role="rowgroup">{total.view(&columns)}</tfoot> }
    });
    let rows = rows.into_iter().map(|row| row.view(&columns)).collect_view();
    view! {
        <div class="table-wrap" role="region" tabindex="0" aria-label=label>
            <table class=class role="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">{heads}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
                {foot}
            </table>
        </div>
    }
    .into_any()
}

/// Before and after a page of a list that is read by key: no page number, because nobody
/// counts to the end of half a million rows.
#[component]
pub fn Pager(
    /// Name of the navigation, for those who hear the page.
    #[prop(into)]
    label: Text,
    /// "1 to 50 of 415", or what is known of it.
    #[prop(into)]
    range: Text,
    /// Address and words of the page before.
    #[prop(optional, into)]
    previous: Option<(Text, Text)>,
    /// Address and words of the page after.
    #[prop(optional, into)]
    next: Option<(Text, Text)>,
) -> AnyView {
    let previous = previous.map(|(href, text)| view! { <a href=href rel="prev">{text}</a> });
    let next = next.map(|(href, text)| view! { <a href=href rel="next">{text}</a> });
    view! {
        <nav class="paging" aria-label=label>
            <span>{range}</span>
            <span class="paging__links">{previous} {next}</span>
        </nav>
    }
    .into_any()
}

/// Narrows a list: fields and one quiet button, sent by GET so that the address can be kept.
/// Only what may stand in an address: no name, no contact.
#[component]
pub fn FilterForm(
    /// Where it goes.
    #[prop(into)]
    action: Text,
    /// Words of the button.
    #[prop(into)]
    submit: Text,
    /// Name of the form, for those who hear the page.
    #[prop(into)]
    label: Text,
    /// Address and words that take every filter away.
    #[prop(optional, into)]
    reset: Option<(Text, Text)>,
    children: Children,
) -> AnyView {
    let reset =
        reset.map(|(href, text)| view! { <a class="button button--bare" href=href>{text}</a> });
    view! {
        <form class="filter" method="get" action=action role="search" aria-label=label>
            {children()}
            <div class="row">
                <button class="button" type="submit">
                    {submit}
                </button>
                {reset}
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render;

    fn table() -> String {
        render(|| {
            let columns = vec![
                Column::new("Cas").sort("?by=case", Sort::Descending),
                Column::number("Personnes").sort("?by=people", Sort::Other),
                Column::actions("Actions"),
            ];
            let rows = vec![
                Row::new("Un").cell("412").cell(view! { <a href="/1">"Voir"</a> }),
                Row::new("Deux").cell(Cell::empty()).cell(Cell::empty()),
            ];
            view! { <Table caption="Les cas" columns=columns rows=rows total=Row::new("Total").cell("412")/> }
        })
    }

    #[test]
    fn each_cell_names_its_column_for_the_narrow_screen() {
        assert!(table().contains(r#"data-label="Personnes""#), "{}", table());
    }

    #[test]
    fn an_empty_cell_holds_nothing_at_all() {
        assert!(table().contains("></td>"), "{}", table());
        assert!(
            !table().contains("<div></div>")
                && !table().contains("<td role=\"cell\" class=\"num\"><!"),
            "{}",
            table()
        );
    }

    #[test]
    fn only_the_sorted_column_says_so() {
        let html = table();
        assert_eq!(html.matches("aria-sort").count(), 1);
        assert!(html.contains(r#"aria-sort="descending""#));
        assert_eq!(html.matches(r#"class="sort""#).count(), 2);
    }

    #[test]
    fn every_row_starts_with_its_heading() {
        assert_eq!(table().matches(r#"scope="row""#).count(), 3);
    }
}
