//! The public page and the code form under load, and the size of the pages.

use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::call::Call;
use super::code;
use super::ground::{CASE, Ground};
use super::report::{Section, mebibytes, millis, row, thousands};
use super::serve::Server;
use super::stats::Draws;

const LOAD: [&str; 3] = ["-t1", "-c32", "-d10s"];
/// Different codes that are tried; a code that was tried often counts as locked.
const CODES: usize = 20_000;
/// Pages a visitor without a code may open, below the page of the case.
const PAGES: [&str; 4] = ["", "/sans-code", "/medical", "/verifier"];
const RESULT: &str = "RESULT ";

/// Counts answers by status and prints one line of numbers at the end.
const COUNT: &str = "
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() ok, wait, other = 0, 0, 0 end
function response(status)
  if status == 200 then ok = ok + 1 elseif status == 429 then wait = wait + 1 else other = other + 1 end
end
function done(summary, latency)
  local a, b, c = 0, 0, 0
  for _, t in ipairs(threads) do a = a + t:get('ok'); b = b + t:get('wait'); c = c + t:get('other') end
  local e = summary.errors
  print(string.format('RESULT %d %d %d %d %d %d %d %d', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), a, b, c, e.connect + e.read + e.write + e.timeout))
end
";

const TRY: &str = "
local at = 0
local headers = { ['Content-Type'] = 'application/x-www-form-urlencoded' }
function request()
  at = at % #codes + 1
  local body = 'code=' .. codes[at] .. '&birth_day=14&birth_month=6&birth_year=1984'
  return wrk.format('POST', nil, headers, body)
end
";

pub(super) fn run(ground: &Ground) -> Result<Section> {
    let case = ground.on_sqlite()?;
    let server = Server::start(&case)?;
    let page = format!("/c/{CASE}");
    let mut pages = vec![row(["Page", "Bytes", "Bytes with gzip"])];
    for part in PAGES {
        let path = format!("{page}{part}");
        pages.push(sizes(&path, &server.url(&path), None)?);
    }
    let wrong = format!(
        "code={}&birth_day=14&birth_month=6&birth_year=1984",
        code::unknown(&mut Draws::new(1))
    );
    pages.push(sizes("the neutral answer", &server.url(&page), Some(&wrong))?);
    let sheet = style_sheet(&server, &page)?;
    pages.push(sizes("the style sheet", &server.url(&sheet), None)?);

    let script = ground.folder.join("load.lua");
    let mut lines = vec![row([
        "What",
        "Requests/s",
        "p50 ms",
        "p99 ms",
        "Answers 200",
        "429",
        "Other",
        "Socket errors",
    ])];
    fs::write(&script, COUNT)?;
    lines.push(load(&format!("GET {page}"), &server.url(&page), &script)?);
    fs::write(&script, tries())?;
    lines.push(load(&format!("POST {page}, wrong codes"), &server.url(&page), &script)?);
    let peak = server.memory("VmHWM")?;
    server.stop()?;

    let mut section = Section::new("Portal under load", "./dev bench portal");
    section.table(&lines);
    section.say(&format!(
        "`wrk {}` on the machine of the server, so that the two share its cores; SQLite; no proxy in between.\n\
         The codes of the form are well-formed and belong to nobody.\n\
         Twenty wrong tries from one address prefix are answered (some more when they come at the \
         same moment), then every further one is told to wait (429): what is measured is the refusal, after the two counts were read.\n\
         Peak memory of the server over both runs: {} MiB.",
        LOAD.join(" "),
        mebibytes(peak)
    ));
    section.table(&pages);
    section.say("Beside the page a browser loads the style sheet and an icon; there is no script.");
    Ok(section)
}

fn tries() -> String {
    let mut draws = Draws::new(2);
    let mut script = String::from("codes = {");
    for _ in 0..CODES {
        let _ = write!(script, "'{}',", code::unknown(&mut draws));
    }
    format!("{script}}}\n{COUNT}{TRY}")
}

fn load(name: &str, url: &str, script: &Path) -> Result<Vec<String>> {
    let script = ["-s".as_ref(), script.as_os_str()];
    let said = Call::new("wrk").args(LOAD).args(script).args([url]).output()?;
    let line = said.lines().find_map(|line| line.strip_prefix(RESULT));
    let numbers: Vec<u64> = line
        .context("wrk gave no result")?
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let [requests, micros, median, worst, ok, wait, other, errors] = numbers.as_slice() else {
        bail!("wrk gave another result than was asked for");
    };
    let rate = requests * 1_000_000 / (*micros).max(1);
    let mut cells = vec![name.to_owned(), thousands(rate)];
    cells.extend([median, worst].map(|micros| millis(Duration::from_micros(*micros))));
    cells.extend([ok, wait, other, errors].map(|count| thousands(*count)));
    Ok(cells)
}

/// Bytes of a body, as sent without and with compression.
fn sizes(name: &str, url: &str, form: Option<&str>) -> Result<Vec<String>> {
    let size = |coding: &str| {
        let out = ["-o", "/dev/null", "-w", "%{size_download}", "-H", coding, url];
        let call = Call::new("curl").args(["-sS", "--fail"]).args(out);
        let call = match form {
            Some(form) => call.args(["-d", form]),
            None => call,
        };
        Ok::<u64, anyhow::Error>(call.output()?.trim().parse()?)
    };
    let (plain, gzip) = (size("Accept-Encoding: identity")?, size("Accept-Encoding: gzip")?);
    Ok(vec![name.to_owned(), thousands(plain), thousands(gzip)])
}

/// The address of the style sheet, as the page names it.
fn style_sheet(server: &Server, page: &str) -> Result<String> {
    let html = Call::new("curl").args(["-sS", "--fail", &server.url(page)]).output()?;
    let link =
        html.split_once("rel=\"stylesheet\" href=\"").and_then(|(_, rest)| rest.split('"').next());
    Ok(link.context("the page names no style sheet")?.to_owned())
}
