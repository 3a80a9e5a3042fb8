//! Every route of the program, and who may use it.
//!
//! One line for each address and method. The router lists what it answers
//! (`app::web::Routes`): a route without a line fails, and so does a line without a route.
//! The form of a `POST` is one that its page could send, and changes as little as it can.

use accounts::{Verb, holds};
use kernel::Role;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    /// Whoever asks, signed in or not.
    Everybody,
    /// Whoever has signed in.
    Staff,
    /// Who holds one of the verbs in some organisation.
    Holds(&'static [Verb]),
    /// Who may see the case and holds one of the verbs in the lab.
    Case(&'static [Verb]),
    /// Who holds one of the verbs in the lab, without having to see the case: its printer.
    Letters(&'static [Verb]),
    /// Who runs the platform.
    Platform,
    /// Who may open a case in a lab of theirs.
    Opens,
}

impl May {
    /// Whether a role may. None is somebody who has not signed in.
    pub(super) fn lets(self, role: Option<Role>) -> bool {
        let Some(role) = role else { return self == Self::Everybody };
        let any = |verbs: &[Verb]| verbs.iter().any(|verb| holds(role, *verb));
        match self {
            Self::Everybody | Self::Staff => true,
            Self::Holds(verbs) | Self::Letters(verbs) => any(verbs),
            Self::Case(verbs) => holds(role, Verb::ViewCase) && any(verbs),
            Self::Platform => role == Role::PlatformAdmin,
            Self::Opens => holds(role, Verb::OpenCase),
        }
    }
}

/// What a form sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sends {
    /// It is a visit.
    Nothing,
    /// Fields; values in braces are ids.
    Form(&'static [(&'static str, &'static str)]),
    /// A file in the field `fichier`.
    File,
}

/// Who else may send the form than a page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// Nobody.
    Own,
    /// Anybody: a form of the portal, which changes nothing and shows another site nothing.
    Any,
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) method: &'static str,
    /// The pattern, as the router has it.
    pub(super) path: &'static str,
    pub(super) may: May,
    pub(super) sends: Sends,
    /// What is asked for instead of the bare pattern: a query, or other words for its ids.
    pub(super) ask: &'static str,
    pub(super) sender: Sender,
    /// A status beside the usual ones that is right for whoever may.
    pub(super) also: u16,
}

impl Line {
    const fn new(method: &'static str, path: &'static str, may: May, sends: Sends) -> Self {
        Self { method, path, may, sends, ask: path, sender: Sender::Own, also: 0 }
    }

    const fn ask(mut self, ask: &'static str) -> Self {
        self.ask = ask;
        self
    }

    const fn also(mut self, status: u16) -> Self {
        self.also = status;
        self
    }

    const fn sent_by_anybody(mut self) -> Self {
        self.sender = Sender::Any;
        self
    }
}

const fn get(path: &'static str, may: May) -> Line {
    Line::new("GET", path, may, Sends::Nothing)
}

type Form = &'static [(&'static str, &'static str)];

const fn post(path: &'static str, may: May, form: Form) -> Line {
    Line::new("POST", path, may, Sends::Form(form))
}

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
    post("/c/{reference}/verifier", Everybody, &[("number", "?")]).sent_by_anybody(),
    get("/c/{reference}/sans-code", Everybody),
    get("/accessibilite", Everybody),
    get("/vie-privee", Everybody),
    get("/quitter", Everybody),
    // Signing in, invitations.
    get("/console/connexion", Everybody),
    post("/console/connexion", Everybody, &[("email", "personne@example.org"), ("password", "x")]),
    get("/console/connexion/code", Everybody),
    post("/console/connexion/code", Everybody, &[("code", "000000")]),
    post("/console/deconnexion", Staff, &[]),
    get("/console/invitation", Everybody),
    post("/console/invitation", Everybody, &[("code", "inconnu")]),
    get("/console/invitation/acces", Everybody),
    post("/console/invitation/acces", Everybody, &[("password", "x")]),
    get("/console/invitation/application", Everybody),
    post("/console/invitation/application", Everybody, &[("code", "000000")]),
    get("/console/invitation/codes", Everybody),
    // One's own access.
    get("/console/mon-acces", Staff),
    get("/console/mon-acces/session", Everybody),
    post("/console/mon-acces/session", Staff, &[("session", "{session}")]).also(404),
    get("/console/mon-acces/sessions", Everybody),
    post("/console/mon-acces/sessions", Staff, &[]),
    get("/console/mon-acces/mot-de-passe", Everybody),
    post("/console/mon-acces/mot-de-passe", Staff, &[("current", "x"), ("new", "y")]),
    get("/console/mon-acces/secours", Everybody),
    post("/console/mon-acces/secours", Staff, &[("code", "000000")]),
    get("/console/mon-acces/codes", Staff),
    get("/console/mon-acces/langue", Everybody),
    post("/console/mon-acces/langue", Staff, &[("lang", "fr")]),
    // The team.
    get("/console/equipe", holders(&[V::ViewAccounts])).ask(TEAM),
    get("/console/equipe/droits", Staff),
    get("/console/equipe/inviter", MANAGES)
        .ask("/console/equipe/inviter?organisation={organisation}"),
    post(
        "/console/equipe/inviter",
        MANAGES,
        &[("email", "pas une adresse"), ("role", "help_desk")],
    )
    .ask("/console/equipe/inviter?organisation={organisation}"),
    get("/console/equipe/code", MANAGES).ask("/console/equipe/code?organisation={organisation}"),
    post("/console/equipe/retirer", MANAGES, &[("invitation", "{invitation}")])
        .ask("/console/equipe/retirer?organisation={organisation}"),
    get("/console/equipe/compte/{account}", holders(&[V::ViewAccounts]))
        .ask("/console/equipe/compte/{account}?organisation={organisation}"),
    get("/console/equipe/compte/{account}/roles", holders(&[V::ViewAccounts])),
    post("/console/equipe/compte/{account}/roles", MANAGES, &[("role", "help_desk")])
        .ask("/console/equipe/compte/{account}/roles?organisation={organisation}"),
    get("/console/equipe/compte/{account}/remise", holders(&[V::ViewAccounts])),
    post("/console/equipe/compte/{account}/remise", MANAGES, &[("factor", "password")])
        .ask("/console/equipe/compte/{account}/remise?organisation={organisation}"),
    get("/console/equipe/compte/{account}/fermer", holders(&[V::ViewAccounts])),
    post("/console/equipe/compte/{account}/fermer", MANAGES, &[])
        .ask("/console/equipe/compte/{account}/fermer?organisation={organisation}"),
    // Settings.
    get("/console/reglages", SETTINGS),
    get("/console/reglages/organisation", SETTINGS)
        .ask("/console/reglages/organisation?organisation={organisation}"),
    post("/console/reglages/organisation", SETTINGS, &[("version", "0"), ("name", "Armorbio")])
        .ask("/console/reglages/organisation?organisation={organisation}"),
    get("/console/reglages/creer", Platform),
    post("/console/reglages/creer", Platform, &[("kind", "lab"), ("name", "")]),
    get("/console/reglages/travaux", Platform),
    get("/console/reglages/travaux/relancer", Everybody),
    post("/console/reglages/travaux/relancer", Platform, &[("job", "{job}")]),
    // Cases.
    get("/console", Staff),
    get("/console/", Staff),
    get("/console/cas", Staff),
    get("/console/cas/nouveau", Opens),
    post("/console/cas/nouveau", Opens, &[("reference", "SITE-1"), ("title", "x")]),
    get("/console/lettres", holders(&[V::PrintLetters])),
    get("/console/cas/{reference}/{lab}", VIEW),
    get("/console/cas/{reference}/{lab}/faits", EDIT),
    post("/console/cas/{reference}/{lab}/faits", EDIT, &[("version", "0")]),
    get("/console/cas/{reference}/{lab}/modifier", EDIT),
    post("/console/cas/{reference}/{lab}/modifier", EDIT, &[("version", "0")]),
    post("/console/cas/{reference}/{lab}/publier", EDIT, &[("open", "1")]),
    get("/console/cas/{reference}/{lab}/chronologie", VIEW),
    post("/console/cas/{reference}/{lab}/chronologie", EDIT, ENTRY),
    get("/console/cas/{reference}/{lab}/connaissance", VIEW),
    post("/console/cas/{reference}/{lab}/connaissance", case(&[V::RecordAwareness]), SIGNAL),
    post("/console/cas/{reference}/{lab}/connaissance/retenir", case(&[V::DecideAwareness]), ROW),
    post("/console/cas/{reference}/{lab}/connaissance/signer", case(&[V::ApproveAwareness]), ROW),
    // Deliveries of extracts.
    get("/console/cas/{reference}/{lab}/imports", SEES_IMPORTS),
    get("/console/cas/{reference}/{lab}/imports/nouveau", IMPORTS),
    Line::new("POST", "/console/cas/{reference}/{lab}/imports/nouveau", IMPORTS, Sends::File),
    get("/console/cas/{reference}/{lab}/imports/{import}", SEES_IMPORTS),
    get("/console/cas/{reference}/{lab}/imports/{import}/colonnes", SEES_IMPORTS),
    post("/console/cas/{reference}/{lab}/imports/{import}/colonnes", IMPORTS, &[]),
    post("/console/cas/{reference}/{lab}/imports/{import}/controle", IMPORTS, &[]),
    post("/console/cas/{reference}/{lab}/imports/{import}/charger", IMPORTS, &[]),
    post("/console/cas/{reference}/{lab}/imports/{import}/declarer", IMPORTS, &[]),
    post(
        "/console/cas/{reference}/{lab}/imports/{import}/activer",
        case(&[V::ActivateImport]),
        &[],
    ),
    post("/console/cas/{reference}/{lab}/imports/{import}/arreter", IMPORTS, &[]),
    post("/console/cas/{reference}/{lab}/imports/{import}/annuler", IMPORTS, &[]),
    get("/console/cas/{reference}/{lab}/imports/{import}/attente", case(&[V::ResolveQuarantine])),
    post(
        "/console/cas/{reference}/{lab}/imports/{import}/attente",
        case(&[V::ResolveQuarantine]),
        &[("row", "{row}")],
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
        &[("person", "{person}"), ("why", "Essai.")],
    ),
    post(
        "/console/cas/{reference}/{lab}/personnes/fiche/revoquer",
        case(&[V::ChangePerson]),
        &[("person", "{person}")],
    ),
    // Duties.
    get("/console/cas/{reference}/{lab}/obligations", case(&[V::ViewDuties])),
    get("/console/cas/{reference}/{lab}/obligations/faits", case(&[V::AssessDuty])),
    post(
        "/console/cas/{reference}/{lab}/obligations/faits",
        case(&[V::AssessDuty]),
        &[("version", "0")],
    ),
    get("/console/cas/{reference}/{lab}/obligations/{rule}", case(&[V::ViewDuties])),
    get("/console/cas/{reference}/{lab}/obligations/{rule}/decision", Everybody),
    post(
        "/console/cas/{reference}/{lab}/obligations/{rule}/decision",
        case(&[V::AssessDuty]),
        &[("version", "0"), ("verdict", "no"), ("reason", "Essai.")],
    ),
    get("/console/cas/{reference}/{lab}/obligations/{rule}/envoi", Everybody),
    post(
        "/console/cas/{reference}/{lab}/obligations/{rule}/envoi",
        case(&[V::SubmitDuty]),
        &[("version", "0"), ("at", "2026-01-02T10:00"), ("by", "Essai")],
    ),
    get("/console/cas/{reference}/{lab}/obligations/{rule}/cloture", Everybody),
    post(
        "/console/cas/{reference}/{lab}/obligations/{rule}/cloture",
        case(&[V::SubmitDuty]),
        &[("version", "0"), ("reason", "Essai.")],
    ),
    // Campaigns.
    get("/console/cas/{reference}/{lab}/campagnes", SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/nouvelle", PREPARES),
    post("/console/cas/{reference}/{lab}/campagnes/nouvelle", PREPARES, CAMPAIGN),
    get(ONE, SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/preparer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/preparer", PREPARES, &[]),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/rouvrir", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/rouvrir", PREPARES, &[]),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/accepter", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/accepter", RUNS, WHY),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/approuver", Everybody),
    post(
        "/console/cas/{reference}/{lab}/campagnes/{campaign}/approuver",
        APPROVES,
        &[("hash", "x")],
    ),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/renvoyer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/renvoyer", APPROVES, WHY),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/lancer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/lancer", RUNS, &[("number", "1")]),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/renoncer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/renoncer", RUNS, WHY),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/suspendre", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/suspendre", RUNS, &[]),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/reprendre", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/reprendre", RUNS, &[]),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/imprimer", Everybody),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/imprimer", RUNS, &[]),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/annuler", RUNS),
    post("/console/cas/{reference}/{lab}/campagnes/{campaign}/annuler", RUNS, WHY),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu", SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu/{reason}/lettre", READS_MAIL),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu/{reason}/courriel", READS_MAIL)
        .ask("/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu/{reason_mail}/courriel"),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs", SEES_CAMPAIGNS),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs/trancher", Everybody),
    post(
        "/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs/trancher",
        SETTLES,
        &[("sent", "{delivery}"), ("reason", "Essai.")],
    ),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs/{delivery}", SETTLES),
    get("/console/cas/{reference}/{lab}/campagnes/{campaign}/manifeste.csv", PRINTS),
    // Letters and captured mail.
    get("/console/cas/{reference}/{lab}/lettres", SEES_LETTERS),
    get("/console/cas/{reference}/{lab}/lettres/retours", SETTLES),
    post(
        "/console/cas/{reference}/{lab}/lettres/retours",
        SETTLES,
        &[("mark", "{mark}"), ("reason", "unknown")],
    ),
    get("/console/cas/{reference}/{lab}/lettres/{batch}", SEES_LETTERS),
    get("/console/cas/{reference}/{lab}/lettres/{batch}/fichier", PRINTS),
    get("/console/cas/{reference}/{lab}/lettres/{batch}/manifeste", PRINTS),
    get("/console/cas/{reference}/{lab}/lettres/{batch}/poster", Everybody),
    post(
        "/console/cas/{reference}/{lab}/lettres/{batch}/poster",
        PRINTS,
        &[("posted_on", "2026-01-02"), ("posted_count", "0")],
    ),
    get("/console/cas/{reference}/{lab}/lettres/{batch}/refaire", Everybody),
    post("/console/cas/{reference}/{lab}/lettres/{batch}/refaire", PRINTS, &[]),
    get("/console/cas/{reference}/{lab}/courrier", READS_MAIL),
    get("/console/cas/{reference}/{lab}/courrier/{message}", READS_MAIL),
    // Reports and the journal.
    get("/console/cas/{reference}/{lab}/rapports", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/reponses", EDIT),
    post("/console/cas/{reference}/{lab}/rapports/reponses", EDIT, &[("version", "0")]),
    get("/console/cas/{reference}/{lab}/rapports/fiche", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/fiche.pdf", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/fiche.json", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/registre", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/registre.pdf", REPORTS),
    get("/console/cas/{reference}/{lab}/rapports/registre.json", REPORTS),
    get("/console/cas/{reference}/{lab}/journal", JOURNAL),
    post("/console/cas/{reference}/{lab}/journal/verifier", JOURNAL, &[]),
];

const TEAM: &str = "/console/equipe?organisation={organisation}";
const ONE: &str = "/console/cas/{reference}/{lab}/campagnes/{campaign}";
const WHY: Form = &[("reason", "Essai.")];
const ROW: Form = &[("row", "{signal}"), ("reason", "Essai.")];
const PORTAL: Form = &[
    ("code", "ABCD-EFGH-JKMNP"),
    ("birth_day", "1"),
    ("birth_month", "1"),
    ("birth_year", "1980"),
];
const ENTRY: Form = &[("at", "2026-01-02T10:00"), ("kind", "fact"), ("text", "Essai.")];
const SIGNAL: Form = &[("at", "2026-01-02T10:00"), ("source", "internal"), ("note", "Essai.")];
const SEARCH: Form = &[("surname", "KERMARREC"), ("reason", "call")];
const PERSON: Form = &[("person", "{person}"), ("reason", "call")];
const CAMPAIGN: Form = &[
    ("title", ""),
    ("purpose", "first"),
    ("channels", "letter_only"),
    ("batch_size", "500"),
    ("rate_limit", "0"),
];
