//! Lists the migration files at build time, so that the binary carries them and a
//! new file triggers a rebuild.

use std::{env, fmt::Write as _, fs, io, path::Path};

fn main() -> io::Result<()> {
    let root =
        Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../migrations");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut code = String::new();
    for (name, folder) in [
        ("MAIN_SQLITE", "sqlite"),
        ("MAIN_POSTGRES", "postgres"),
        ("KEYS_SQLITE", "keys/sqlite"),
        ("KEYS_POSTGRES", "keys/postgres"),
    ] {
        let folder = root.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files: Vec<_> = fs::read_dir(&folder)?
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ext| ext == "sql"))
            .collect();
        files.sort();
        let _ = writeln!(code, "pub(crate) const {name}: &[(&str, &str)] = &[");
        for file in files {
            let stem = file.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
            let path = file.canonicalize()?;
            let _ =
                writeln!(code, "    ({stem:?}, include_str!({:?})),", path.display().to_string());
        }
        code.push_str("];\n");
    }
    let out = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("migrations.rs"), code)
}
