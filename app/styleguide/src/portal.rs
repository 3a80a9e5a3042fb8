//! Portal pieces, and a right-to-left sample.

use super::layout::part;
use leptos::prelude::*;
use ui::{
    Answer, AnswerKind, Aside, AsideTone, Badge, BadgeKind, Button, ButtonKind, ButtonSize,
    DocumentLink, ExposureCard, Icon, LetterSketch, LinkItem, LinkList, NeverKind, NeverList,
    PartState, Phone, PlanCard, PlanState, RingProgress, ShareBar,
};

pub(super) fn section() -> AnyView {
    view! {
        {part("Les trois réponses", "Elles ne partagent ni fond, ni bord, ni titre.", answers())}
        {part("Exposition", "Ce que cela permet, ce que cela ne permet pas. Jamais une valeur.", exposure())}
        {part("Plan", "", plan())}
        {part("Autour de la réponse", "", around())}
        {part("De droite à gauche", "Propriétés logiques partout ; les flèches se retournent.", right_to_left())}
    }
    .into_any()
}

fn answers() -> AnyView {
    view! {
        <div class="stack guide-portal">
            <Answer
                kind=AnswerKind::Concerned
                over="Réponse établie le 3 mars 2026 à 10 h 42"
                title="Oui, cette fuite vous concerne."
            >
                <p class="lead">"Votre fiche du laboratoire Armorbio était dans le fichier publié."</p>
            </Answer>
            <Answer kind=AnswerKind::NotFound title="Nous n’avons pas trouvé vos données.">
                <p class="lead">"Nous avons cherché dans la liste du 2 mars 2026. Elle peut encore grandir."</p>
            </Answer>
            <Answer kind=AnswerKind::Unknown title="Nous ne pouvons pas répondre maintenant.">
                <p class="lead">
                    <b>"Cela ne veut pas dire que la fuite ne vous concerne pas."</b>
                    " Cela ne veut pas dire non plus qu’elle vous concerne."
                </p>
            </Answer>
        </div>
    }
    .into_any()
}

fn exposure() -> AnyView {
    view! {
        <div class="exposures guide-portal">
            <ExposureCard
                icon=Icon::Id
                title="Votre numéro de sécurité sociale"
                note="Dans votre fiche Armorbio"
                allows_title="Ce que cela permet"
                allows="Avec votre nom, quelqu’un peut demander des soins ou des droits à votre place."
                denies_title="Ce que cela ne permet pas"
                denies="Seul, il ne permet pas de prendre votre argent, ni d’ouvrir votre compte ameli."
            />
        </div>
    }
    .into_any()
}

fn plan() -> AnyView {
    let undo = || view! { <Button kind=ButtonKind::Bare size=ButtonSize::Mid icon=Icon::Undo>"Annuler"</Button> };
    view! {
        <div class="stack plan-count guide-portal">
            <RingProgress
                done=2
                total=6
                label="Deux actions réglées sur six"
                title="2 actions réglées sur 6"
                note="Reste environ 25 minutes, en plusieurs fois si vous voulez."
            />
            <ol class="plan">
                <PlanCard
                    state=PlanState::Done
                    title="Ne donnez jamais un code à une personne qui vous appelle"
                    note="Lu le 3 mars."
                    actions=undo()
                />
                <PlanCard
                    title="Regardez vos remboursements de santé"
                    time="5 minutes"
                    because="Numéro de sécurité sociale"
                    actions=view! {
                        <Button kind=ButtonKind::Main size=ButtonSize::Mid icon=Icon::Check>"C’est fait"</Button>
                        <Button size=ButtonSize::Mid>"Pas pour moi"</Button>
                    }
                >
                    <p>
                        "Ouvrez votre compte ameli. Tapez vous-même l’adresse : "
                        <b>"ameli.fr"</b>
                        ". Un soin que vous ne connaissez pas ? Appelez le "
                        <b>"36 46"</b>
                        "."
                    </p>
                </PlanCard>
                <PlanCard
                    state=PlanState::Skipped
                    title="Prévenez votre opérateur de téléphone"
                    note="Vous avez répondu : pas pour moi."
                    actions=undo()
                />
            </ol>
        </div>
    }
    .into_any()
}

fn around() -> AnyView {
    let links = vec![
        LinkItem::new(Icon::Letter, "/styleguide", "Je n’ai rien reçu, ou j’ai perdu ma lettre"),
        LinkItem::new(Icon::Retry, "/styleguide", "Réessayer à partir de 11 h 45")
            .note("Avec le même code."),
    ];
    let never = vec!["Un numéro de carte ou de compte bancaire".into(), "Un mot de passe".into()];
    let absent = vec!["Aucune donnée bancaire".into(), "Aucune copie de pièce d’identité".into()];
    view! {
        <div class="grid grid--two guide-portal">
            <div class="stack">
                <div class="ask">
                    <LetterSketch
                        title="Où est le code ?"
                        text="Dans l’encadré, en bas de la première page de la lettre."
                    />
                </div>
                <LinkList items=links/>
                <NeverList items=absent kind=NeverKind::NotThere/>
                <ul class="docs">
                    <DocumentLink href="/styleguide" label="Attestation" note="PDF, 1 page, 84 ko"/>
                    <DocumentLink href="/styleguide" label="Tout imprimer" note="PDF, 6 pages, 210 ko" icon=Icon::Print/>
                </ul>
            </div>
            <div class="portal-side">
                <Aside title="Par téléphone" tone=AsideTone::Call>
                    <p>
                        <Phone number="02 61 91 00 00"/>
                    </p>
                    <p class="muted">"Du lundi au vendredi, 8 h – 19 h."</p>
                </Aside>
                <Aside title="Ce que nous ne demandons jamais">
                    <NeverList items=never/>
                </Aside>
            </div>
        </div>
    }
    .into_any()
}

fn right_to_left() -> AnyView {
    let shares = vec![(PartState::Done, 60), (PartState::Doing, 30), (PartState::Stuck, 10)];
    view! {
        <div class="panel panel--pad stack" lang="ar" dir="rtl">
            <p class="heading--voice">"هل يخصّك هذا التسريب؟"</p>
            <p>"أدخل الرمز المكتوب في الرسالة."</p>
            <div class="row">
                <Button kind=ButtonKind::Main size=ButtonSize::Big after=Icon::Arrow>"متابعة"</Button>
                <Badge kind=BadgeKind::Doing text="جارٍ"/>
            </div>
            <ShareBar parts=shares label="60، 30، 10"/>
            <LinkList items=vec![LinkItem::new(Icon::Letter, "/styleguide", "لم أستلم شيئًا")]/>
        </div>
    }
    .into_any()
}
