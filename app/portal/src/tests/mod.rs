//! The pages as a browser gets them, on a database of their own.

mod answers;
mod letters;
mod limits;
mod pages;
mod promises;
mod weight;
mod world;
