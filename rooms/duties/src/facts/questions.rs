//! The list of facts. Yes-or-no questions are declared once: field, name in rule
//! packs, and the words in which a reason names them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    AuthorityZone, Calendar, FactsVersion, Jurisdiction, Kind, Moment, Nis2, Party, Risk, Severity,
    Structure, Territory,
};

macro_rules! facts {
    ($($(#[doc = $doc:literal])+ $name:ident: $variant:ident = $fr:literal, $en:literal;)+) => {
        /// What is known of one breach. Every field may be left out.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Facts {
            /// Version of this form; 1.
            pub version: FactsVersion,
            /// The day at which the law is read while awareness is unknown.
            pub as_of: Option<NaiveDate>,
            /// Zone of the authority under EU and French rules; Europe/Paris when absent.
            pub zone: Option<AuthorityZone>,
            /// Its public holidays; `FR` when absent.
            pub holidays: Option<Calendar>,
            /// The laws to which the organisation is subject: countries, or states
            /// and provinces (`FR`, `DE`, `UK`, `US-CA`, `CA-QC`).
            pub jurisdictions: BTreeSet<Jurisdiction>,
            /// The qualities of the organisations at the table.
            pub parties: BTreeSet<Party>,
            /// The kind of health structure.
            pub structure: Option<Structure>,
            /// Size class under Directive (EU) 2022/2555.
            pub nis2_entity: Option<Nis2>,
            /// What was lost: confidentiality, integrity, availability.
            pub kinds: Option<BTreeSet<Kind>>,
            /// Outcome of the risk assessment for the persons (GDPR 33(1), 34(1)).
            pub risk: Option<Risk>,
            /// Seriousness of the security incident for the structure (CSP L.1111-8-2).
            pub severity: Option<Severity>,
            /// Persons concerned by place of residence (`FR`, `US-CA`).
            pub persons: BTreeMap<Territory, u64>,
            /// Persons concerned in all, when places are not known for everybody.
            pub persons_total: Option<u64>,
            /// When the organisation became aware (EDPB Guidelines 9/2022).
            pub awareness: Option<Moment>,
            /// When it judged the breach notifiable, where the law counts from there.
            pub determination: Option<Moment>,
            /// When the list of persons was known.
            pub list_known: Option<Moment>,
            /// When a person's request was received (GDPR 12(3)).
            pub request: Option<Moment>,
            /// When a correction or workaround became available.
            pub fix_available: Option<Moment>,
            /// When the incident was solved.
            pub resolution: Option<Moment>,
            /// The date set in an order of the authority (GDPR 34(4)).
            pub order_due: Option<Moment>,
            /// The date set by ANSSI for telling users (R.2321-1-17).
            pub user_notice_due: Option<Moment>,
            /// First submission made under a rule, by rule id.
            pub submissions: BTreeMap<String, Moment>,
            $($(#[doc = $doc])+ pub $name: Option<bool>,)+
        }

        /// A yes-or-no fact.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Question {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Question {
            /// All questions, in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable name: the field of [`Facts`] and the word in rule packs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($name),)+ }
            }

            /// How a reason names the fact, in French.
            pub const fn fr(self) -> &'static str {
                match self { $(Self::$variant => $fr,)+ }
            }

            /// How a reason names the fact, in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }
        }

        impl Facts {
            /// The answer to a question, `None` while unknown.
            pub const fn answer(&self, question: Question) -> Option<bool> {
                match question { $(Question::$variant => self.$name,)+ }
            }

            /// Records an answer.
            pub const fn set(&mut self, question: Question, answer: Option<bool>) {
                match question { $(Question::$variant => self.$name = answer,)+ }
            }
        }
    };
}

facts! {
    /// Personal data are affected (GDPR 4(12)).
    personal_data: PersonalData =
        "des données personnelles sont touchées", "personal data are affected";
    /// The affected data are unintelligible and the key is safe (GDPR 34(3)(a)).
    unintelligible: Unintelligible =
        "les données sont illisibles et la clé est sûre",
        "the data are unintelligible and the key is safe";
    /// Later measures removed the high risk (GDPR 34(3)(b)).
    risk_removed: RiskRemoved =
        "des mesures ont écarté le risque élevé", "later measures removed the high risk";
    /// Proof that the data were downloaded or published: 34(3)(b) no longer helps.
    published: Published =
        "les données ont été publiées ou téléchargées", "the data were published or downloaded";
    /// Telling each person would need disproportionate effort (GDPR 34(3)(c)).
    disproportionate: Disproportionate =
        "prévenir chacun demanderait un effort disproportionné",
        "telling each person would need disproportionate effort";
    /// Not everything that the notification must say is known (GDPR 33(4)).
    incomplete: Incomplete =
        "toutes les informations ne sont pas disponibles", "not all information is available";
    /// The authority ordered the communication to persons (GDPR 34(4)).
    ordered: Ordered =
        "l’autorité a ordonné l’information des personnes",
        "the authority ordered the communication";
    /// A person asked to exercise a right (GDPR 12 to 22).
    rights_request: RightsRequest =
        "une personne exerce un droit", "a person exercises a right";
    /// That request is complex, or one of many (GDPR 12(3)).
    complex_request: ComplexRequest =
        "la demande est complexe", "the request is complex";
    /// The controller has an establishment in the European Economic Area.
    eea_establishment: EeaEstablishment =
        "le responsable a un établissement dans l’EEE",
        "the controller is established in the EEA";
    /// The processing is among those that the decree lists (loi 78-17, art. 58 II).
    secrecy_decree: SecrecyDecree =
        "le traitement est sur la liste du décret qui permet de ne pas informer",
        "the processing is on the list of the decree that allows not to tell persons";
    /// The processing is needed for a legal obligation or a task of public interest
    /// (loi 78-17, art. 58 II): the first condition of the French exemption.
    legal_or_public_task: LegalOrPublicTask =
        "le traitement répond à une obligation légale ou à une mission d’intérêt public",
        "the processing serves a legal obligation or a task of public interest";
    /// Telling persons would endanger national security, defence or public security
    /// (loi 78-17, art. 58 II): the last condition of the French exemption.
    telling_endangers_security: TellingEndangersSecurity =
        "informer mettrait en danger la sécurité nationale, la défense ou la sécurité publique",
        "telling would endanger national security, defence or public security";
    /// Telling persons would reveal facts that the law keeps secret (BDSG § 29(1),
    /// third sentence).
    legal_secrecy: LegalSecrecy =
        "informer révélerait un secret protégé par la loi",
        "telling would reveal facts kept secret by law";
    /// The person's interest in being told prevails over the secret, above all where
    /// damage threatens (BDSG § 29(1), fourth sentence).
    interests_prevail: InterestsPrevail =
        "l’intérêt des personnes à savoir l’emporte sur le secret, surtout si un dommage les menace",
        "the persons' interest in knowing prevails over the secret, above all where damage threatens";
    /// A hospital or body of a Land, or of a church, which has a data protection law of
    /// its own: the federal act does not apply to it.
    land_or_church_body: LandOrChurchBody =
        "l’organisme relève d’un Land ou d’une Église, avec une loi propre",
        "the body belongs to a Land or to a church, with a law of its own";
    /// A malicious attack on an automated data system (code pénal 323-1 to 323-3-1).
    malicious_attack: MaliciousAttack =
        "un système de données a été attaqué", "a data system was attacked";
    /// The victim wants to claim under an insurance of cyber risks.
    insurance_claim: InsuranceClaim =
        "une indemnité d’assurance sera demandée", "an insurance claim will be made";
    /// An offence is suspected.
    offence: Offence = "une infraction est soupçonnée", "an offence is suspected";
    /// The organisation is a public authority or employs civil servants.
    public_body: PublicBody =
        "l’organisme est une autorité publique", "the organisation is a public authority";
    /// The incident affects the safety of care.
    care_safety: CareSafety = "la sécurité des soins est touchée", "the safety of care is affected";
    /// The incident affects confidentiality or integrity of health data.
    health_data: HealthData = "des données de santé sont touchées", "health data are affected";
    /// The incident affects the normal running of the structure.
    normal_running: NormalRunning =
        "le fonctionnement normal est touché", "normal running is affected";
    /// The incident affects the regional or national organisation of care.
    regional_effect: RegionalEffect =
        "l’organisation régionale ou nationale est touchée",
        "the regional or national organisation is affected";
    /// The incident may hit other structures.
    may_spread: MaySpread =
        "d’autres structures peuvent être touchées", "other structures may be hit";
    /// The incident is solved.
    resolved: Resolved = "l’incident est résolu", "the incident is solved";
    /// Data hosted for a client are affected.
    hosted_data: HostedData =
        "des données hébergées sont touchées", "hosted data are affected";
    /// A vulnerability of the product is actively exploited (CRA 14(1)).
    exploited_vulnerability: ExploitedVulnerability =
        "une vulnérabilité du produit est exploitée",
        "a vulnerability of the product is actively exploited";
    /// A severe incident affects the security of the product (CRA 14(3), 14(5)).
    severe_product_incident: SevereProductIncident =
        "un incident grave touche la sécurité du produit",
        "a severe incident affects the security of the product";
    /// The vendor judged the vulnerability or incident significant (R.2321-1-16).
    vendor_significant: VendorSignificant =
        "l’éditeur juge la faille ou l’incident significatif",
        "the vendor judges the flaw or incident significant";
    /// The incident is significant (Directive (EU) 2022/2555, article 23(3)).
    nis2_significant: Nis2Significant =
        "l’incident est important au sens de NIS 2", "the incident is significant under NIS2";
    /// The CSIRT or authority asked for an intermediate report.
    nis2_report_asked: Nis2ReportAsked =
        "l’autorité demande un rapport intermédiaire",
        "the authority asks for an intermediate report";
    /// The incident is likely to hit the recipients of the service.
    service_recipients: ServiceRecipients =
        "les destinataires du service sont touchés", "recipients of the service are affected";
    /// The incident is still going on.
    ongoing: Ongoing = "l’incident est en cours", "the incident is still going on";
    /// The incident affects an essential information system (loi 2018-133).
    essential_system: EssentialSystem =
        "un système essentiel est touché", "an essential system is affected";
    /// A cyberattack on critical infrastructure (Swiss LSI 74d).
    critical_cyberattack: CriticalCyberattack =
        "une infrastructure critique est attaquée", "critical infrastructure is attacked";
    /// Fewer than 50 staff and at most 10 million CHF of turnover or balance sheet.
    small_enterprise: SmallEnterprise =
        "l’entreprise est petite", "the enterprise is small";
    /// Persons must be told for their protection, or the Swiss commissioner asks.
    protection_needed: ProtectionNeeded =
        "la protection des personnes l’exige", "the protection of persons requires it";
    /// The breach concerns unsecured protected health information (45 CFR 164.402).
    unsecured_phi: UnsecuredPhi =
        "des données de santé non sécurisées sont touchées (HIPAA)",
        "unsecured protected health information is affected";
    /// The four-factor test shows a low probability of compromise (164.402(2)).
    low_probability: LowProbability =
        "l’analyse conclut à une faible probabilité d’atteinte",
        "the four-factor test shows a low probability of compromise";
    /// A law-enforcement official asked for delay (164.412).
    law_enforcement_delay: LawEnforcementDelay =
        "la police demande d’attendre", "law enforcement asks for delay";
    /// Unencrypted personal information of Californians (Civ. Code 1798.82).
    unencrypted_pi: UnencryptedPi =
        "des données non chiffrées de Californiens sont touchées",
        "unencrypted personal information of Californians is affected";
    /// Unlawful or unauthorised access to medical information (H&S 1280.15).
    unlawful_medical_access: UnlawfulMedicalAccess =
        "un accès illicite à des données médicales a eu lieu",
        "medical information was accessed unlawfully";
    /// A real risk of significant harm (PIPEDA 10.1), or of serious injury (Quebec).
    significant_harm: SignificantHarm =
        "un préjudice grave est à craindre", "there is a real risk of significant harm";
    /// Another organisation or authority can reduce the harm (PIPEDA 10.2).
    other_can_reduce: OtherCanReduce =
        "un autre organisme peut réduire le préjudice",
        "another organisation can reduce the harm";
}
