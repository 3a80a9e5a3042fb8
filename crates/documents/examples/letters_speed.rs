//! Letters per second: `cargo run --release -p documents --example letters_speed -- [LETTERS]
//! [CHUNK]`. Speed is given on the clock and per second of processor time, which other work
//! on the machine does not change. `RAYON_NUM_THREADS=1` keeps layout on one core.

#[path = "../src/tests/samples/mod.rs"]
#[expect(dead_code, reason = "only the letters are measured")]
mod samples;

use std::{error::Error, fs, io::Write, time::Instant};

use documents::{Engine, Letter, LetterLayout, Sides};

/// Ticks of processor time per second, as Linux counts them in `/proc`.
const TICKS: f64 = 100.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let total: usize = arguments.next().map_or(Ok(1_000), |n| n.parse())?;
    let only: Option<usize> = arguments.next().map(|n| n.parse()).transpose()?;
    let chunks = only.map_or_else(|| vec![25, 50, 100, 250], |size| vec![size]);
    let start = Instant::now();
    let engine = Engine::new()?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "engine made in {} ms", start.elapsed().as_millis())?;
    for size in chunks {
        for kind in [Kind::OnePage, Kind::TwoPages] {
            let (clock, processor) = (Instant::now(), processor_seconds());
            let (mut done, mut bytes) = (0, 0);
            while done < total {
                let letters: Vec<Letter> = (done..done + size).map(|n| letter(kind, n)).collect();
                bytes += engine.letters(&kind.layout(), &letters)?.pdf.len();
                done += size;
            }
            writeln!(
                out,
                "{kind:?}, chunks of {size}: {:.0} letters/s, {:.0} per processor second, \
                 {} bytes/letter, peak memory {} KiB",
                done as f64 / clock.elapsed().as_secs_f64(),
                done as f64 / (processor_seconds() - processor),
                bytes / done,
                peak_memory(),
            )?;
        }
    }
    Ok(())
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    OnePage,
    TwoPages,
}

impl Kind {
    fn layout(self) -> LetterLayout {
        let sides = match self {
            Self::OnePage => Sides::Simplex,
            Self::TwoPages => Sides::Duplex,
        };
        LetterLayout { sides, ..samples::layout() }
    }
}

/// A letter that differs from the others in everything personal.
fn letter(kind: Kind, n: usize) -> Letter {
    let base = samples::french();
    let (actions, notes) = match kind {
        Kind::OnePage => (vec![], vec![]),
        Kind::TwoPages => (base.actions.clone(), base.notes.clone()),
    };
    Letter {
        address_lines: vec![
            format!("MADAME EXEMPLE {n}"),
            format!("{n} RUE DE LA FICTION"),
            "56000 VANNES".to_owned(),
        ],
        code: Some(format!("KH7P-3QWM-{n:04}")),
        verification: format!("ARM-{n:04}-203"),
        mark: format!("K7Q2{n:06}"),
        actions,
        notes,
        ..base
    }
}

/// Processor time of this process so far, all threads, where the system tells it.
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks: u32 =
        after_name.split(' ').skip(11).take(2).filter_map(|n| n.parse::<u32>().ok()).sum();
    f64::from(ticks) / TICKS
}

/// High-water mark of resident memory, in KiB, where the system tells it.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("?").to_owned()
}
