//! Letters per second, by chunk size: `cargo run --release -p documents --example letters_speed
//! [LETTERS]`. Set `RAYON_NUM_THREADS=1` to measure one core.

#[path = "../src/tests/samples.rs"]
#[expect(dead_code, reason = "each example uses some of the samples")]
mod samples;

use std::{error::Error, fs, io::Write, time::Instant};

use documents::{Engine, Letter};

fn main() -> Result<(), Box<dyn Error>> {
    let total: usize = std::env::args().nth(1).map_or(Ok(1_000), |n| n.parse())?;
    let start = Instant::now();
    let engine = Engine::new()?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "engine made in {} ms", start.elapsed().as_millis())?;
    for kind in [Kind::OnePage, Kind::TwoPages] {
        for size in [50, 100, 250, 500] {
            let start = Instant::now();
            let (mut done, mut bytes) = (0, 0);
            while done < total {
                let letters: Vec<Letter> = (done..done + size).map(|n| letter(kind, n)).collect();
                bytes += engine.letters(&samples::layout(), &letters)?.pdf.len();
                done += size;
            }
            let seconds = start.elapsed().as_secs_f64();
            writeln!(
                out,
                "{kind:?}, chunks of {size}: {:.0} letters/s, {} bytes/letter, peak {} KiB",
                done as f64 / seconds,
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

/// High-water mark of resident memory, in KiB, where the system tells it.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("?").to_owned()
}
