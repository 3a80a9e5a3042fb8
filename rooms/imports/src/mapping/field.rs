//! The fields of a lab extract: one table of names, effects and classes.
//!
//! Signs before a synonym say how far it may be trusted inside a longer header:
//! `=` only as the whole header; `~` only beside neutral words (`patient`, `code`…);
//! `!` tells whose datum it is and wins over what it is (`tel medecin` is about the
//! doctor); `^` wins over all (a social security number, whoever's it is).

use kernel::exposure::{Class, ClassSet};
use serde::{Deserialize, Serialize};

use super::Action;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $code:literal $action:ident [$($class:ident),*] [$($synonym:literal),* $(,)?];)+) => {
        /// A field that a column of an extract may hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl Field {
            /// All fields, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What is done with such a column unless a person decides otherwise.
            pub const fn action(self) -> Action {
                match self { $(Self::$name => Action::$action,)+ }
            }

            /// The classes of data that a cell that is not blank exposed.
            pub const fn classes(self) -> ClassSet {
                match self { $(Self::$name => ClassSet::EMPTY$(.with(Class::$class))*,)+ }
            }

            /// Names of such columns, in French and English.
            pub(super) const fn synonyms(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($synonym,)*],)+ }
            }
        }
    };
}

fields! {
    /// Name at birth.
    BirthName "birth_name" Store [Identity] ["nom de naissance", "nom naissance", "nom naiss", "nom nais", "nom jf", "nom jeune fille", "nom de jeune fille", "jeune fille", "nom patronymique", "patronyme", "nom famille", "nom de famille", "nomfamille", "birth name", "maiden name", "family name", "=nom nai", "=nomnai", "=njf"];
    /// Name used: marital or preferred.
    UsedName "used_name" Store [Identity] ["~nom", "nom usuel", "nom usage", "nom d'usage", "nom utilise", "nom marital", "nom mari", "nom epouse", "nom patient", "last name", "lastname", "surname", "~name", "=nom pat", "=nompat", "=noms"];
    /// Surname and first names in one cell.
    FullName "full_name" Store [Identity] ["=nom prenom", "=nom et prenom", "=nom prenoms", "=nom et prenoms", "=prenom nom", "=nom complet", "=patient", "=identite", "=identite patient", "=full name", "=patient name", "=nom prenom patient", "=nomprenom"];
    /// First names.
    FirstNames "first_names" Store [Identity] ["~prenom", "prenoms", "prenom de naissance", "prenom naissance", "=pren", "prenom1", "prenom patient", "first name", "firstname", "given name", "forename", "=prenom nai", "=prenompat"];
    /// First name used.
    UsedFirstName "used_first_name" Store [Identity] ["prenom usuel", "prenom utilise", "prenom usage", "prenom d'usage", "preferred name"];
    /// Sex.
    Sex "sex" Store [Identity] ["sexe", "=civ sexe", "=genre", "=sex", "gender"];
    /// Civility.
    Civility "civility" Store [Identity] ["civilite", "=titre", "=civ", "=title", "salutation"];
    /// Birth date.
    BirthDate "birth_date" Store [BirthDate] ["ddn", "date naissance", "date de naissance", "date naiss", "date nais", "datenais", "datenaiss", "datenaissance", "dt naissance", "dt naiss", "dtnaiss", "dat naiss", "naissance", "naiss", "=ne le", "=nee le", "=ne e le", "dob", "birthdate", "birth date", "date of birth", "=d nais", "=dnais", "=dtn"];
    /// Birth place.
    BirthPlace "birth_place" Store [BirthPlace] ["lieu naissance", "lieu de naissance", "lieu naiss", "commune naissance", "commune de naissance", "ville naissance", "ville de naissance", "cog naissance", "code insee naissance", "insee naissance", "cp naissance", "pays naissance", "pays de naissance", "departement naissance", "birthplace", "birth place", "place of birth"];
    /// Social security number.
    Nir "nir" Flag [Nir] ["^nir", "^n ss", "^no ss", "^nss", "^noss", "^numss", "num ss", "^num secu", "^numero secu", "^n secu", "^no secu", "^secu", "^numero securite sociale", "^n securite sociale", "^no securite sociale", "^securite sociale", "^num securite sociale", "=matricule", "matricule secu", "^numero assure", "^num assure", "^no assure", "^n assure", "=immatriculation", "=ins", "matricule ins", "^ins nir", "=numins", "^ssn", "^social security", "^social security number", "=insc"];
    /// Key of the social security number.
    NirKey "nir_key" Drop [] ["=cle", "^cle nir", "^cle ss", "^cle secu", "=clenir", "=cless", "^cle securite sociale"];
    /// Rank of the beneficiary.
    BeneficiaryRank "beneficiary_rank" Flag [InsuranceRights] ["=rang", "rang gemellaire", "rang cpam", "rang beneficiaire", "qualite beneficiaire", "qual benef", "qualite benef", "rang naissance", "lien assure"];
    /// Name of the insured person, often a parent.
    InsuredName "insured_name" Flag [Relative, InsuranceRights] ["!nom assure", "!prenom assure", "!assure", "ouvrant droit", "nom ouvrant droit"];
    /// Name of the top-up insurer.
    AmcName "amc_name" Flag [InsurerAmc] ["!mutuelle", "amc", "=complementaire", "complementaire sante", "nom mutuelle", "nom amc", "top up insurer", "insurer", "insurance"];
    /// Number at the top-up insurer.
    AmcNumber "amc_number" Flag [InsurerAmc] ["num amc", "n amc", "numero amc", "n adherent", "numero adherent", "num adherent", "adherent", "numero mutuelle", "num mutuelle", "insurance number", "policy number"];
    /// Regime and fund of the compulsory insurance.
    AmoRegime "amo_regime" Flag [InsuranceRights] ["=regime", "caisse", "=centre", "cpam", "code caisse", "code regime", "regime amo", "code centre", "amo", "centre cpam", "exoneration", "ald", "fin de droits", "date droits"];
    /// Street.
    Address1 "address1" Store [Address] ["~adresse", "=adr", "adresse1", "adr1", "=adresse 1", "=adr 1", "rue", "voie", "num voie", "ligne adresse 1", "adresse ligne 1", "=ligne 1", "adresse postale", "nom voie", "~address", "address1", "address line 1", "street", "=adr rue", "adresse patient"];
    /// Complement: building, residence, flat.
    Address2 "address2" Store [Address] ["adresse2", "adr2", "=adresse 2", "=adr 2", "complement adresse", "complement d'adresse", "cplt adresse", "cpl adresse", "compl adresse", "=complement", "batiment", "residence", "etage", "appartement", "ligne adresse 2", "adresse ligne 2", "address2", "address line 2"];
    /// Hamlet, PO box.
    Address3 "address3" Store [Address] ["=lieu dit", "lieudit", "lieu dit", "=bp", "boite postale", "adresse3", "adr3", "=adresse 3", "=adr 3", "adresse ligne 3", "ligne adresse 3", "address3", "address line 3", "po box"];
    /// Post code.
    Postcode "postcode" Store [Address] ["~cp", "code postal", "codepostal", "codpost", "=cod post", "=code post", "~zip", "zip code", "zipcode", "postcode", "postal code", "post code"];
    /// Post town.
    City "city" Store [Address] ["~ville", "~commune", "localite", "bureau distributeur", "~city", "town"];
    /// Post code and town in one cell.
    PostcodeCity "postcode_city" Store [Address] ["=cp ville", "=code postal ville", "=cpville", "=code postal et ville", "=cp et ville", "=cp commune"];
    /// Country.
    Country "country" Store [Address] ["~pays", "code pays", "pays residence", "~country"];
    /// Telephone at home.
    PhoneHome "phone_home" Store [Phone] ["tel", "telephone", "tel fixe", "tel dom", "tel domicile", "telephone domicile", "telephone fixe", "=fixe", "tel1", "telephone1", "~phone", "phone home", "home phone", "telephone number", "=num tel", "=numtel"];
    /// Mobile telephone.
    PhoneMobile "phone_mobile" Store [Phone] ["portable", "mobile", "gsm", "tel portable", "telephone portable", "tel port", "tel mob", "tel mobile", "telephone mobile", "cell", "cell phone", "mobile phone", "tel2", "telephone2", "=num portable"];
    /// E-mail address.
    Email "email" Store [Email] ["mail", "email", "e mail", "courriel", "adresse mail", "adresse email", "adresse e mail", "=mel", "adresse electronique", "adresse courriel", "email address"];
    /// Permanent number of the patient at the site.
    Ipp "ipp" Store [LabNumbers] ["ipp", "id patient", "code patient", "n patient", "no patient", "numero patient", "num patient", "identifiant patient", "patient id", "patientid", "mrn", "=id pat", "=idpat", "=nip", "=id", "medical record number"];
    /// Number of the visit or file.
    VisitNo "visit_no" Store [LabNumbers] ["n dossier", "no dossier", "numero dossier", "num dossier", "nodossier", "=dossier", "=demande", "n demande", "no demande", "num demande", "numero demande", "accession", "accession number", "order number", "numdos", "=num dos", "id dossier", "visit number", "numero venue", "=iep"];
    /// Day of a sample or visit.
    VisitDate "visit_date" Store [VisitDates] ["date prelevement", "date de prelevement", "date prelev", "date prel", "date dossier", "date examen", "date demande", "date passage", "date de passage", "date hospitalisation", "date entree", "date visite", "date venue", "dt prelevement", "dt prelev", "dateprel", "sample date", "visit date", "collection date", "=date dos"];
    /// Site of the lab.
    Site "site" Store [] ["~labo", "~laboratoire", "=site", "~finess", "code site", "nom site", "site prelevement", "centre de prelevement", "centre prelevement", "~laboratory", "code labo", "nom labo", "lab name"];
    /// General practitioner, prescriber.
    GpName "gp_name" Flag [Doctor] ["!medecin traitant", "!medecin", "!prescripteur", "medecin prescripteur", "!correspondant", "nom medecin", "rpps medecin", "=rpps", "=adeli", "!docteur", "!doctor", "=gp", "gp name", "!prescriber", "!mt"];
    /// Who took the sample.
    Sampler "sampler" Flag [Professional] ["!preleveur", "!infirmier", "!infirmiere", "=ide", "=idel", "nom preleveur", "sampler", "nurse"];
    /// Blood group.
    BloodGroup "blood_group" Flag [BloodGroup] ["=groupe", "groupe sanguin", "=gs", "=abo", "rhesus", "phenotype", "blood type", "blood group", "=grp sanguin", "grp sang", "=gr sanguin"];
    /// Pregnancy.
    Pregnancy "pregnancy" Flag [Pregnancy] ["grossesse", "enceinte", "date debut grossesse", "ddr", "=terme", "pregnant", "pregnancy", "=dpa"];
    /// HIV test or status.
    Hiv "hiv" Flag [Hiv] ["vih", "hiv", "serologie", "serologie vih", "sida"];
    /// Results and tests done.
    Results "results" Flag [Result] ["resultat", "resultats", "analyse", "analyses", "=examen", "examens", "code analyse", "nabm", "loinc", "result", "results", "=test", "diagnostic", "pathologie", "=cim10", "diagnosis"];
    /// Treatment.
    Treatment "treatment" Flag [Treatment] ["traitement", "medicament", "medication", "avk", "anticoagulant", "treatment", "posologie"];
    /// Genetic data.
    Genetic "genetic" Flag [Genetic] ["genetique", "caryotype", "genotype", "genetic", "adn"];
    /// Free comment.
    Comment "comment" Flag [Comment] ["commentaire", "commentaires", "remarque", "remarques", "observation", "observations", "=obs", "=note", "notes", "=memo", "renseignements cliniques", "renseignement clinique", "=rc", "comment", "comments", "=bloc note", "=blocnote", "texte libre"];
    /// Login of the results portal.
    Login "login" Flag [Credentials] ["login", "=identifiant", "identifiant web", "identifiant internet", "code acces", "=user", "username", "user name"];
    /// Password of the results portal.
    Password "password" Flag [Credentials] ["^mot de passe", "^motdepasse", "^mdp", "^password", "^passwd", "^pwd", "^code secret", "code serveur resultat", "code serveur"];
    /// Spouse and other relatives.
    Spouse "spouse" Flag [Relative] ["!conjoint", "nom conjoint", "prenom conjoint", "spouse", "partner", "!pere", "!mere", "personne a prevenir", "personne de confiance", "next of kin"];
    /// Legal representative.
    Guardian "guardian" Store [] ["!representant legal", "!tuteur", "!curateur", "!responsable legal", "!guardian", "nom tuteur"];
    /// Measure of legal protection.
    Protected "protected" Store [] ["tutelle", "curatelle", "mesure protection", "mesure de protection", "sous tutelle", "majeur protege", "protection juridique"];
    /// Death.
    Deceased "deceased" Store [] ["decede", "deces", "date deces", "date de deces", "=dcd", "deceased", "death date", "date of death"];
    /// Person handled by a named member of staff.
    Restricted "restricted" Store [] ["=vip", "confidentiel", "acces restreint", "restreint", "dossier sensible", "=restricted", "confidential", "anonymat"];
    /// Person whom a relative may harm.
    AtRisk "at_risk" Store [] ["violence", "violences", "violences conjugales", "personne en danger", "=danger", "=at risk", "=a risque"];
    /// Ward, room, bed.
    Room "room" Flag [AppointmentRoom] ["chambre", "=lit", "=uf", "=unite", "=service", "unite fonctionnelle", "service hospitalisation", "ward", "=room", "=bed", "rendez vous", "=rdv", "appointment"];
    /// Bank data.
    Bank "bank" Flag [Bank] ["iban", "rib", "=bic", "carte bancaire", "=carte", "numero carte", "bank account"];
    /// Identity document.
    IdDoc "id_doc" Flag [IdDoc] ["piece identite", "piece d'identite", "carte identite", "passeport", "=cni", "titre sejour", "passport", "identity document"];
    /// Language.
    Language "language" Store [] ["langue", "language"];
    /// Objection to contact.
    DoNotContact "do_not_contact" Store [] ["stop courrier", "ne pas contacter", "=opposition", "do not contact", "refus courrier", "opposition contact"];
}

impl Field {
    /// Whether the value of such a column may be kept at all.
    pub fn may_be_stored(self) -> bool {
        self.action() == Action::Store
    }

    /// Reads a stable code back.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.code() == code)
    }
}
