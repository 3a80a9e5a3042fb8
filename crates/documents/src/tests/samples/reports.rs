//! Synthetic sheets and manifests.

use documents::{
    Entry, Lang, Manifest, ManifestFile, MetaRow, PreparationSheet, RegisterSheet, Section, Sheet,
    SheetRow,
};

use super::{created, lines};

fn text(label: &str, value: &str) -> SheetRow {
    SheetRow { label: label.into(), entry: Entry::Text(value.into()) }
}

fn several(label: &str, values: &[&str]) -> SheetRow {
    SheetRow { label: label.into(), entry: Entry::List(lines(values)) }
}

fn missing(label: &str, reason: &str) -> SheetRow {
    SheetRow { label: label.into(), entry: Entry::Missing(reason.into()) }
}

fn section(title: &str, rows: Vec<SheetRow>) -> Section {
    Section { title: title.into(), note: String::new(), rows }
}

fn meta(label: &str, value: &str) -> MetaRow {
    MetaRow { label: label.into(), value: value.into() }
}

pub(crate) fn register() -> RegisterSheet {
    RegisterSheet(Sheet {
        lang: Lang::Fr,
        kicker: "Registre des violations de données, article 33(5) du RGPD".into(),
        title: "Fichier de résultats publié".into(),
        subtitle: "Copie puis publication d’un fichier extrait du système d’information.".into(),
        author: "Armorbio".into(),
        meta: vec![
            meta("Responsable de traitement", "Armorbio, BP 4021, 56040 Vannes Cedex"),
            meta("Référence", "MO-2026-01, inscription 3, version 2"),
            meta("État", "Ouvert"),
        ],
        sections: vec![
            section(
                "Dates",
                vec![
                    text("Début", "14 février 2026"),
                    text("Fin", "24 février 2026"),
                    text("Détection", "24 février 2026, 9 h 30"),
                    text("Connaissance", "24 février 2026, 9 h 30 (heure de Paris)"),
                ],
            ),
            section(
                "Faits",
                vec![
                    text(
                        "Récit",
                        "Un fichier de 60\u{202F}412 lignes a été copié depuis un serveur \
                         d’échange de l’éditeur.\nIl a été publié sur un forum le 23 février.",
                    ),
                    several("Nature", &["Perte de confidentialité"]),
                    several("Origine", &["Piratage", "Publication non volontaire"]),
                ],
            ),
            section(
                "Classes et nombres",
                vec![
                    several("Classes", &["Identité", "Coordonnées", "Numéro de sécurité sociale"]),
                    text("Personnes", "60\u{202F}000"),
                    text("Enregistrements", "60\u{202F}412"),
                ],
            ),
            section("Effets", vec![missing("Effets constatés", "analyse en cours")]),
            section(
                "Décisions",
                vec![text("Communication aux personnes", "Oui, article 34. Risque élevé.")],
            ),
            section("Mesures", vec![several("Prises", &["Fichier retiré", "Accès bloqués"])]),
            section("Clôture", vec![missing("Date de clôture", "")]),
        ],
        generated: "Fait le 28 février 2026 à 10 h 00 depuis le dossier MO-2026-01.".into(),
        reference: "MO-2026-01/registre/3/2".into(),
        created: created(),
    })
}

pub(crate) fn preparation() -> PreparationSheet {
    PreparationSheet(Sheet {
        lang: Lang::Fr,
        kicker: "Fiche de préparation. Seul le téléservice de la CNIL vaut notification.".into(),
        title: "Notification à la CNIL".into(),
        subtitle: "À recopier sur notifications.cnil.fr, dans cet ordre.".into(),
        author: "Armorbio".into(),
        meta: vec![
            meta("Dossier", "MO-2026-01"),
            meta("Limite légale", "27 février 2026, 24 h 00 (heure de Paris)"),
        ],
        sections: vec![
            section(
                "Type de notification",
                vec![
                    text("Type", "Initiale"),
                    text("Numéro précédent", "Sans objet, première notification"),
                ],
            ),
            section(
                "Organisme",
                vec![
                    text("Nom", "Armorbio"),
                    missing("Numéro SIREN", "à demander à la direction"),
                    text("Secteur", "Santé humaine et action sociale"),
                ],
            ),
            section("Représentant légal", vec![text("Nom", "Anne Le Bihan-Test")]),
            section(
                "Contact",
                vec![
                    text("Courriel", "dpo@armorbio.example.org"),
                    text("Téléphone", "02 61 91 00 00"),
                ],
            ),
            section("Autres organismes", vec![text("Sous-traitant", "Éditeur Exemple SAS")]),
            section("Dates", vec![text("Connaissance", "24 février 2026, 9 h 30")]),
            section(
                "Violation",
                vec![
                    several("Nature", &["Perte de confidentialité"]),
                    several("Origine", &["Piratage, logiciel malveillant, hameçonnage"]),
                    several("Cause", &["Acte externe malveillant"]),
                    text("Description", "Un fichier a été copié puis publié sur un forum."),
                ],
            ),
            section(
                "Données",
                vec![
                    several("Types", &["État civil", "NIR", "Coordonnées"]),
                    several("Sensibles", &["Santé"]),
                    text("Personnes, environ", "60\u{202F}000"),
                ],
            ),
            section(
                "Mesures antérieures",
                vec![missing(
                    "Sécurité avant la violation",
                    "réponse de l’éditeur attendue le 26 février",
                )],
            ),
            section(
                "Conséquences",
                vec![several("Confidentialité", &["Diffusion plus large que nécessaire"])],
            ),
            section(
                "Préjudices",
                vec![
                    several("Préjudices", &["Perte de contrôle", "Usurpation d’identité"]),
                    text("Gravité", "Important"),
                ],
            ),
            section(
                "Mesures après",
                vec![text("Prises", "Fichier retiré, accès bloqués, plainte déposée.")],
            ),
            section(
                "Information des personnes",
                vec![text("Informées", "Pas encore, mais elles le seront")],
            ),
            section("Transfrontalier", vec![text("Autres pays concernés", "Non")]),
        ],
        generated: "Fait le 25 février 2026 à 14 h 10 depuis le dossier MO-2026-01.".into(),
        reference: "MO-2026-01/cnil/1".into(),
        created: created(),
    })
}

pub(crate) fn manifest() -> Manifest {
    let file = |number: u64| ManifestFile {
        name: format!("lot-12-{number:03}.pdf"),
        letters: 250,
        pages: 500,
        sheets: 250,
        sha256: format!("{:064x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
    };
    Manifest {
        lang: Lang::Fr,
        reference: "LOT-2026-0012".into(),
        case_reference: "MO-2026-01".into(),
        sender: "Armorbio, BP 4021, 56040 Vannes Cedex".into(),
        printer: "Imprimerie Exemple, 35000 Rennes".into(),
        details: vec![
            ("Papier".into(), "A4 blanc, 80 g, recto verso, noir".into()),
            ("Enveloppe".into(), "DL à fenêtre, fond neutre, sans nom d’expéditeur".into()),
            ("À poster avant le".into(), "2 mars 2026, 16 h".into()),
        ],
        files: (1..=5).map(file).collect(),
        instructions: vec![
            "Comparez l’empreinte de chaque fichier avec ce bordereau avant d’imprimer.".into(),
            "Une lettre par enveloppe. Ne regroupez jamais les lettres d’une famille.".into(),
            "Détruisez les feuilles gâchées et notez leur nombre.".into(),
            "Effacez les fichiers quand les plis sont remis à la poste.".into(),
        ],
        generated: "Fait le 28 février 2026 à 10 h 05.".into(),
        created: created(),
    }
}
