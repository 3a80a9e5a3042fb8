//! Every route of the program, and who may use it.
//!
//! One line for each address and method. The router lists what it answers
//! (`app::site::Routes`): a route without a line fails, and so does a line without a route.
//! The form of a `POST` is that of its page, field by field: `acts` compares the two.

use accounts::Verb;

use super::{
    forms::{
        ACCESS, ANSWERS, BUTTON, CAMPAIGN, CASE, CLOSED, CODES, COLUMNS, DECLARED, DIGITS, ENDED,
        ENTRY, FACTOR, FACTS, HASH, INVITE, INVITED, JOB, LANGUAGE, LAW, LETTER, NEW_CASE,
        NEW_ORGANISATION, NUMBER, ORGANISATION, PASSWORD, PERSON, PORTAL, POSTED, PUBLISH,
        QUARANTINED, REASON, RETURNED, ROLES, ROW, SEARCH, SECOND, SENT, SESSION, SETTLED, SIGN_IN,
        SIGNAL, SIGNED, STATES, VERDICT, WITHDRAWN,
    },
    line::{Line, May, Sends, get, post},
};

use May::{Everybody, Opens, Platform, Staff};
use Verb as V;

const fn case(verbs: &'static [Verb]) -> May {
    May::Case(verbs)
}

const fn holders(verbs: &'static [Verb]) -> May {
    May::Holds(verbs)
}

const VIEW: May = case(&[V::ViewCase]);
const EDIT: May = case(&[V::EditCase]);
const SEES_IMPORTS: May = case(&[V::ViewImports]);
const IMPORTS: May = case(&[V::RunImport]);
const SEES_CAMPAIGNS: May = case(&[V::ViewCampaigns]);
const PREPARES: May = case(&[V::PrepareCampaign]);
const APPROVES: May = case(&[V::ApproveCampaign]);
const RUNS: May = case(&[V::RunCampaign]);
const SETTLES: May = case(&[V::SettleDeliveries]);
const READS_MAIL: May = case(&[V::ReadCapturedMail]);
const SEES_LETTERS: May = May::Letters(&[V::ViewCampaigns, V::PrintLetters]);
const PRINTS: May = May::Letters(&[V::PrintLetters]);
const REPORTS: May = case(&[V::ViewReports]);
const JOURNAL: May = case(&[V::ReadJournal]);
const MANAGES: May = holders(&[V::ManageAccounts]);
const SETTINGS: May = holders(&[V::ManageSettings]);

/// All of them.
pub(super) const LINES: &[Line] = &[
    // The program itself.
    get("/healthz", Everybody),
    get("/readyz", Everybody),
    get("/metrics", Everybody),
    get("/styleguide", Everybody),
    get("/assets/icon.svg", Everybody),
    get("/assets/{name}", Everybody).also(404),
    // The portal.
    get("/", Everybody),
    get("/c/{reference}", Everybody),
    post("/c/{reference}", Everybody, PORTAL).sent_by_anybody(),
    get("/c/{reference}/mes-donnees", Everybody),
    get("/c/{reference}/plan", Everybody),
    get("/c/{reference}/imprimer", Everybody),
    get("/c/{reference}/medical", Everybody),
    get("/c/{reference}/verifier", Everybody),
    post("/c/{reference}/verifier", Everybody, LETTER).sent_by_anybody(),
    get("/c/{reference}/sans-code", Everybody),
    get("/accessibilite", Everybody),
    get("/vie-privee", Everybody),
    get("/quitter", Everybody),
    // Signing in, invitations.
    get("/console/connexion", Everybody),
    post("/console/connexion", Everybody, SIGN_IN),
    get("/console/connexion/code", Everybody),
    post("/console/connexion/code", Everybody, SECOND),
    post("/console/deconnexion", Staff, BUTTON),
    get("/console/invitation", Everybody),
    post("/console/invitation", Everybody, INVITED),
    get("/console/invitation/acces", Everybody),
    post("/console/invitation/acces", Everybody, ACCESS),
    get("/console/invitation/application", Everybody),
    post("/console/invitation/application", Everybody, DIGITS),
    get("/console/invitation/codes", Everybody),
    // One's own access.
    get("/console/mon-acces", Staff),
    get("/console/mon-acces/session", Everybody),
    post("/console/mon-acces/session", Staff, SESSION).also(404),
    get("/console/mon-acces/sessions", Everybody),
    post("/console/mon-acces/sessions", Staff, BUTTON),
    get("/console/mon-acces/mot-de-passe", Everybody),
    post("/console/mon-acces/mot-de-passe", Staff, PASSWORD),
    get("/console/mon-acces/secours", Everybody),
    post("/console/mon-acces/secours", Staff, DIGITS),
    get("/console/mon-acces/codes", Staff),
    get("/console/mon-acces/langue", Everybody),
    post("/console/mon-acces/langue", Staff, LANGUAGE),
    // The team.
    get("/console/equipe", holders(&[V::ViewAccounts])).ask(TEAM),
    get("/console/equipe/droits", Staff),
    get("/console/equipe/inviter", MANAGES)
        .ask("/console/equipe/inviter?organisation={organisation}"),
    post("/console/equipe/inviter", MANAGES, INVITE)
        .ask("/console/equipe/inviter?organisation={organisation}"),
    get("/console/equipe/code", MANAGES).ask("/console/equipe/code?organisation={organisation}"),
    post("/console/equipe/retirer", MANAGES, WITHDRAWN)
        .ask("/console/equipe/retirer?organisation={organisation}"),
    get("/console/equipe/compte/{account}", holders(&[V::ViewAccounts]))
        .ask("/console/equipe/compte/{account}?organisation={organisation}"),
    get("/console/equipe/compte/{account}/roles", holders(&[V::ViewAccounts])),
    post("/console/equipe/compte/{account}/roles", MANAGES, ROLES)
        .ask("/console/equipe/compte/{account}/roles?organisation={organisation}"),
    get("/console/equipe/compte/{account}/remise", holders(&[V::ViewAccounts])),
    post("/console/equipe/compte/{account}/remise", MANAGES, FACTOR)
        .ask("/console/equipe/compte/{account}/remise?organisation={organisation}"),
    get("/console/equipe/compte/{account}/fermer", holders(&[V::ViewAccounts])),
    post("/console/equipe/compte/{account}/fermer", MANAGES, CLOSED)
        .ask("/console/equipe/compte/{account}/fermer?organisation={organisation}"),
    // Settings.
    get("/console/reglages", SETTINGS),
    get("/console/reglages/organisation", SETTINGS)
        .ask("/console/reglages/organisation?organisation={organisation}"),
    post("/console/reglages/organisation", SETTINGS, ORGANISATION)
        .ask("/console/reglages/organisation?organisation={organisation}"),
    get("/console/reglages/creer", Platform),
    post("/console/reglages/creer", Platform, NEW_ORGANISATION),
    get("/console/reglages/travaux", Platform),
    get("/console/reglages/travaux/relancer", Everybody),
    post("/console/reglages/travaux/relancer", Platform, JOB),
    // Cases.
    get("/console", Staff),
    get("/console/", Staff),
    get("/console/cas", Staff),
    get("/console/cas/nouveau", Opens),
    post("/console/cas/nouveau", Opens, NEW_CASE),
    get("/console/lettres", holders(&[V::PrintLetters])),
    get("/console/cas/{reference}/{lab}", VIEW),
    get("/console/cas/{reference}/{lab}/faits", EDIT),
    post("/console/cas/{reference}/{lab}/faits", EDIT, FACTS),
    get("/console/cas/{reference}/{lab}/modifier", EDIT),
    post("/console/cas/{reference}/{lab}/modifier", EDIT, CASE),
    post("/console/cas/{reference}/{lab}/publier", EDIT, PUBLISH),
    get("/console/cas/{reference}/{lab}/chronologie", VIEW),
    post("/console/cas/{reference}/{lab}/chronologie", EDIT, ENTRY),
    get("/console/cas/{reference}/{lab}/connaissance", VIEW),
    post("/console/cas/{reference}/{lab}/connaissance", case(&[V::RecordAwareness]), SIGNAL),
    post("/console/cas/{reference}/{lab}/connaissance/retenir", case(&[V::DecideAwareness]), ROW),
    post(
        "/console/cas/{reference}/{lab}/connaissance/signer",
        case(&[V::ApproveAwareness]),
        SIGNED,
    ),
    // Deliveries of extracts.
    get("/console/cas/{reference}/{lab}/imports", SEES_IMPORTS),
    get("/console/cas/{reference}/{lab}/imports/nouveau", IMPORTS),
    Line::new("POST", "/console/cas/{reference}/{lab}/imports/nouveau", IMPORTS, Sends::File),
    get("/console/cas/{reference}/{lab}/imports/{import}", SEES_IMPORTS),
    get("/console/cas/{reference}/{lab}/imports/{import}/direct", SEES_IMPORTS),
    get("/console/cas/{reference}/{lab}/imports/{import}/colonnes", SEES_IMPORTS),
    post("/console/cas/{reference}/{lab}/imports/{import}/colonnes", IMPORTS, COLUMNS),
    post("/console/cas/{reference}/{lab}/imports/{import}/controle", IMPORTS, BUTTON),
    post("/console/cas/{reference}/{lab}/imports/{import}/charger", IMPORTS, BUTTON),
    post("/console/cas/{reference}/{lab}/imports/{import}/declarer", IMPORTS, DECLARED),
    post(
        "/console/cas/{reference}/{lab}/imports/{import}/activer",
        case(&[V::ActivateImport]),
        BUTTON,
    ),
    post("/console/cas/{reference}/{lab}/imports/{import}/arreter", IMPORTS, BUTTON),
    post("/console/cas/{reference}/{lab}/imports/{import}/annuler", IMPORTS, BUTTON),
    get("/console/cas/{reference}/{lab}/imports/{import}/attente", case(&[V::ResolveQuarantine])),
    post(
        "/console/cas/{reference}/{lab}/imports/{import}/attente",
        case(&[V::ResolveQuarantine]),
        QUARANTINED,
    )
    // Another has settled the row.
    .also(404),
    // Persons.
    get("/console/cas/{reference}/{lab}/personnes", case(&[V::SearchPersons])),
    post("/console/cas/{reference}/{lab}/personnes", case(&[V::SearchPersons]), SEARCH),
    get("/console/cas/{reference}/{lab}/personnes/fiche", case(&[V::ReadPerson])),
    post("/console/cas/{reference}/{lab}/personnes/fiche", case(&[V::ReadPerson]), PERSON),
    get("/console/cas/{reference}/{lab}/personnes/fiche/precautions", case(&[V::ReadPerson])),
    post(
        "/console/cas/{reference}/{lab}/personnes/fiche/precautions",
        case(&[V::ChangePerson]),
        STATES,
    ),
    post(
        "/console/cas/{reference}/{lab}/personnes/fiche/revoquer",
        case(&[V::ChangePerson]),
        CODES,
    ),
    // Duties.
    get("/console/cas/{reference}/{lab}/obligations", case(&[V::ViewDuties])),
    get("/console/cas/{reference}/{lab}/obligations/faits", case(&[V::AssessDuty])),
    post("/console/cas/{reference}/{lab}/obligations/faits", case(&[V::AssessDuty]), LAW),
    get("/console/cas/{reference}/{lab}/obligations/{rule}", case(&[V::ViewDuties])),
    get("/console/cas/{reference}/{lab}/obligations/{rule}/decision", Everybody),
    post(
        "/console/cas/{reference}/{lab}/obligations/{rule}/decision",
        case(&[V::AssessDuty]),
        VERDICT,
    ),
    get("/console/cas/{reference}/{lab}/obligations/{rule}/envoi", Everybody),
    post("/console/cas/{reference}/{lab}/obligations/{rule}/envoi", case(&[V::SubmitDuty]), SENT),
    get("/console/cas/{reference}/{lab}/obligations/{rule}/cloture", Everybody),
    post(
        "/console/cas/{reference}/{lab}/obligations/{rule}/cloture",
        case(&[V::SubmitDuty]),
        ENDED,
    ),
    // Campaigns.
    get("/console/cas/{reference}/{lab}/campagnes", SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/nouvelle", PREPARES),
    post("/console/cas/{reference}/{lab}/campagnes/nouvelle", PREPARES, CAMPAIGN),
    get(ONE, SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/direct", SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/preparer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/preparer", PREPARES, BUTTON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/rouvrir", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/rouvrir", PREPARES, BUTTON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/accepter", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/accepter", RUNS, REASON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/approuver", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/approuver", APPROVES, HASH),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/renvoyer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/renvoyer", APPROVES, REASON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/lancer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/lancer", RUNS, NUMBER),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/renoncer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/renoncer", RUNS, REASON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/suspendre", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/suspendre", RUNS, BUTTON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/reprendre", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/reprendre", RUNS, BUTTON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/imprimer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/imprimer", RUNS, BUTTON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/annuler", RUNS),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/annuler", RUNS, REASON),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu", SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu/{reason}/lettre", READS_MAIL),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu/{reason}/courriel", READS_MAIL)
        .ask("/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu/{reason_mail}/courriel"),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs", SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs/trancher", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs/trancher", SETTLES, SETTLED),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs/{delivery}", SETTLES),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/manifeste.csv", PRINTS),
    // Letters and captured mail.
    get("/console/cas/{reference}/{lab}/lettres", SEES_LETTERS),
    get("/console/cas/{reference}/{lab}/lettres/retours", SETTLES),
    post("/console/cas/{reference}/{lab}/lettres/retours", SETTLES, RETURNED),
    get("/console/cas/{reference}/{lab}/lettres/{batch}", SEES_LETTERS),
    get("/console/cas/{reference}/{lab}/lettres/{batch}/fichier", PRINTS),
    get("/console/cas/{reference}/{lab}/lettres/{batch}/manifeste", PRINTS),
    get("/console/cas/{reference}/{lab}/lettres/{batch}/poster", Everybody),
    post("/console/cas/{reference}/{lab}/lettres/{batch}/poster", PRINTS, POSTED),
    get("/console/cas/{reference}/{lab}/lettres/{batch}/refaire", Everybody),
    post("/console/cas/{reference}/{lab}/lettres/{batch}/refaire", PRINTS, BUTTON),
    get("/console/cas/{reference}/{lab}/courrier", READS_MAIL),
    get("/console/cas/{reference}/{lab}/courrier/{message}", READS_MAIL),
    // Reports and the journal.
    get("/console/cas/{reference}/{lab}/rapports", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/reponses", EDIT),
    post("/console/cas/{reference}/{lab}/rapports/reponses", EDIT, ANSWERS),
    get("/console/cas/{reference}/{lab}/rapports/fiche", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/fiche.pdf", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/fiche.json", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/registre", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/registre.pdf", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/registre.json", REPORTS),
    get("/console/cas/{reference}/{lab}/journal", JOURNAL),
    post("/console/cas/{reference}/{lab}/journal/verifier", JOURNAL, BUTTON),
];

const TEAM: &str = "/console/equipe?organisation={organisation}";
const ONE: &str = "/console/cas/{reference}/{lab}/campagnes/{campaign}";
