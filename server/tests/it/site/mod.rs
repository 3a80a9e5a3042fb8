//! The web server from inside: its real router over a real database, asked as everybody
//! who could ask.
//!
//! | File | Holds |
//! | --- | --- |
//! | `client` | [`client::TestApp`], and browsers that keep cookies |
//! | `world` | two labs in one case and more, with something of every kind |
//! | `table` | every route, with who may use it: **a new page is a new line here** |
//! | `doors` | asks every route as every role; refused, foreign, forged, allowed |
//! | `budget` | how many statements a page may cost |

mod answer;
mod budget;
mod client;
mod doors;
mod growth;
mod places;
mod table;
mod world;
