//! The duties of a lab: running, fulfilled, to settle, not due, dormant.

use accounts::Verb;
use axum::response::Response;
use chrono::{DateTime, Utc};
use duties::rules::Force;
use duties::{Debtor, Due, DutyView, Stage, State as Assessed};
use i18n::{Lang, capitalised, date_time_text, plural, t, tr};
use leptos::prelude::*;
use reports::spec::AUTHORITY_RULE;

use super::{
    ruler,
    words::{badge, due},
};
use ui::{
    Badge, BadgeKind, ButtonKind, Cell, Column, Crumb, Crumbs, Empty, Fold, Icon, LinkButton,
    Notice, NoticeKind, PageHead, Panel, PanelBody, Row, Slot, Table,
};
use web::{CaseHere, CaseRequest, Problem, pick, time, told};

/// Duties by where they stand.
struct Sorted {
    running: Vec<DutyView>,
    done: Vec<DutyView>,
    undetermined: Vec<DutyView>,
    not_due: Vec<DutyView>,
    dormant: Vec<DutyView>,
}

impl Sorted {
    fn of(list: Vec<DutyView>) -> Self {
        let mut sorted = Self {
            running: Vec::new(),
            done: Vec::new(),
            undetermined: Vec::new(),
            not_due: Vec::new(),
            dormant: Vec::new(),
        };
        for view in list {
            let place = match (view.stage, view.assessed) {
                _ if view.is_open() => &mut sorted.running,
                (Stage::SubmittedInitial | Stage::SubmittedComplementary | Stage::Closed, _) => {
                    &mut sorted.done
                }
                (Stage::NotAssessed, Assessed::Dormant) => &mut sorted.dormant,
                (Stage::NotAssessed, Assessed::Undetermined) => &mut sorted.undetermined,
                _ => &mut sorted.not_due,
            };
            place.push(view);
        }
        // Those without an instant come last, in the order of the rule packs.
        sorted.running.sort_by_key(|view| match view.target() {
            Some(target) => (0, target.timestamp()),
            None => (1, 0),
        });
        sorted
    }
}

/// What every part of the page needs.
struct Page {
    lang: Lang,
    now: DateTime<Utc>,
    here: CaseHere,
    /// How many answers of the preparation sheet are missing, for who may read it and while
    /// it is still to be sent.
    sheet_missing: Option<i64>,
}

/// `GET …/obligations`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    let (state, actor, lab) = (&at.state, &at.staff.actor, at.here.id());
    let list = state.duties.list(actor, lab).await?;
    let ledger = state.incidents.ledger(actor, lab).await?;
    let (now, lang) = (state.env.now(), at.ctx.lang);
    let (may_facts, may_report) = (at.may(Verb::AssessDuty), at.may(Verb::ViewReports));
    let sheet_missing = if may_report && list.iter().any(lacks_answers) {
        let told = told(state, &at.staff, &at.here).await?;
        let sheet = state.reports.preparation_sheet(actor, lab, told).await?;
        i64::try_from(sheet.0.missing().len()).ok()
    } else {
        None
    };
    let frame = at.frame().await?;
    let here = at.here;
    let title = t(lang, "duties.list.title");
    Ok(frame.page(title, move || {
        let drawn = ruler::panel(lang, now, &list, &ledger);
        let sorted = Sorted::of(list);
        let lead = tr(
            lang,
            "duties.list.lead",
            &[
                ("at", &capitalised(&date_time_text(lang, now))),
                ("open", &sorted.running.len().to_string()),
                ("done", &sorted.done.len().to_string()),
                ("dormant", &sorted.dormant.len().to_string()),
            ],
        );
        let crumbs = vec![Crumb::new(here.href(""), here.incident.title.clone())];
        let actions = view! {
            {may_facts.then(|| view! {
                <LinkButton href=here.href("obligations/faits")>
                    {t(lang, "duties.list.change_fact")}
                </LinkButton>
            })}
            {may_report.then(|| view! {
                <LinkButton href=here.href("rapports") icon=Icon::Down>
                    {t(lang, "duties.list.export_register")}
                </LinkButton>
            })}
        };
        let whose = time::in_paris(lang, here.organisation.zone);
        let unaware = here.lab.aware_at.is_none().then(|| no_awareness(lang, &here));
        let page = Page { lang, now, here, sheet_missing };
        view! {
            <PageHead
                title=title
                note=lead
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
                actions=actions
            />
            {whose.map(|text| view! { <p class="muted">{text}</p> })}
            {unaware}
            {drawn}
            {page.running(sorted.running)}
            <div class="grid grid--two">
                {page.done(sorted.done)}
                {page.dormant(sorted.dormant)}
            </div>
            {page.reasons("undetermined", sorted.undetermined)}
            {page.reasons("not_triggered", sorted.not_due)}
        }
    }))
}

fn no_awareness(lang: Lang, here: &CaseHere) -> AnyView {
    let href = here.href("connaissance");
    view! {
        <Notice kind=NoticeKind::Warn title=t(lang, "duties.list.no_awareness_title")>
            <p>{t(lang, "duties.list.no_awareness")}</p>
            <p>
                <a href=href>{t(lang, "duties.list.decide_awareness")}</a>
            </p>
        </Notice>
    }
    .into_any()
}

impl Page {
    fn word(&self, key: &str) -> &'static str {
        t(self.lang, &format!("duties.list.{key}"))
    }

    fn href(&self, view: &DutyView) -> String {
        self.here.href(&format!("obligations/{}", view.rule))
    }

    /// Name, article, and on whom it falls when not on the lab.
    fn head(&self, view: &DutyView) -> Cell {
        let lang = self.lang;
        let mut sub = view.article.clone();
        if view.debtor == Debtor::Another {
            let who = pick(lang, &view.owed_by);
            sub = format!("{sub}. {}", tr(lang, "duties.list.another", &[("who", who)]));
        }
        if view.force == Force::Optional {
            sub = format!("{sub}, {}", self.word("optional"));
        }
        let link = view! { <a href=self.href(view)>{pick(lang, &view.title).to_owned()}</a> };
        let warn = view.disagrees().then(|| {
            view! { <Badge kind=BadgeKind::Warn text=self.word("disagrees")/> }
        });
        Cell::with_sub(view! { {link} {warn} }, sub)
    }

    fn state(&self, view: &DutyView) -> AnyView {
        let (kind, key) = badge(view, self.now);
        view! { <Badge kind=kind text=t(self.lang, key)/> }.into_any()
    }

    fn missing(&self, view: &DutyView) -> Cell {
        let lang = self.lang;
        match (&view.due, self.sheet_missing) {
            (Due::Pending(anchor), _) => {
                t(lang, &format!("duties.anchor.{}", anchor.as_str())).into()
            }
            (_, Some(0)) if lacks_answers(view) => self.word("nothing_missing").into(),
            (_, Some(n)) if lacks_answers(view) => {
                let href = self.here.href("rapports");
                view! { <a href=href>{plural(lang, "duties.list.sheet_missing", n, &[])}</a> }
                    .into()
            }
            (Due::Continuous, _) => self.word("nothing_missing").into(),
            _ => t(lang, "common.page.dash").into(),
        }
    }

    fn running(&self, views: Vec<DutyView>) -> AnyView {
        let lang = self.lang;
        if views.is_empty() {
            let (title, text) = (self.word("empty_title"), self.word("empty"));
            return view! {
                <Panel title=self.word("running")>
                    <Empty title=title text=text/>
                </Panel>
            }
            .into_any();
        }
        let columns = vec![
            Column::new(self.word("duty")),
            Column::new(t(lang, "duties.duty.recipient")),
            Column::new(self.word("target")),
            Column::new(self.word("limit")),
            Column::new(self.word("missing")),
            Column::new(self.word("state")),
            Column::actions(t(lang, "common.page.actions")),
        ];
        let rows = views
            .iter()
            .map(|view| {
                let due = due(lang, view, self.now);
                let target = Cell::with_sub(view! { <b>{due.target}</b> }, due.note);
                let name = pick(lang, &view.title).to_owned();
                let open = view! {
                    <LinkButton href=self.href(view) kind=ButtonKind::Plain
                        label=format!("{} {name}", t(lang, "common.button.open"))>
                        {t(lang, "common.button.open")}
                    </LinkButton>
                };
                Row::new(self.head(view))
                    .cell(pick(lang, &view.recipient.label).to_owned())
                    .cell(target)
                    .cell(due.limit)
                    .cell(self.missing(view))
                    .cell(self.state(view))
                    .cell(open)
            })
            .collect();
        let title = self.word("running");
        view! {
            <Panel title=title body=PanelBody::Flush>
                <Table caption=title columns=columns rows=rows/>
            </Panel>
        }
        .into_any()
    }

    fn done(&self, views: Vec<DutyView>) -> Option<AnyView> {
        if views.is_empty() {
            return None;
        }
        let lang = self.lang;
        let columns = vec![
            Column::new(self.word("duty")),
            Column::new(self.word("done_at")),
            Column::new(self.word("state")),
        ];
        let rows = views
            .iter()
            .map(|view| {
                let when = match view.first_sent {
                    Some(sent) => {
                        Cell::with_sub(i18n::date_time_short(lang, sent), after(lang, view, sent))
                    }
                    None => t(lang, "common.page.dash").into(),
                };
                Row::new(self.head(view)).cell(when).cell(self.state(view))
            })
            .collect();
        let title = self.word("fulfilled");
        Some(
            view! {
                <Panel title=title body=PanelBody::Flush>
                    <Table caption=title columns=columns rows=rows/>
                </Panel>
            }
            .into_any(),
        )
    }

    /// Dormant rules: named, explained, without any date.
    fn dormant(&self, views: Vec<DutyView>) -> Option<AnyView> {
        if views.is_empty() {
            return None;
        }
        let lang = self.lang;
        let aside = view! { <Badge text=t(lang, "duties.state.dormant")/> };
        let items = views
            .iter()
            .map(|view| {
                let title = pick(lang, &view.title).to_owned();
                let reason = pick(lang, &view.reason).to_owned();
                view! {
                    <li class="stack stack--tight">
                        <b><a href=self.href(view)>{title}</a></b>
                        <span class="faint">{view.article.clone()} ". " {reason}</span>
                    </li>
                }
            })
            .collect_view();
        Some(
            view! {
                <Panel title=self.word("dormant") aside=Slot::from(aside)>
                    <div class="stack">
                        <p class="muted">{t(lang, "duties.duty.dormant_hint")}</p>
                        <ul class="plain-list stack stack--tight">{items}</ul>
                    </div>
                </Panel>
            }
            .into_any(),
        )
    }

    /// Rules that are not running, each with the reason.
    fn reasons(&self, key: &str, views: Vec<DutyView>) -> Option<AnyView> {
        if views.is_empty() {
            return None;
        }
        let lang = self.lang;
        let columns = vec![
            Column::new(self.word("duty")),
            Column::new(t(lang, "common.page.reason")),
            Column::new(self.word("state")),
        ];
        let rows: Vec<Row> = views
            .iter()
            .map(|view| {
                Row::new(self.head(view))
                    .cell(pick(lang, &view.reason).to_owned())
                    .cell(self.state(view))
            })
            .collect();
        let summary = format!("{} ({})", self.word(key), rows.len());
        let open = key == "undetermined";
        let caption = self.word(key);
        Some(
            view! {
                <Panel>
                    <Fold summary=summary open=open>
                        <Table caption=caption columns=columns rows=rows/>
                    </Fold>
                </Panel>
            }
            .into_any(),
        )
    }
}

/// Whether what a duty still needs are answers of the preparation sheet. The whole sheet
/// is put together to count them.
fn lacks_answers(view: &DutyView) -> bool {
    view.rule == AUTHORITY_RULE && view.is_open() && !matches!(view.due, Due::Pending(_))
}

/// How long after its start a duty was fulfilled.
fn after(lang: Lang, view: &DutyView, sent: DateTime<Utc>) -> Option<String> {
    let Due::At(at) = &view.due else { return None };
    let span = i18n::duration(lang, sent - at.start.to_utc());
    (sent >= at.start).then(|| tr(lang, "duties.list.after", &[("span", &span)]))
}
