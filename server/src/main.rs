//! The `concerne` program.

fn main() {}
