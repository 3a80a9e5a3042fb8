//! Writes one PDF of each kind into the folder given, to be looked at by people:
//! `cargo run -p documents --example specimens -- FOLDER`.

#[path = "../src/tests/samples/mod.rs"]
mod samples;

use std::{error::Error, fs, path::PathBuf};

use documents::{Engine, Letter, LetterLayout, PrintSize};

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = std::env::args().nth(1).ok_or("give a folder")?.into();
    fs::create_dir_all(&folder)?;
    let engine = Engine::new()?;
    let letters = |name: &str, letter: Letter| -> Result<(), Box<dyn Error>> {
        let layout = LetterLayout { lang: letter.lang, ..samples::layout() };
        fs::write(folder.join(name), engine.letters(&layout, &[letter])?.pdf)?;
        Ok(())
    };
    letters("lettre-fr.pdf", samples::french())?;
    letters("letter-en.pdf", samples::english())?;
    letters("lettre-longue.pdf", samples::longest())?;
    letters("lettre-gros.pdf", Letter { print: PrintSize::Large, ..samples::french() })?;
    fs::write(
        folder.join("registre.pdf"),
        engine.register_entry(&samples::reports::register())?.pdf,
    )?;
    fs::write(
        folder.join("cnil.pdf"),
        engine.preparation_sheet(&samples::reports::preparation())?.pdf,
    )?;
    fs::write(folder.join("bordereau.pdf"), engine.manifest(&samples::reports::manifest())?.pdf)?;
    Ok(())
}
