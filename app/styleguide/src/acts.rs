//! Buttons, notices, deadlines, dialogs, navigation.

use super::layout::{board, part};
use leptos::prelude::*;
use ui::{
    BlockedButton, Button, ButtonKind, ButtonSize, Crumb, Crumbs, DeadlineBar, Dialog, Empty, Fold,
    Icon, IconButton, InputKind, InputSize, Level, LinkButton, Notice, NoticeKind, Panel,
    PrintLink, Progress, Steps, Tab, Tabs, TextField, Todo, TodoItem, Urgency, Waiting,
};

/// Where samples lead: this page.
const GUIDE: &str = "/styleguide";

pub(super) fn section() -> AnyView {
    view! {
        {part("Boutons", "Un seul bouton plein par écran. Un bouton bloqué dit pourquoi, en toutes lettres.", buttons())}
        {part("Messages", "", notices())}
        {part("Échéance", "Calme au-delà de 24 heures, proche ensuite, urgente sous 6 heures. Jamais de secondes.", deadlines())}
        {part("À faire", "La phrase dit ce qui se passe si personne n’agit.", todo())}
        {part("Tête de page, onglets, étapes, progression", "", journeys())}
        {part("Vide, attente, dialogue, pli", "", quiet())}
    }
    .into_any()
}

/// A plain button that leads back here.
fn link(text: &'static str) -> AnyView {
    view! { <LinkButton href=GUIDE>{text}</LinkButton> }.into_any()
}

fn buttons() -> AnyView {
    board(view! {
        <div class="row">
            <Button kind=ButtonKind::Main>"Envoyer 60 000 lettres"</Button>
            <Button>"Relire"</Button>
            <Button kind=ButtonKind::Bare>"Plus tard"</Button>
            <Button kind=ButtonKind::Warn icon=Icon::Pause>"Suspendre l’envoi"</Button>
            <Button kind=ButtonKind::Danger>"Détruire les clés"</Button>
            <IconButton icon=Icon::Cross label="Fermer"/>
            <PrintLink href=GUIDE label="Imprimer"/>
            <Button kind=ButtonKind::Link>"Se déconnecter"</Button>
        </div>
        <BlockedButton
            id="why"
            kind=ButtonKind::Main
            why=view! {
                "Impossible : le modèle ne dit pas comment se protéger (RGPD, art. 34). "
                <a href=GUIDE>"Ajouter un paragraphe"</a>
            }
        >
            "Envoyer"
        </BlockedButton>
        <div class="row">
            <Button kind=ButtonKind::Main size=ButtonSize::Big after=Icon::Arrow>"Continuer"</Button>
            <Button size=ButtonSize::Mid icon=Icon::Check>"C’est fait"</Button>
            <LinkButton href=GUIDE icon=Icon::Down>"Télécharger"</LinkButton>
        </div>
    })
}

fn notices() -> AnyView {
    let samples = [
        (
            NoticeKind::Danger,
            "Une personne n’est pas comptée",
            "489 736 importées, 489 735 retrouvées. Les envois sont suspendus. ",
            Some("Voir l’écart"),
        ),
        (
            NoticeKind::Warn,
            "Envoi suspendu à 10 h 42",
            "11 % des adresses boite.example refusent le message. Rien n’est perdu. ",
            Some("Voir les réponses du serveur"),
        ),
        (NoticeKind::Ok, "Lot 5 posté", "20 750 lettres, reçu joint.", None),
        (
            NoticeKind::Info,
            "Votre rapport se prépare",
            "Vous pouvez quitter la page, il restera disponible jusqu’au 10 mars.",
            None,
        ),
    ];
    let notices = samples.map(|(kind, title, text, link)| {
        let link = link.map(|link| view! { <a href=GUIDE>{link}</a> });
        view! {
            <Notice kind=kind level=Level::H3 title=title>
                <p>{text} {link}</p>
            </Notice>
        }
    });
    view! { <div class="stack">{notices.collect_view()}</div> }.into_any()
}

/// A deadline as the guide shows it.
struct Sample {
    urgency: Urgency,
    used: f64,
    label: &'static str,
    what: &'static str,
    when: &'static str,
    left: &'static str,
    missing: &'static str,
    act: &'static str,
}

const DEADLINES: [Sample; 3] = [
    Sample {
        urgency: Urgency::Calm,
        used: 0.49,
        label: "Échéance calme",
        what: "Répondre à la question 3 de la CNIL",
        when: "mercredi 4 mars, 12 h 00",
        left: "Il reste 25 h.",
        missing: "Manque : le nombre de mineurs par laboratoire.",
        act: "Répondre",
    },
    Sample {
        urgency: Urgency::Near,
        used: 0.77,
        label: "Échéance proche",
        what: "Notifier la CNIL (RGPD, art. 33)",
        when: "vendredi 27 février, 9 h 30",
        left: "Il reste 16 h 50.",
        missing: "Manque : la signature de la direction.",
        act: "Terminer",
    },
    Sample {
        urgency: Urgency::Urgent,
        used: 0.95,
        label: "Échéance urgente",
        what: "Notifier la CNIL (RGPD, art. 33)",
        when: "vendredi 27 février, 9 h 30",
        left: "Il reste 3 h.",
        missing: "Manque : rien, tout est prêt.",
        act: "Envoyer",
    },
];

fn deadlines() -> AnyView {
    let bars = DEADLINES.map(|sample| {
        view! {
            <div class="sample">
                <DeadlineBar
                    urgency=sample.urgency
                    used=sample.used
                    label=sample.label
                    what=sample.what
                    when=sample.when
                    left=sample.left
                    missing=sample.missing
                    action=link(sample.act)
                />
            </div>
        }
    });
    view! { <div class="stack">{bars.collect_view()}</div> }.into_any()
}

fn todo() -> AnyView {
    let items = vec![
        TodoItem::new("11 h 15", "Décider pour 1 204 courriels retardés chez telecom-ouest.example")
            .unit("aujourd’hui")
            .near()
            .consequence("Nouvel essai à 11 h 15, lettre prévue le 5 mars sans décision.")
            .action(link("Voir les réponses")),
        TodoItem::new("14 h 00", "Approuver le lot 7, 60 000 lettres")
            .unit("aujourd’hui")
            .consequence("L’imprimeur ferme la réception à 14 h 30.")
            .action(view! { <LinkButton href=GUIDE kind=ButtonKind::Main>"Relire et approuver"</LinkButton> }),
        TodoItem::new("318", "Trancher des paires de fiches").unit("paires").consequence("Elles retiennent 636 lettres."),
    ];
    view! { <div class="panel"><Todo items=items/></div> }.into_any()
}

fn journeys() -> AnyView {
    let tabs = vec![
        Tab::new(GUIDE, "Vue d’ensemble").at(GUIDE),
        Tab::new("/styleguide/messages", "Messages").count("3"),
        Tab::new("/styleguide/history", "Historique"),
    ];
    let crumbs = vec![Crumb::new(GUIDE, "Médilog Ouest"), Crumb::new(GUIDE, "Campagnes")];
    board(view! {
        <div class="page-head">
            <div class="stack stack--tight">
                <Crumbs label="Fil d’Ariane" items=crumbs/>
                <p class="title">"Information des personnes"</p>
                <p class="muted">"Première information, RGPD art. 34."</p>
            </div>
            <div class="row">
                <LinkButton href=GUIDE icon=Icon::File>"Ouvrir un cas"</LinkButton>
            </div>
        </div>
        <Tabs label="Exemple" items=tabs/>
        <Steps
            names=vec!["Fichier".into(), "Colonnes".into(), "Contrôle".into(), "Personnes".into()]
            current=2
            done="fait"
            label="Étapes de l’import"
        />
        <Progress label="Lecture" value=(176_000, 258_372) start="61 000 lignes par seconde" end="fin dans 2 s"/>
        <Progress label="Préparation, durée inconnue"/>
    })
}

fn quiet() -> AnyView {
    view! {
        <div class="grid grid--three grid--even">
            <Panel>
                <Empty
                    level=Level::H3
                    title="Aucune campagne"
                    text="Il en faut une dès que le risque est élevé."
                    action=link("Commencer par le modèle")
                />
            </Panel>
            <Panel title="Chargement" level=Level::H3>
                <Waiting text="Lecture des 258 372 lignes."/>
            </Panel>
            <Panel title="Fenêtre" level=Level::H3>
                <p class="muted">"Réservée à l’envoi, à l’impression et à la destruction des clés."</p>
                <p>
                    <Button opens="send">"Ouvrir"</Button>
                </p>
            </Panel>
        </div>
        <Dialog
            id="send"
            title="Envoyer 60 000 lettres"
            actions=view! {
                <Button kind=ButtonKind::Main>"Envoyer"</Button>
                <Button opens="send">"Revenir"</Button>
            }
        >
            <p>"Une lettre imprimée ne se rappelle pas."</p>
            <TextField label="Écrivez le nombre de personnes" name="people" kind=InputKind::Number size=InputSize::Small/>
        </Dialog>
        <div>
            <Fold summary="Comment sont comptées les personnes ?" open=true>
                <p class="read">"Une personne compte une fois, même si elle est dans deux laboratoires."</p>
            </Fold>
            <Fold summary="Que veut dire « non joignable » ?">
                <p>"Aucun canal n’a marché pour l’instant."</p>
            </Fold>
        </div>
    }
    .into_any()
}
