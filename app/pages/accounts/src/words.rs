//! Words and small pieces that several pages of the room share.

use std::time::Duration;

use accounts::OrganisationKind;
use i18n::{Lang, t, tr};
use kernel::Role;
use leptos::prelude::*;

use site::Ctx;
use ui::{Choice, Document, PlainShell};

/// The name of a role.
pub(crate) fn role(lang: Lang, role: Role) -> &'static str {
    t(lang, &format!("accounts.role.{}", role.as_str()))
}

/// Several roles in one line.
pub(super) fn roles(lang: Lang, roles: impl Iterator<Item = Role>) -> String {
    let mut roles: Vec<Role> = roles.collect();
    roles.sort_unstable();
    roles.dedup();
    let names: Vec<&str> = roles.into_iter().map(|one| role(lang, one)).collect();
    i18n::list(lang, &names)
}

/// The roles that a form offers for a kind of organisation. Only what is offered: the
/// room refuses what does not go together.
pub(super) fn offered(lang: Lang, kind: OrganisationKind) -> Vec<Choice> {
    let fits = |role: &Role| match kind {
        OrganisationKind::Lab => {
            !matches!(role, Role::PlatformAdmin | Role::Vendor | Role::Regulator)
        }
        OrganisationKind::Vendor => *role == Role::Vendor,
        OrganisationKind::Authority => *role == Role::Regulator,
        OrganisationKind::Platform => matches!(role, Role::PlatformAdmin | Role::Auditor),
    };
    Role::ALL
        .into_iter()
        .filter(fits)
        .map(|one| {
            let hint = t(lang, &format!("accounts.role_hint.{}", one.as_str()));
            Choice::new(one.as_str(), role(lang, one)).hint(hint)
        })
        .collect()
}

/// "Wait 8 s before you try again", when there is something to wait for.
pub(super) fn wait(lang: Lang, retry_after: Duration) -> Option<String> {
    let seconds = retry_after.as_secs();
    (seconds > 1).then(|| {
        let span = format!("{seconds} s");
        tr(lang, "accounts.sign_in.wait", &[("span", &span)])
    })
}

/// A sentence, and how long to wait if that is long.
pub(super) fn with_wait(lang: Lang, sentence: &str, retry_after: Duration) -> String {
    match wait(lang, retry_after) {
        Some(wait) => format!("{sentence} {wait}"),
        None => sentence.to_owned(),
    }
}

/// A page of somebody who is not signed in.
pub(super) fn shell(ctx: &Ctx, title: &'static str, content: AnyView) -> AnyView {
    let lang = ctx.lang;
    view! {
        <PlainShell
            document=Document::new(lang, title)
            skip=t(lang, "common.page.skip")
            name=t(lang, "common.app.name")
            home="/console"
            languages_label=t(lang, "common.page.language")
            other_languages=ctx.other_languages()
            foot=t(lang, "accounts.sign_in.foot_plain")
        >
            {content}
        </PlainShell>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_wait_is_not_worth_a_word() {
        assert_eq!(wait(Lang::FR, Duration::from_secs(1)), None);
        let said = with_wait(Lang::FR, "Non.", Duration::from_secs(8));
        assert!(said.starts_with("Non. ") && said.contains("8 s"), "{said}");
    }

    #[test]
    fn several_roles_are_named_once_each() {
        let said = roles(Lang::FR, [Role::Auditor, Role::Dpo, Role::Dpo].into_iter());
        let names = [role(Lang::FR, Role::Dpo), role(Lang::FR, Role::Auditor)];
        assert_eq!(said, i18n::list(Lang::FR, &names));
    }
}
