//! A case whose persons were told by e-mail, as staff tells them: a campaign prepared,
//! approved by a second person and launched at the console.

use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use super::console::Desk;
use super::ground::{CASE, Case, Ground, LAB};
use super::mailbox::Mailbox;
use super::serve::Server;

const DPO: &str = "dpo@example.org";
const APPROVER: &str = "approbation@example.org";
const LOOK_AGAIN: Duration = Duration::from_millis(200);
const PREPARED_WITHIN: Duration = Duration::from_mins(5);

/// The case, and the codes that its persons received.
#[derive(Debug)]
pub(super) struct Told<'a> {
    pub(super) case: Case<'a>,
    pub(super) codes: Vec<String>,
}

/// Tells so many persons beside those of the demonstration.
pub(super) fn told(ground: &Ground, people: usize) -> Result<Told<'_>> {
    let case = ground.on_sqlite()?;
    let file = ground.folder.join("mailboxes.csv");
    fs::write(&file, extract(people))?;
    case.import_file(&file).output()?;
    let said = case.call().args(["demo", "--reset-accounts", "--json"]).output()?;
    let said = serde_json::from_str(&said).context("demo gave no JSON")?;
    let mailbox = Mailbox::open()?;
    let call = case
        .call()
        .env("CONCERNE_SMTP_URL", mailbox.url())
        .env("CONCERNE_MAIL_FROM", "information@example.org")
        .env("CONCERNE_MAIL_DOMAIN", "example.org");
    let server = Server::of(call, &[])?;
    let dpo = Desk::of(&server, &said, DPO, &ground.folder)?;
    let approver = Desk::of(&server, &said, APPROVER, &ground.folder)?;
    let new = format!("/console/cas/{CASE}/{}/campagnes/nouvelle", LAB.to_lowercase());
    let fields = [
        ("title", "Information"),
        ("purpose", "first"),
        ("channels", "email_where_valid"),
        ("batch_size", "500"),
        ("rate_limit", "0"),
    ];
    let campaign = dpo.send(&new, &fields)?;
    dpo.send(&format!("{campaign}/preparer"), &[])?;
    let hash = prepared(&approver, &campaign)?;
    approver.send(&format!("{campaign}/approuver"), &[("hash", &hash)])?;
    let page = dpo.page(&campaign)?;
    let hint = after(&page, "id=\"number-hint\"", '<').context("nothing to launch")?;
    let hint = hint.rsplit('>').next().unwrap_or_default();
    let persons: String = hint.chars().filter(char::is_ascii_digit).collect();
    dpo.send(&format!("{campaign}/lancer"), &[("number", &persons)])?;
    let codes = mailbox.codes(people)?;
    server.stop()?;
    Ok(Told { case, codes })
}

/// Waits for the content to approve; gives its fingerprint.
fn prepared(approver: &Desk<'_>, campaign: &str) -> Result<String> {
    let began = Instant::now();
    loop {
        let page = approver.page(campaign)?;
        if let Some(hash) = after(&page, "name=\"hash\" value=\"", '"') {
            return Ok(hash.to_owned());
        }
        if began.elapsed() > PREPARED_WITHIN {
            bail!("the campaign is not prepared");
        }
        thread::sleep(LOOK_AGAIN);
    }
}

/// What stands between a mark and a character.
fn after<'a>(page: &'a str, mark: &str, end: char) -> Option<&'a str> {
    page.split_once(mark)?.1.split_once(end).map(|(between, _)| between)
}

/// Persons that nothing but their number tells apart, each with a mailbox.
fn extract(people: usize) -> String {
    let mut text = String::from(
        "NOM DE NAISSANCE;PRENOM;DATE DE NAISSANCE;SEXE;ADRESSE;CODE POSTAL;VILLE;EMAIL\n",
    );
    for n in 0..people {
        let word: String = n.to_string().bytes().map(|b| char::from(b - b'0' + b'A')).collect();
        let (day, month, year) = (1 + n % 28, 1 + n / 28 % 12, 1930 + n / 336 % 70);
        let _ = writeln!(
            text,
            "KERMARREC{word};ANNE{word};{day:02}/{month:02}/{year};F;{} RUE DES AJONCS;56000;\
             VANNES;p{n}@example.org",
            1 + n % 900
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_where_they_stand() {
        let page = "<p id=\"number-hint\" class=\"x\">1\u{202f}015 personnes</p>";
        assert_eq!(
            after(page, "id=\"number-hint\"", '<'),
            Some(" class=\"x\">1\u{202f}015 personnes")
        );
        assert_eq!(after(page, "name=\"hash\"", '"'), None);
    }

    #[test]
    fn each_person_has_a_mailbox() {
        let text = extract(1_000);
        let mailboxes: std::collections::BTreeSet<_> =
            text.lines().skip(1).filter_map(|line| line.rsplit(';').next()).collect();
        assert_eq!(mailboxes.len(), 1_000);
    }
}
