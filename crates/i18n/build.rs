//! Embeds the catalogues: one `include_str!` for each `locales/<tag>/<area>.toml`.
//!
//! French comes first and English second, because `Lang::FR` and `Lang::EN` are
//! positions in this list; a language more is a folder more, no code.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let locales = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    writeln!(io::stdout(), "cargo::rerun-if-changed={}", locales.display())?;
    let mut tags: Vec<String> = names(&locales)?.into_iter().filter(|n| !n.contains('.')).collect();
    tags.sort_by_key(|tag| (tag != "fr", tag != "en", tag.clone()));

    let mut code = String::from("pub(crate) static FILES: &[(&str, &[(&str, &str)])] = &[\n");
    for tag in tags {
        let folder = locales.join(&tag);
        writeln!(code, "    ({tag:?}, &[")?;
        let mut files = names(&folder)?;
        files.sort();
        for file in files {
            if let Some(area) = file.strip_suffix(".toml") {
                let path = folder.join(&file);
                writeln!(
                    code,
                    "        ({area:?}, include_str!({:?})),",
                    path.display().to_string()
                )?;
            }
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("locales.rs"), code)?;
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}
