//! Whether answers to wrong tries tell two kinds of codes apart, by bytes or by time.

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::iter::Cycle;
use std::slice::Iter;
use std::time::Duration;

use super::Known;
use super::call::Call;
use super::code;
use super::ground::{CASE, Ground};
use super::notice::{self, Told};
use super::report::{Section, millis, row, thousands};
use super::serve::Server;
use super::stats::{Draws, Times, compare};

/// What is compared.
const PAIRS: [[Kind; 2]; 2] = [[Kind::Malformed, Kind::Unknown], [Kind::Unknown, Kind::Known]];
/// Failed tries of one code that do not lock it.
const PER_CODE: usize = 5;
/// Failed tries that are answered from one address prefix in an hour.
const PER_PREFIX: usize = 20;
/// Tries that one `curl` makes, over one connection, from one address.
const AT_ONCE: usize = 500;
const WRONG_BIRTH: &str = "birth_day=1&birth_month=1&birth_year=1901";

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Malformed,
    Unknown,
    Known,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed code",
            Self::Unknown => "unknown code",
            Self::Known => "known code, wrong birth date",
        }
    }
}

/// One answer.
#[derive(Debug)]
struct Answer {
    kind: Kind,
    status: u16,
    /// From the request sent to the first byte of the answer.
    time: Duration,
    body: Vec<u8>,
    /// Status line and headers, but for the date.
    head: Vec<u8>,
}

pub(super) fn run(ground: &Ground, tries: usize, known: Option<&Known>) -> Result<Section> {
    let told = match known {
        Some(known) => Told { case: ground.copied(&known.data)?, codes: vec![known.code.clone()] },
        None => notice::told(ground, tries.div_ceil(2 * PER_CODE))?,
    };
    let server = Server::without_worker(&told.case)?;
    let mut oracle = Oracle {
        ground,
        url: server.url(&format!("/c/{CASE}")),
        known: told.codes.iter().cycle(),
        draws: Draws::new(3),
        networks: 0,
    };
    let mut lines = vec![row([
        "From",
        "What",
        "200",
        "429",
        "Other",
        "Bodies",
        "Heads",
        "Median ms",
        "p99 ms",
    ])];
    let mut verdicts = Vec::new();
    for kinds in PAIRS {
        for (from, each) in [("many address prefixes", PER_PREFIX), ("one address", AT_ONCE)] {
            let answers = oracle.ask(kinds, tries, each)?;
            lines.extend(kinds.iter().map(|kind| line(from, *kind, &answers)));
            verdicts.push(verdict(from, kinds, &answers));
        }
    }
    server.stop()?;

    let mut section = Section::new("Answers to wrong tries", "./dev bench oracle");
    section.say(&format!(
        "{} tries in each series, half of each kind, in pairs whose order a coin decides, over \
         kept connections; the time is that from the request sent to the first byte, as `curl` \
         sees it.",
        thousands(u64::try_from(tries)?),
    ));
    section.table(&lines);
    section.say(&verdicts.join("\n"));
    section.say(
        "Bodies and Heads count the different ones, byte for byte, over both statuses; of heads the date alone is left out.\n\
         Limits: from each prefix twenty tries are answered, so that a visitor of each prefix makes \
         twenty (the addresses are loopback addresses of this machine, no header is forged); from one \
         address the first twenty are answered and the rest told to wait, whatever the code; a \
         failure that is being written may count twice, so that a few are told to wait too early.\n\
         Chance is measured on the same times: 95 of 100 random exchanges within pairs stay below it. \
         The interval is a bootstrap: 95 of 100 differences over pairs drawn again lie in it.\n\
         Whether a code is well-formed can be computed by anybody, so that the first pair hides no \
         secret: it shows how far apart answers may lie.",
    );
    section.say(&match known {
        Some(_) => "The known code is locked after five tries for a day; its person is read and \
                    opened all the same."
            .to_owned(),
        None => format!(
            "The {} known codes were read in the messages of a campaign that the benchmark prepared, \
             approved and launched at the console; from many prefixes each is tried five times, \
             the number after which a code is locked.",
            thousands(u64::try_from(told.codes.len())?)
        ),
    });
    Ok(section)
}

struct Oracle<'a> {
    ground: &'a Ground,
    url: String,
    known: Cycle<Iter<'a, String>>,
    draws: Draws,
    /// Networks of this machine that visitors came from.
    networks: usize,
}

impl Oracle<'_> {
    /// So many tries, `each` of them by one visitor, who comes from a /24 network of this
    /// machine that nobody came from before.
    fn ask(&mut self, kinds: [Kind; 2], tries: usize, each: usize) -> Result<Vec<Answer>> {
        let mut order = Vec::new();
        for _ in 0..tries / 2 {
            let [first, second] = kinds;
            // Nobody is first by rule.
            let heads = self.draws.next() & 1 == 1;
            order.extend(if heads { [second, first] } else { [first, second] });
        }
        // One visitor at a time where all come from one address: `curl` is called for some.
        let one = each == AT_ONCE;
        if one {
            self.networks += 1;
        }
        let mut answers = Vec::new();
        for tries in order.chunks(each) {
            self.networks += usize::from(!one);
            let (high, low) = (1 + self.networks / 250, 1 + self.networks % 250);
            answers.extend(self.visit(tries, &format!("127.{high}.{low}.1"))?);
        }
        Ok(answers)
    }

    fn visit(&mut self, tries: &[Kind], address: &str) -> Result<Vec<Answer>> {
        let folder = self.ground.folder.join("answers");
        fs::create_dir_all(&folder)?;
        let file = |place: usize| folder.join(place.to_string());
        let mut config = String::new();
        for (place, kind) in tries.iter().enumerate() {
            let code = match kind {
                Kind::Malformed => code::malformed(&mut self.draws),
                Kind::Unknown => code::unknown(&mut self.draws),
                Kind::Known => self.known.next().context("no code is known")?.clone(),
            };
            if place > 0 {
                config.push_str("next\n");
            }
            let _ = write!(
                config,
                "silent\nshow-error\ninclude\nurl = \"{}\"\ndata = \"code={code}&{WRONG_BIRTH}\"\n\
                 output = \"{}\"\n\
                 interface = \"{address}\"\n\
                 write-out = \"%{{http_code}} %{{time_pretransfer}} %{{time_starttransfer}}\\n\"\n",
                self.url,
                file(place).display()
            );
        }
        let said = Call::new("curl").args(["--config", "-"]).input(config).output()?;
        let answers: Vec<Answer> = tries
            .iter()
            .zip(said.lines())
            .enumerate()
            .map(|(place, (kind, line))| answer(*kind, line, &fs::read(file(place))?))
            .collect::<Result<_>>()?;
        anyhow::ensure!(answers.len() == tries.len(), "answers are missing");
        Ok(answers)
    }
}

fn answer(kind: Kind, line: &str, bytes: &[u8]) -> Result<Answer> {
    let numbers: Vec<f64> = line.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [_, sent, first] = numbers.as_slice() else { anyhow::bail!("curl gave no times") };
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").context("no head")?;
    let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
    let head: Vec<&str> =
        head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("date:")).collect();
    let digest = |bytes: &[u8]| Sha256::digest(bytes).to_vec();
    Ok(Answer {
        kind,
        status: line.split_whitespace().next().unwrap_or_default().parse()?,
        time: Duration::from_secs_f64((first - sent).max(0.0)),
        body: digest(bytes.get(end..).unwrap_or_default()),
        head: digest(head.join("\n").as_bytes()),
    })
}

fn line(from: &str, kind: Kind, answers: &[Answer]) -> Vec<String> {
    let ours: Vec<&Answer> = answers.iter().filter(|answer| answer.kind == kind).collect();
    let count = |status: u16| ours.iter().filter(|answer| answer.status == status).count();
    let bodies: BTreeSet<_> = ours.iter().map(|answer| (answer.status, &answer.body)).collect();
    let heads: BTreeSet<_> = ours.iter().map(|answer| &answer.head).collect();
    let times = Times::new(ours.iter().map(|answer| answer.time).collect());
    let mut cells = vec![from.to_owned(), kind.name().to_owned()];
    let other = ours.len() - count(200) - count(429);
    let counts = [count(200), count(429), other, bodies.len(), heads.len()];
    cells.extend(counts.map(|count| thousands(u64::try_from(count).unwrap_or(0))));
    cells.extend([times.median(), times.percent(99)].map(millis));
    cells
}

/// Bytes of each status against those of the other kind, and the difference in time.
fn verdict(from: &str, kinds: [Kind; 2], answers: &[Answer]) -> String {
    let seen = |kind: Kind| {
        let ours = answers.iter().filter(|answer| answer.kind == kind);
        ours.map(|answer| (answer.status, &answer.head, &answer.body)).collect::<BTreeSet<_>>()
    };
    let same = if seen(kinds[0]) == seen(kinds[1]) { "the same bytes" } else { "DIFFERENT bytes" };
    let pairs: Vec<(Duration, Duration)> = answers
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [a, b] if a.kind == kinds[0] => Some((a.time, b.time)),
            [a, b] => Some((b.time, a.time)),
            _ => None,
        })
        .collect();
    let difference = compare(&pairs);
    let within = if difference.micros.abs() <= difference.chance { "within" } else { "BEYOND" };
    let (low, high) = difference.interval;
    format!(
        "{} and {}, {from}: {same} for both; medians differ by {:.1} µs (from {low:.1} to \
         {high:.1}), {within} what chance gives (±{:.1} µs).",
        kinds[0].name(),
        kinds[1].name(),
        difference.micros,
        difference.chance
    )
}
