//! Tables, numbers, bars, charts, timelines.

use super::layout::{board, part};
use leptos::prelude::*;
use ui::{
    Badge, BadgeKind, BarChart, BarDatum, BarHeight, Cell, Change, CodeToCopy, Column, Command,
    CompareRow, CompareTable, ConservedBar, Density, Event, EventKind, Fact, Facts, FourParts,
    Hash, Level, LinkButton, OptText, Pager, Panel, PanelBody, Part, PartState, Row, Ruler,
    RulerMark, RulerMarkKind, RulerTick, ShareBar, Sort, Stat, Stats, Table, TableStyle, Timeline,
    Verdict,
};

pub(super) fn section() -> AnyView {
    view! {
        {part("Tableau, tri et pages", "Les lignes deviennent des cartes sous 768 px.", table())}
        {part("Bilan et chiffres", "Quatre états, toujours la somme.", balance())}
        {part("Frise et graphique", "", charts())}
        {part("Règle de 72 heures", "Repère en tirets, limite légale pleine, tous deux nommés.", ruler())}
        {part("Comparer", "", compare())}
        {part("Définitions, codes, changements", "", facts())}
    }
    .into_any()
}

fn number(n: u64) -> String {
    i18n::number(i18n::Lang::FR, i64::try_from(n).unwrap_or(i64::MAX))
}

fn table() -> AnyView {
    let columns = vec![
        Column::new("Domaine").sort("/styleguide", Sort::Ascending),
        Column::number("Courriels").sort("/styleguide", Sort::Other),
        Column::number("Remis").sort("/styleguide", Sort::Other),
        Column::new("Part remise"),
        Column::new("État"),
        Column::actions("Actions"),
    ];
    let row = |domain: &'static str,
               all: u64,
               done: u64,
               again: u64,
               kind: BadgeKind,
               word: &'static str| {
        let shares = vec![
            (PartState::Done, done),
            (PartState::Doing, again),
            (PartState::Stuck, all - done - again),
        ];
        let share = format!("{} sur {}", number(done), number(all));
        Row::new(Cell::with_sub(domain, "serveur joint à 10 h 40"))
            .cell(number(all))
            .cell(number(done))
            .cell(view! { <ShareBar parts=shares label=share height=BarHeight::Thin/> })
            .cell(view! { <Badge kind=kind text=word/> })
            .cell(view! { <LinkButton href="/styleguide">"Voir"</LinkButton> })
    };
    let rows = vec![
        row("armor-mail.example", 21_406, 20_118, 402, BadgeKind::Ok, "Normal"),
        row("boite.example", 9_310, 8_742, 151, BadgeKind::Ok, "Normal"),
        row("telecom-ouest.example", 14_872, 13_021, 1_204, BadgeKind::Warn, "Ralenti"),
    ];
    let total = Row::new("Total")
        .cell(number(45_588))
        .cell(number(41_881))
        .cell(Cell::empty())
        .cell(Cell::empty())
        .cell(Cell::empty());
    let foot = view! {
        <Pager
            label="Pages"
            range="1 à 3 sur 415"
            previous=("/styleguide".into(), "Précédente".into())
            next=("/styleguide".into(), "Suivante".into())
        />
    };
    view! {
        <Panel title="Domaines" level=Level::H3 body=PanelBody::Flush foot=foot>
            <Table caption="Courriels par domaine" columns=columns rows=rows total=total style=TableStyle::Hover/>
        </Panel>
    }
    .into_any()
}

fn parts(out: u64) -> FourParts {
    let part = |count, label, note: &'static str| Part::new(count, number(count), label).note(note);
    FourParts {
        done: part(312_408, "informées", "courriel remis ou lettre postée"),
        doing: part(148_385, "en cours", "à imprimer, imprimées ou nouvel essai"),
        stuck: part(14_251, "non joignables", "étape suivante fixée pour chacune"),
        out: part(out, "exclues avec motif", "décès déclarés par les laboratoires"),
    }
}

fn balance() -> AnyView {
    let label = "489 736 personnes : 312 408 informées, 148 385 en cours, 14 251 non joignables, 14 692 exclues avec motif";
    view! {
        <Panel
            title="489 736 personnes, toutes comptées"
            level=Level::H3
            note="Importées = informées + en cours + non joignables + exclues."
            aside=view! { <Badge kind=BadgeKind::Ok text="Écart : 0"/> }
            foot=view! {
                <span>"Contrôlé à 10 h 42, à chaque écriture."</span>
                <a href="/styleguide">"Voir la campagne"</a>
            }
        >
            <ConservedBar parts=parts(14_692) total=489_736 label=label gap="Une personne n’est pas comptée"/>
        </Panel>
        <ConservedBar
            parts=parts(14_691)
            total=489_736
            label=label
            gap="Une personne n’est pas comptée"
            gap_help=view! { <p>"489 736 importées, 489 735 retrouvées. Les envois sont suspendus."</p> }
        />
        <Stats>
            <Stat label="Informées" value="312 408" note="65,8 % de 475 044"/>
            <Stat
                label="Cette heure"
                value="20 809"
                note=view! { <span class="delta">"+ 4 %"</span> " sur l’heure d’avant" }
            />
            <Stat label="Petit nombre" value="< 11" note="masqué pour protéger les personnes"/>
            <Stat label="Inconnu" value="–" note="nous le saurons le 9 mars"/>
        </Stats>
    }
    .into_any()
}

fn charts() -> AnyView {
    let days = [
        ("ven. 27", 48_210),
        ("sam. 28", 62_690),
        ("dim. 1", 512),
        ("lun. 2", 120_187),
        ("mar. 3", 80_809),
    ];
    let bars = days.iter().map(|(day, n)| BarDatum::new(*n, number(*n), *day)).collect();
    let rows = days.iter().map(|(day, n)| Row::new(*day).cell(number(*n))).collect();
    let columns = vec![Column::new("Jour"), Column::number("Personnes")];
    let table = view! { <Table caption="Personnes informées par jour" columns=columns rows=rows style=TableStyle::Narrow/> };
    view! {
        <div class="grid grid--two">
            <Panel title="Personnes informées par jour" level=Level::H3>
                <BarChart
                    label="Personnes informées par jour, du 27 février au 3 mars. Le plus haut : lundi 2 mars, 120 187."
                    bars=bars
                    format=number
                    numbers="Voir les chiffres"
                    table=table
                />
            </Panel>
            <Panel title="Derniers actes" level=Level::H3>
                <Timeline items=story()/>
            </Panel>
        </div>
    }
    .into_any()
}

fn story() -> Vec<Event> {
    vec![
        Event::new(EventKind::Signal, "23 févr., 18 h 05", "Article de presse")
            .more("Signal, enquête ouverte à 18 h 40."),
        Event::new(EventKind::Done, "24 févr., 9 h 30", "Fichier vérifié : connaissance"),
        Event::new(EventKind::Done, "24 févr., 15 h 05", "CERT Santé prévenu")
            .more(view! { <a href="/styleguide">"Récépissé"</a> }),
        Event::new(EventKind::Limit, "27 févr., 10 h 00", "Limite légale"),
        Event::new(EventKind::Next, "21 mars", "Remise présumée"),
    ]
}

fn ruler() -> AnyView {
    const HOUR: i64 = 3600;
    let day = |at: i64, label: &'static str| RulerTick { at, label: label.into() };
    let mark = |kind, at, label: &'static str| RulerMark { kind, at, label: label.into() };
    let start = -(9 * HOUR + HOUR / 2);
    let days = vec![
        day(start, "mar. 24"),
        day(start + 24 * HOUR, "mer. 25"),
        day(start + 48 * HOUR, "jeu. 26"),
        day(start + 72 * HOUR, "ven. 27"),
    ];
    let hours = vec![day(24 * HOUR, "24 h"), day(48 * HOUR, "48 h"), day(72 * HOUR, "72 h")];
    let marks = vec![
        mark(RulerMarkKind::Start, 0, "Connaissance, 9 h 30"),
        mark(RulerMarkKind::Act, 5 * HOUR + 35 * 60, "CERT Santé, 15 h 05"),
        mark(RulerMarkKind::Act, 8 * HOUR, "Registre ouvert, 17 h 30"),
        mark(RulerMarkKind::Now, 55 * HOUR + 10 * 60, "Maintenant, 16 h 40"),
        mark(RulerMarkKind::Target, 72 * HOUR, "Repère, 9 h 30"),
        mark(RulerMarkKind::Limit, 72 * HOUR + HOUR / 2, "Limite légale, 10 h 00"),
    ];
    view! {
        <Panel
            title="Depuis la connaissance"
            level=Level::H3
            aside=view! { <Badge kind=BadgeKind::Warn text="55 h écoulées sur 72"/> }
        >
            <Ruler
                label="Frise de 72 heures. Connaissance le 24 février à 9 h 30. Maintenant : 26 février, 16 h 40. Limite légale : 27 février, 10 h 00."
                range=(start, start + 96 * HOUR)
                period=72 * HOUR
                days=days
                hours=hours
                marks=marks
                note="Signaux plus anciens : 12 novembre 2025 (courriel de l’ANSSI), 23 février 18 h 05 (presse)."
                list=view! { <Timeline items=story()/> }
            />
        </Panel>
    }
    .into_any()
}

fn compare() -> AnyView {
    let row =
        |name: &'static str, a: &'static str, b: &'static str, verdict, word: &'static str| {
            CompareRow {
                name: name.into(),
                first: (!a.is_empty()).then_some(a).into(),
                second: (!b.is_empty()).then_some(b).into(),
                verdict,
                word: word.into(),
                why: OptText::default(),
            }
        };
    let rows = vec![
        row("Nom de naissance", "KERDORET", "KERDORET", Verdict::Same, "Identique"),
        row("Prénom", "Maëlle", "MAELLE ANNE", Verdict::Near, "Proche"),
        row("Nom d’usage", "KERDORET", "LE GUENNIC", Verdict::Different, "Différent"),
        CompareRow {
            why: "Jamais conservé".into(),
            ..row(
                "Numéro de sécurité sociale",
                "présent",
                "présent",
                Verdict::NotCompared,
                "Non comparé",
            )
        },
        row("Commune", "Lorient", "", Verdict::NotCompared, "Non comparé"),
    ];
    let heads = [
        "Trait".into(),
        "Fiche A, Armorbio".into(),
        "Fiche B, Loirelab".into(),
        "Comparaison".into(),
    ];
    view! {
        <Panel title="Les deux fiches" level=Level::H3 body=PanelBody::Flush>
            <CompareTable caption="Comparaison de deux fiches" heads=heads empty="vide" rows=rows/>
        </Panel>
    }
    .into_any()
}

fn facts() -> AnyView {
    let loose = vec![
        Fact::new("Laboratoire", "Armorbio, Vannes"),
        Fact::new("Passages", "mars 2018 à septembre 2019"),
        Fact::new("État", view! { <Badge kind=BadgeKind::Ok text="Valable"/> }),
    ];
    let dense = vec![
        Fact::new("Personnes", view! { <Change before="environ 500 000" after="489 736"/> }),
        Fact::new("SHA-256", view! { <Hash text="5b1e 90c4 77d2 a03f 61ce 8ab9 2f40 d7e5"/> }),
    ];
    view! {
        <div class="grid grid--two">
            {board(view! { <Facts items=loose/> })}
            {board(
                view! {
                    <Facts items=dense density=Density::Dense/>
                    <Command text="concerne evidence verify preuves-MO-2026-01.zip"/>
                    <CodeToCopy text="SRJM-WVT1-BK2SQ"/>
                },
            )}
        </div>
    }
    .into_any()
}
