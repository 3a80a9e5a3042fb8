//! The list of cases.

use accounts::Verb;
use axum::response::Response;
use i18n::{Lang, date_time_short, number, t};
use incidents::{CaseLab, CaseSummary};
use leptos::prelude::*;

use ui::{
    ButtonKind, Cell, Column, Empty, Icon, LinkButton, PageHead, Panel, PanelBody, Row, Slot, Table,
};
use web::{
    PRINT_HREF, Problem, Staff, StaffRequest, case_href, next_words, prints_elsewhere,
    with_organisations,
};

/// A row of the list, read before the page is rendered.
struct Line {
    title: String,
    href: String,
    lab: String,
    part: CaseLab,
    persons: i64,
    next: Option<String>,
}

/// The cases of the reader, and what they can do without one.
pub struct Cases {
    lines: Vec<Line>,
    may_open: bool,
    first_step: FirstStep,
}

impl Cases {
    /// Reads them.
    ///
    /// # Errors
    /// The rooms'.
    pub async fn load(at: &StaffRequest) -> Result<Self, Problem> {
        let may_open = may_open(&at.staff);
        let first_step = FirstStep::of(&at.staff, may_open);
        Ok(Self { lines: load(at).await?, may_open, first_step })
    }

    /// The way to a new case, for whoever may open one.
    pub fn opener(&self, lang: Lang) -> Option<AnyView> {
        opener(lang, self.may_open)
    }

    /// The table, or the first step of a reader without a case.
    pub fn view(self, lang: Lang) -> AnyView {
        table(lang, self.lines, self.first_step)
    }
}

/// `GET /console/cas`
pub(super) async fn list(at: StaffRequest) -> Result<Response, Problem> {
    let cases = Cases::load(&at).await?;
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "console.nav.cases");
    Ok(frame.page(title, move || {
        view! {
            <PageHead title=title actions=Slot::maybe(cases.opener(lang))/>
            {cases.view(lang)}
        }
    }))
}

async fn load(at: &StaffRequest) -> Result<Vec<Line>, Problem> {
    let cases: Vec<CaseSummary> = at.state.incidents.cases(&at.staff.actor).await?;
    let mut lines = Vec::new();
    for (case, parts) in cases.iter().zip(with_organisations(&at.state, &cases).await?) {
        for (part, organisation) in parts {
            let scope = at.state.incidents.scope(&at.staff.actor, Verb::ViewCase, part.id).await?;
            lines.push(Line {
                title: case.incident.title.clone(),
                href: case_href(&case.incident, &organisation),
                lab: organisation.name,
                persons: at.state.people.totals(&scope).await?.persons,
                next: next_words(&at.state, &at.ctx, &at.staff, part.id).await?,
                part,
            });
        }
    }
    Ok(lines)
}

fn may_open(staff: &Staff) -> bool {
    staff.staff.grants.iter().any(|grant| accounts::holds(grant.role, Verb::OpenCase))
}

fn opener(lang: Lang, may_open: bool) -> Option<AnyView> {
    may_open.then(|| {
        view! {
            <LinkButton href="/console/cas/nouveau" icon=Icon::File>
                {t(lang, "console.dashboard.open_case")}
            </LinkButton>
        }
        .into_any()
    })
}

/// What somebody without a case can do.
#[derive(Clone, Copy)]
enum FirstStep {
    Open,
    Print,
    Wait,
}

impl FirstStep {
    fn of(staff: &Staff, may_open: bool) -> Self {
        match (may_open, prints_elsewhere(staff)) {
            (true, _) => Self::Open,
            (false, true) => Self::Print,
            (false, false) => Self::Wait,
        }
    }

    fn view(self, lang: Lang) -> AnyView {
        let (text, link) = match self {
            Self::Open => (
                "console.dashboard.no_case",
                Some(("/console/cas/nouveau", "console.dashboard.open_case")),
            ),
            Self::Print => {
                ("console.dashboard.no_case_printer", Some((PRINT_HREF, "campaigns.print.title")))
            }
            Self::Wait => ("console.dashboard.no_case_mine", None),
        };
        let action = link.map(|(href, label)| {
            view! {
                <LinkButton href=href kind=ButtonKind::Main>
                    {t(lang, label)}
                </LinkButton>
            }
        });
        view! {
            <Panel>
                <Empty
                    title=t(lang, "console.dashboard.no_case_title")
                    text=t(lang, text)
                    action=Slot::maybe(action)
                />
            </Panel>
        }
        .into_any()
    }
}

fn table(lang: Lang, lines: Vec<Line>, first_step: FirstStep) -> AnyView {
    if lines.is_empty() {
        return first_step.view(lang);
    }
    let columns = vec![
        Column::new(t(lang, "console.dashboard.case")),
        Column::new(t(lang, "console.dashboard.awareness")),
        Column::number(t(lang, "console.dashboard.persons")),
        Column::new(t(lang, "console.dashboard.next_deadline")),
    ];
    let rows = lines
        .into_iter()
        .map(|line| {
            let aware = match line.part.aware_at {
                Some(at) => date_time_short(lang, at),
                None => t(lang, "incidents.summary.awareness_none").to_owned(),
            };
            let next =
                line.next.unwrap_or_else(|| t(lang, "console.dashboard.no_deadline").to_owned());
            let link = view! { <a href=line.href>{line.title}</a> };
            Row::new(Cell::with_sub(link, line.lab))
                .cell(aware)
                .cell(number(lang, line.persons))
                .cell(next)
        })
        .collect();
    view! {
        <Panel title=t(lang, "console.dashboard.cases") body=PanelBody::Flush>
            <Table caption=t(lang, "console.dashboard.cases") columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}
