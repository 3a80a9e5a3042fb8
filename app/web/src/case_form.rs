//! The page of a form about a lab's part of a case that is kept as a whole: what stands
//! around its fields, also when it comes back.

use i18n::{Lang, plural, t};
use leptos::prelude::*;

use super::VERSION;
use crate::CaseHere;
use ui::{
    Button, ButtonKind, Crumb, Crumbs, ErrorSummary, FieldError, LinkButton, Live, Notice,
    NoticeKind, PageHead,
};

/// A form on a page of its own. Addresses are those of the case's pages, without a slash
/// before them.
pub struct CaseForm {
    /// Title of the page.
    pub title: &'static str,
    /// What the form is for.
    pub lead: &'static str,
    /// The page above it, where giving up leads: its name.
    pub above: &'static str,
    /// Address of the page above.
    pub above_at: &'static str,
    /// Address that takes the form.
    pub sent_to: &'static str,
    /// The version that is changed.
    pub version: String,
    /// What cannot be accepted, in the order of the fields.
    pub errors: Vec<FieldError>,
    /// Said when somebody else was faster.
    pub conflict: Option<&'static str>,
}

impl CaseForm {
    /// The page. `notice` stands above the form, `fields` in it.
    pub fn view(
        self,
        lang: Lang,
        here: &CaseHere,
        notice: Option<AnyView>,
        fields: AnyView,
    ) -> AnyView {
        let count = i64::try_from(self.errors.len()).unwrap_or(0);
        let summary = plural(lang, "common.invalid.summary", count, &[]);
        let crumbs = vec![
            Crumb::new(here.href(""), here.incident.title.clone()),
            Crumb::new(here.href(self.above_at), self.above),
        ];
        let conflict = self.conflict.map(|text| {
            view! { <Notice kind=NoticeKind::Danger title=text live=Live::Alert/> }
        });
        view! {
            <PageHead
                title=self.title
                note=self.lead
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
            />
            <ErrorSummary title=summary errors=self.errors/>
            {conflict}
            {notice}
            <form class="stack" method="post" action=here.href(self.sent_to)>
                <input type="hidden" name=VERSION value=self.version/>
                {fields}
                <div class="row">
                    <Button kind=ButtonKind::Main>{t(lang, "common.button.save")}</Button>
                    <LinkButton href=here.href(self.above_at)>
                        {t(lang, "common.button.cancel")}
                    </LinkButton>
                </div>
            </form>
        }
        .into_any()
    }
}
