//! A member of staff at the console, with a browser that has no script.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use totp_rs::Totp;

use super::call::Call;
use super::serve::Server;

/// Somebody who has signed in.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    server: &'a Server,
    /// Where `curl` keeps the session.
    jar: PathBuf,
}

impl<'a> Desk<'a> {
    /// Signs in with the credentials that `concerne demo --json` printed.
    pub(super) fn of(server: &'a Server, said: &Value, email: &str, folder: &Path) -> Result<Self> {
        let accounts = said["accounts"].as_array().context("no accounts")?;
        let account = accounts
            .iter()
            .find(|account| account["email"] == email)
            .with_context(|| format!("no account {email}"))?;
        let word = |name: &str| account[name].as_str().context("an account without credentials");
        let desk = Self { server, jar: folder.join(format!("{email}.cookies")) };
        desk.send("/console/connexion", &[("email", email), ("password", word("password")?)])?;
        let digits = Totp::from_url(word("totp_url")?)?.generate_current().to_string();
        let at = desk.send("/console/connexion/code", &[("code", &digits)])?;
        if at != "/console" {
            bail!("{email} cannot sign in");
        }
        Ok(desk)
    }

    /// Sends a form; gives the path that the answer leads to.
    pub(super) fn send(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let mut call = self.curl().args(["--data", ""]);
        for (name, value) in fields {
            call = call.args(["--data-urlencode", &format!("{name}={value}")]);
        }
        let said = call
            .args(["--output", "/dev/null", "--write-out", "%{http_code} %{redirect_url}"])
            .args([self.server.url(path)])
            .output()?;
        let to = said.strip_prefix("303 ").with_context(|| format!("{path} answered {said}"))?;
        Ok(to.strip_prefix(&self.server.url("")).unwrap_or(to).to_owned())
    }

    /// A page as text.
    pub(super) fn page(&self, path: &str) -> Result<String> {
        self.curl().args(["--fail"]).args([self.server.url(path)]).output()
    }

    fn curl(&self) -> Call {
        Call::new("curl")
            .args(["--silent", "--show-error", "--header", "Sec-Fetch-Site: same-origin"])
            .args(["--cookie".as_ref(), self.jar.as_os_str()])
            .args(["--cookie-jar".as_ref(), self.jar.as_os_str()])
    }
}
