//! The room on both engines: who is answered, who is not, and what is left behind.

mod answers;
mod before_launch;
mod known;
mod letters;
mod limits;
mod timing;
mod trouble;
mod visits;
mod world;
