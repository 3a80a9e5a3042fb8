//! The frame of every portal page, and the pieces of its margin.

use ::portal::{LabWords, PublicCase};
use i18n::{Lang, plural, t};
use leptos::prelude::*;

use site::WebConfig;
use ui::{
    Aside, AsideTone, Document, LanguageLink, NeverList, Phone, PortalFoot, PortalShell,
    PortalTexts, Text,
};

/// Answered every day, by people, for anybody (France Victimes): the number of a page
/// that belongs to no laboratory.
const VICTIMS: &str = "116\u{a0}006";

/// Where a page stands.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) lang: Lang,
    /// The address that patients type.
    pub(super) address: String,
    pub(super) public: Option<PublicCase>,
    /// The laboratory that answers this person, when that is known.
    pub(super) lab: Option<LabWords>,
    path: String,
    /// The print view, when the page is about a person.
    print: Option<String>,
}

impl Frame {
    /// The frame of a page: a full path, or the part after the case's own.
    pub(super) fn new(
        lang: Lang,
        config: &WebConfig,
        public: Option<PublicCase>,
        path: &str,
    ) -> Self {
        let path = match &public {
            Some(public) if !path.starts_with('/') => path_of(public, path),
            _ => path.to_owned(),
        };
        let address = config.portal_address.clone();
        Self { lang, address, public, lab: None, path, print: None }
    }

    /// The same, for the page of a person.
    pub(super) fn of_person(mut self, lab: &LabWords) -> Self {
        self.lab = Some(lab.clone());
        self.print = Some(self.link("imprimer"));
        self
    }

    /// A text of the catalogue.
    pub(super) fn t(&self, key: &str) -> &'static str {
        t(self.lang, key)
    }

    /// The address of a page of this case; the first page when there is no case.
    pub(super) fn link(&self, page: &str) -> String {
        self.public.as_ref().map_or_else(|| "/".to_owned(), |public| path_of(public, page))
    }

    /// The labs of the case.
    pub(super) fn labs(&self) -> &[LabWords] {
        self.public.as_ref().map_or(&[], |public| &public.labs)
    }

    /// The lab to call, if one can be called.
    pub(super) fn called(&self) -> Option<&LabWords> {
        let own = self.lab.iter();
        own.chain(self.labs()).find(|lab| !lab.phone.trim().is_empty())
    }

    /// Names of the labs, as in a sentence; with their towns where `towns` says so.
    pub(super) fn names(&self, towns: Towns) -> String {
        let name = |lab: &LabWords| match towns {
            Towns::With if !lab.city.is_empty() => format!("{} ({})", lab.name, lab.city),
            _ => lab.name.clone(),
        };
        let mut names: Vec<String> = self.labs().iter().map(name).collect();
        names.sort_unstable();
        i18n::list(self.lang, &names)
    }

    /// How many labs, for plurals.
    pub(super) fn count(&self) -> i64 {
        i64::try_from(self.labs().len()).unwrap_or(i64::MAX)
    }

    /// The whole document. `tab` is shown on shared screens: neutral.
    pub(super) fn page(&self, tab: &'static str, content: AnyView) -> AnyView {
        let texts = PortalTexts {
            name: self.t("common.app.name").into(),
            skip: self.t("common.page.skip").into(),
            languages: self.t("portal.head.language").into(),
            leave: self.t("portal.head.exit").into(),
            leave_more: format!(" {}", self.t("portal.head.exit_more")).into(),
        };
        let leave = self.public.as_ref().map_or_else(
            || "/quitter".to_owned(),
            |public| format!("/quitter?c={}", public.case.incident.reference),
        );
        let others = Lang::all()
            .filter(|lang| *lang != self.lang)
            .map(|lang| LanguageLink::new(lang, format!("{}?lang={}", self.path, lang.tag())))
            .collect();
        view! {
            <PortalShell
                document=Document::new(self.lang, tab)
                texts=texts
                home=self.link("")
                leave_href=leave
                other_languages=others
                foot=self.foot()
            >
                {content}
            </PortalShell>
        }
        .into_any()
    }

    fn foot(&self) -> PortalFoot {
        let (more, phone, hours): (Text, Text, Text) = match self.called() {
            Some(lab) => (
                self.t("portal.foot.person").into(),
                lab.phone.clone().into(),
                lab.hours.clone().into(),
            ),
            None => (
                self.t("portal.foot.person").into(),
                VICTIMS.into(),
                self.t("portal.index.help_hours").into(),
            ),
        };
        let mut links: Vec<(Text, Text)> = Vec::new();
        if let Some(print) = &self.print {
            links.push((print.clone().into(), self.t("portal.foot.print").into()));
        }
        if self.public.is_some() {
            links.push((self.link("verifier").into(), self.t("portal.foot.check").into()));
        }
        links.push(("/accessibilite".into(), self.t("portal.foot.accessibility").into()));
        links.push(("/vie-privee".into(), self.t("portal.foot.privacy").into()));
        let legal = if self.labs().is_empty() {
            self.t("portal.index.legal").into()
        } else {
            let names = self.names(Towns::Without);
            plural(self.lang, "portal.foot.legal", self.count(), &[("labs", &names)]).into()
        };
        PortalFoot {
            help: self.t("portal.foot.help").into(),
            help_more: more,
            phone,
            hours,
            links,
            legal,
        }
    }

    /// The phone line; nothing when no lab gave a number.
    pub(super) fn call(&self) -> Option<AnyView> {
        let lab = self.called()?;
        let (phone, hours) = (lab.phone.clone(), lab.hours.clone());
        let never = self.t("portal.call.never_tells");
        let view = view! {
            <Aside title=self.t("portal.call.title") tone=AsideTone::Call>
                <p>
                    <Phone number=phone/>
                </p>
                {(!hours.is_empty()).then(|| view! { <p class="muted">{hours}</p> })}
                <p class="muted">{never}</p>
            </Aside>
        };
        Some(view.into_any())
    }

    /// What nobody of ours asks for.
    pub(super) fn never(&self) -> AnyView {
        let items = ["card", "password", "sms_code", "payment"]
            .map(|name| self.t(&format!("portal.never.{name}")).into());
        view! {
            <Aside title=self.t("portal.never.title")>
                <NeverList items=items.to_vec()/>
            </Aside>
        }
        .into_any()
    }
}

/// Whether towns stand after names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Towns {
    With,
    Without,
}

fn path_of(public: &PublicCase, page: &str) -> String {
    let reference = &public.case.incident.reference;
    if page.is_empty() { format!("/c/{reference}") } else { format!("/c/{reference}/{page}") }
}

/// A part of the page under a title in the voice face.
pub(super) fn part(title: impl Into<Text>, content: AnyView) -> AnyView {
    let title = title.into();
    view! {
        <section class="stack">
            <h2 class="heading--voice">{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// What a lab wrote, in the language of the page, else in French and marked so.
pub(super) fn written(lang: Lang, french: &str, english: &str) -> AnyView {
    let own = lang == Lang::FR || english.trim().is_empty();
    let text = if own { french } else { english };
    let marked = (own && lang != Lang::FR).then_some("fr");
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <p class="read" lang=marked>{line.trim().to_owned()}</p> })
        .collect_view();
    view! { <div class="stack stack--tight">{lines}</div> }.into_any()
}
