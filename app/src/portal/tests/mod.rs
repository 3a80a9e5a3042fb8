//! The pages as a browser gets them, on a database of their own.

mod answers;
mod limits;
mod pages;
mod weight;
mod world;
