//! Fields in every state.

use super::layout::part;
use leptos::prelude::*;
use ui::{
    Button, ButtonKind, CheckGroup, Checkbox, Checked, Choice, DayField, DayTexts, ErrorSummary,
    FieldError, FileField, FilterForm, InputKind, InputSize, Need, RadioGroup, SelectField,
    TextArea, TextField,
};

pub(super) fn section() -> AnyView {
    view! {
        {part("Champs", "Étiquette, aide, erreur, champ, dans cet ordre. Jamais d’exemple gris à la place de l’étiquette.", fields())}
        {part("Filtre", "Par adresse : jamais un nom ni un contact.", filter())}
    }
    .into_any()
}

fn labs() -> Vec<Choice> {
    vec![
        Choice::new("armorbio", "Armorbio"),
        Choice::new("loirelab", "Loirelab"),
        Choice::new("eurebio", "Eurebio"),
    ]
}

fn fields() -> AnyView {
    let errors = vec![
        FieldError::new("known", "Date de connaissance : le 31 février n’existe pas."),
        FieldError::new("lab", "Laboratoire : choisissez-en un."),
    ];
    view! {
        <ErrorSummary title="Il y a 2 erreurs" errors=errors/>
        <div class="panel panel--pad">
            <form class="grid grid--two" method="post">
                <div class="stack stack--loose">{lines()}</div>
                <div class="stack stack--loose">{choices()}</div>
            </form>
        </div>
    }
    .into_any()
}

fn lines() -> AnyView {
    let day = DayTexts { day: "Jour".into(), month: "Mois".into(), year: "Année".into() };
    view! {
        <TextField
            label="Nom du cas"
            name="name"
            hint="Neutre : il peut apparaître sur un écran partagé."
            value="Médilog Ouest"
            need=Need::Required
        />
        <TextField
            label="Date de connaissance"
            name="known"
            size=InputSize::Small
            value="31/02/2026"
            error="Le 31 février n’existe pas. Écrivez par exemple 24/02/2026."
        />
        <TextField label="Instant de la preuve" name="proof" kind=InputKind::DateTime value="2026-02-24T09:30"/>
        <SelectField
            label="Laboratoire"
            name="lab"
            options=labs()
            selected="loirelab"
            error="Choisissez le laboratoire qui a livré l’extrait."
        />
        <TextField label="Mot de passe" name="password" kind=InputKind::Password/>
        <TextField label="Code à six chiffres" name="otp" kind=InputKind::OneTimeCode maxlength=6_u32/>
        <DayField
            legend="Votre date de naissance"
            name="birth"
            texts=day
            hint="Par exemple 14 06 1984."
            values=["14".into(), "06".into(), "1984".into()]
        />
    }
    .into_any()
}

fn choices() -> AnyView {
    let channels = vec![
        Choice::new("letter", "Lettre").hint("Pour tous, par défaut."),
        Choice::new("email", "Courriel"),
    ];
    view! {
        <RadioGroup legend="Canal" name="channel" options=channels selected="letter"/>
        <CheckGroup
            legend="Laboratoires"
            name="labs"
            options=labs()
            selected=vec!["armorbio".into()]
            hint="Un ou plusieurs."
        />
        <Checkbox label="Gros caractères" name="large" checked=Checked::Yes hint="18 points au lieu de 12."/>
        <Checkbox label="J’ai lu le texte" name="read" error="Cochez la case pour approuver."/>
        <TextArea label="Motif" name="reason" aside="(facultatif)" value="Appel de la personne."/>
        <FileField label="Déposer un extrait" name="extract" hint="CSV, XLSX, ODS ou ZIP, 2 Go au plus." accept=".csv,.xlsx,.ods,.zip"/>
        <p>
            <Button kind=ButtonKind::Main>"Enregistrer"</Button>
        </p>
    }
    .into_any()
}

fn filter() -> AnyView {
    let reset = ("/styleguide".into(), "Tout montrer".into());
    view! {
        <div class="panel panel--pad">
            <FilterForm action="/styleguide" submit="Filtrer" label="Filtrer les lots" reset=reset>
                <SelectField label="Laboratoire" name="lab" id="filter-lab" options=labs()/>
                <TextField label="Numéro de lot" name="batch" kind=InputKind::Number/>
            </FilterForm>
        </div>
    }
    .into_any()
}
