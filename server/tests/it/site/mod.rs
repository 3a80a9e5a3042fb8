//! The web server from inside: its real router over a real database, asked as everybody
//! who could ask.
//!
//! | File | Holds |
//! | --- | --- |
//! | `client` | [`client::TestApp`], and browsers that keep cookies |
//! | `headers` | what every answer carries, wherever it comes from |
//! | `world`, `places` | two labs in one case and more, with something of every kind |
//! | `table` | every route, with who may use it: **a new page is a new line here** |
//! | `forms` | what the forms of the table type: **a new field of a page is one here** |
//! | `doors`, `visitor` | asks every route as every role; refused, foreign, forged, allowed |
//! | `acts` | sends every form once as its page shows it, by somebody who may |
//! | `publish` | the public page is not closed by one click |
//! | `budget`, `growth` | how many statements a page may cost |

mod acts;
mod answer;
mod budget;
mod client;
mod doors;
mod forms;
mod growth;
mod headers;
mod html;
mod line;
mod places;
mod publish;
mod table;
mod visitor;
mod world;
