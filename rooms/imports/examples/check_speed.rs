//! Times the dry run on a generated extract of 16 columns:
//! `cargo run --release -p imports --example check_speed [-- ROWS]`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::ControlFlow;

use chrono::NaiveDate;
use imports::check::{CheckOptions, Outputs, check_path};

/// Syllables of invented names.
const SYLLABLES: [&str; 24] = [
    "ker", "va", "dec", "tré", "vi", "dic", "gou", "lan", "mor", "bi", "han", "pen", "ar", "goff",
    "le", "ros", "cad", "ou", "quer", "né", "loc", "ma", "ri", "plou",
];

/// A small repeatable generator.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn name(&mut self, syllables: u64) -> String {
        let picked = (0..syllables).filter_map(|_| {
            let at = usize::try_from(self.below(SYLLABLES.len() as u64)).ok()?;
            SYLLABLES.get(at)
        });
        let name: String = picked.copied().collect();
        let mut chars = name.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
    }
}

fn main() -> anyhow_free::Result {
    let rows: u64 = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(500_000);
    let path = std::env::temp_dir().join(format!("check_speed_{}.csv", std::process::id()));
    write_extract(&path, rows)?;
    let bytes = std::fs::metadata(&path)?.len();
    let today = NaiveDate::from_ymd_opt(2021, 2, 25).unwrap_or_default();
    let report = check_path(&path, &CheckOptions::new(today), Outputs::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    std::fs::remove_file(&path)?;
    let report = report?;
    writeln!(
        std::io::stdout(),
        "{} rows, {} bytes, {} people, {} quarantined: {:.2} s, peak {} MiB",
        report.rows,
        bytes,
        report.people,
        report.quarantined,
        report.seconds,
        report.peak_rss_bytes >> 20,
    )?;
    Ok(())
}

/// The result of an example.
mod anyhow_free {
    /// Any error.
    pub(crate) type Result = std::result::Result<(), Box<dyn std::error::Error>>;
}

fn write_extract(path: &std::path::Path, rows: u64) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    out.write_all("nom;nom_naissance;prenom;sexe;ddn;adresse;cp;ville;tel;portable;mail;nss;ipp;medecin;date_prelevement;commentaire\n".as_bytes())?;
    let mut chance = Chance(7);
    let mut line = String::new();
    for n in 0..rows {
        line.clear();
        let (name, birth, first) = (chance.name(3), chance.name(3), chance.name(2));
        let sex = if chance.below(2) == 0 { "M" } else { "F" };
        let (day, month, year) =
            (1 + chance.below(28), 1 + chance.below(12), 1930 + chance.below(80));
        let mail = if chance.below(8) == 0 { format!("p{n}@example.org") } else { String::new() };
        let comment = if chance.below(25) == 0 { "\"à revoir; sous \"\"AVK\"\"\"" } else { "" };
        let order = 1 + chance.below(999);
        let _ = writeln!(
            line,
            "{name};{};{first};{sex};{day:02}/{month:02}/{year};{} rue du {};{};{};;06399{:05};{mail};{}{:02}{month:02}56999{order:03};{n};Dr {};{:02}/{:02}/2019;{comment}",
            if sex == "F" { birth } else { String::new() },
            chance.below(200),
            chance.name(2),
            56_000 + chance.below(900),
            chance.name(3),
            chance.below(100_000),
            if sex == "F" { 2 } else { 1 },
            year % 100,
            chance.name(2),
            1 + chance.below(28),
            1 + chance.below(12),
        );
        out.write_all(line.as_bytes())?;
    }
    out.flush()
}
