//! Makes a release build notice new assets: their names change with their content, so the
//! files that the last build embedded say nothing about them. A debug build reads them from
//! disk and needs no rebuild.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=assets");
    }
}
