//! Synthetic documents, shared by the tests and the examples.

use chrono::{DateTime, TimeZone, Utc};
use documents::{
    ActionText, Envelope, Lang, Letter, LetterLayout, Note, NoteWidth, PrintSize, RichText, Sides,
};

pub(crate) mod reports;

/// The instant written into every sample.
pub(crate) fn created() -> DateTime<Utc> {
    Utc.timestamp_opt(1_772_269_200, 0).single().unwrap_or_default()
}

pub(crate) fn layout() -> LetterLayout {
    LetterLayout {
        title: "Lettres, lot 12".into(),
        author: "Armorbio".into(),
        reference: "MO-2026-01/lot-12/1".into(),
        created: created(),
        lang: Lang::Fr,
        sides: Sides::Duplex,
        envelope: Envelope::Dl,
    }
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(crate) fn french() -> Letter {
    Letter {
        lang: Lang::Fr,
        print: PrintSize::Normal,
        address_lines: lines(&[
            "MADAME MAELLE KERDORET",
            "RESIDENCE DES GENETS",
            "18 ALLEE DES AJONCS D OR",
            "56000 VANNES",
        ]),
        sender_lines: lines(&["Armorbio", "BP 4021", "56040 Vannes Cedex"]),
        date_line: "Vannes, le 28 février 2026".into(),
        reference: "MO-2026-01".into(),
        verification: "ARM-4417-203".into(),
        subject: "Des informations sur vous ont été volées".into(),
        paragraphs: vec![
            "Madame,".into(),
            "Des personnes sans autorisation ont copié puis publié un fichier de notre \
             laboratoire. Il contenait des informations sur vous. Cela a eu lieu entre le 14 et \
             le 24 février 2026. Nous l’avons su le 24 février à 9 h 30."
                .into(),
            RichText::default()
                .plain("Ce fichier devait être protégé. Il ne l’a pas été. ")
                .strong("Nous vous demandons pardon."),
            "Nous avons fait retirer le fichier, bloqué les anciens mots de passe, prévenu la \
             CNIL et porté plainte. Nous ne savons pas encore qui a copié le fichier."
                .into(),
            "Pour vous protéger, cette lettre ne dit pas le détail de vos données. Il faut \
             votre code pour le voir\u{202F}:"
                .into(),
        ],
        code: Some("KH7P-3QWM-9TXR".into()),
        portal_address: "armorbio.example.org".into(),
        phone: "02 61 91 00 00".into(),
        hours: "du lundi au vendredi, 8 h – 19 h".into(),
        phone_note: "L’appel n’est pas surtaxé. Cette lettre existe en gros caractères et en \
                     version audio."
            .into(),
        closing: lines(&["Anne Le Bihan-Test, directrice d’Armorbio"]),
        contact: "dpo@armorbio.example.org, BP 4021, 56040 Vannes Cedex".into(),
        actions_intro: "Dans cet ordre. Les deux premières actions prennent dix minutes.".into(),
        actions: vec![
            action(
                "Ne donnez jamais un code à une personne qui vous appelle ou vous écrit.",
                "Ni mot de passe, ni numéro de carte. Même si elle connaît votre nom ou votre \
                 médecin.",
            ),
            action(
                "Regardez vos remboursements de santé.",
                "Tapez ameli.fr, ou appelez le 36 46. Signalez un soin que vous ne connaissez \
                 pas. Continuez pendant un an.",
            ),
            action(
                "Regardez qui a ouvert votre espace santé.",
                "Tapez monespacesante.fr, ou appelez le 34 22. Changez le mot de passe.",
            ),
            action(
                "Demandez la liste des comptes bancaires ouverts à votre nom.",
                "Tapez impots.gouv.fr, espace particulier. C’est gratuit, la réponse arrive \
                 sous un mois.",
            ),
            action(
                "Transférez les SMS suspects au 33700.",
                "N’ouvrez pas à une personne qui dit venir du laboratoire.",
            ),
            action(
                "Gardez cette lettre.",
                "Elle sert de preuve si vous portez plainte. La police et la gendarmerie \
                 doivent prendre votre plainte.",
            ),
        ],
        notes: vec![
            Note {
                width: NoteWidth::Full,
                ..note(
                    Lang::Fr,
                    "Ce que nous ne demandons jamais",
                    "Un paiement. Un mot de passe. Un numéro de carte. Un code reçu par SMS."
                        .into(),
                )
            },
            note(
                Lang::Fr,
                "Parler à quelqu’un",
                RichText::default()
                    .plain("France Victimes\u{202F}: ")
                    .strong("116\u{202F}006")
                    .plain(", tous les jours.\n17Cyber\u{202F}: tapez 17cyber.gouv.fr, jour et ")
                    .plain("nuit.\nSi vous allez mal\u{202F}: ")
                    .strong("3114")
                    .plain(", jour et nuit."),
            ),
            note(
                Lang::Fr,
                "Vos droits",
                "Vous pouvez demander une copie de vos données ou leur effacement, avec votre \
                 code ou par courrier. Notre réponse ne vous suffit pas\u{202F}? Écrivez à la \
                 CNIL\u{202F}: tapez cnil.fr."
                    .into(),
            ),
            note(
                Lang::En,
                "In English",
                "Information about you was stolen from our laboratory. To see what it was, type \
                 armorbio.example.org and enter the code on page 1, or call 02 61 91 00 00."
                    .into(),
            ),
            note(
                Lang::Fr,
                "Prochaine information",
                "Sur le site, au plus tard le 16 mars 2026.".into(),
            ),
        ],
        mark: "K7Q2M9XA4T".into(),
    }
}

pub(crate) fn english() -> Letter {
    Letter {
        lang: Lang::En,
        address_lines: lines(&[
            "MR JAMES SAMPLE",
            "FLAT 4",
            "ROSE COTTAGE",
            "12 EXAMPLE STREET",
            "BATH BA1 1AA",
            "UNITED KINGDOM",
        ]),
        date_line: "Vannes, 28 February 2026".into(),
        subject: "Information about you has been stolen".into(),
        paragraphs: vec![
            "Dear Sir or Madam,".into(),
            "People without permission copied and then published a file of our laboratory. It \
             held information about you. This happened between 14 and 24 February 2026. We \
             learned it on 24 February at 9:30."
                .into(),
            RichText::default()
                .plain("This file should have been protected. It was not. ")
                .strong("We are sorry."),
            "We had the file taken down, blocked the old passwords, told the authority (CNIL) \
             and filed a complaint. We do not know yet who copied the file."
                .into(),
            "To protect you, this letter does not list your data. You need your code to see it:"
                .into(),
        ],
        code: Some("M2XK-7PQR-4WHT".into()),
        hours: "Monday to Friday, 8 am to 7 pm".into(),
        phone_note: "The call is charged at the normal rate. This letter exists in large print \
                     and as audio."
            .into(),
        actions_intro: "In this order. The first two take ten minutes.".into(),
        actions: vec![
            action(
                "Never give a code to anyone who calls or writes to you.",
                "No password, no card number. Even if they know your name or your doctor.",
            ),
            action(
                "Look at your health refunds.",
                "Type ameli.fr, or call 36 46. Report any care that you do not know.",
            ),
            action("Keep this letter.", "It is a proof if you file a complaint with the police."),
        ],
        notes: vec![note(
            Lang::En,
            "Your rights",
            "You can ask for a copy of your data or for their erasure, with your code or by post."
                .into(),
        )],
        mark: "P3N8WQ5C7B".into(),
        ..french()
    }
}

/// Every limit at once: seven lines of 38 characters, six sender lines, a long code.
pub(crate) fn longest() -> Letter {
    Letter {
        address_lines: lines(&[
            "MADAME MARIE-ANTOINETTE DE LA TOUR-TES",
            "CHEZ MONSIEUR JEAN-CHRISTOPHE EXEMPLAI",
            "BATIMENT C ESCALIER 4 ETAGE 12 PORTE 7",
            "1234 BIS AVENUE DU GENERAL DE LA FICTI",
            "LIEU DIT LE PETIT HAMEAU DE LA GRANDEX",
            "97417 SAINT DENIS DE LA REUNION CEDEX9",
            "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        ]),
        sender_lines: lines(&[
            "Groupement de coopération Armorbio du littoral",
            "Service des relations avec les usagers",
            "Bâtiment administratif, deuxième étage",
            "Zone d’activités de la Fiction",
            "BP 4021",
            "56040 Vannes Cedex",
        ]),
        verification: "ARM-4417-203-778-002".into(),
        subject: "Des informations personnelles vous concernant, ainsi que des coordonnées, ont \
                  été volées"
            .into(),
        code: Some("KH7P-3QWM-9TXR-7HGF-22QQ".into()),
        portal_address: "informations-personnelles.armorbio-littoral.example.org".into(),
        mark: "LOT-2026-0012-0000000417".into(),
        ..french()
    }
}

fn action(title: &str, body: &str) -> ActionText {
    ActionText { title: title.into(), body: body.into() }
}

fn note(lang: Lang, title: &str, body: RichText) -> Note {
    Note { lang, title: title.into(), body: vec![body], width: NoteWidth::Half }
}
