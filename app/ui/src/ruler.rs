//! The ruler of an hour deadline: awareness, acts, now, target and legal limit.
//!
//! Positions are seconds since awareness, negative before. Target is a dashed line, legal
//! limit a full one, both named. Under 1216 px the ruler gives way to its timeline.

use super::chart::escape;
use super::{OptText, Slot, Text};
use leptos::prelude::*;
use std::fmt::Write;

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulerMarkKind {
    /// The clock starts.
    Start,
    /// Something was done.
    Act,
    /// Now.
    Now,
    /// Elapsed hours: what alerts follow.
    Target,
    /// Regulation 1182/71: what the law counts.
    Limit,
}

/// A named instant.
#[derive(Debug, Clone)]
pub struct RulerMark {
    /// What it is.
    pub kind: RulerMarkKind,
    /// Seconds since awareness.
    pub at: i64,
    /// Its name and time.
    pub label: Text,
}

/// A line of the scale.
#[derive(Debug, Clone)]
pub struct RulerTick {
    /// Seconds since awareness.
    pub at: i64,
    /// "24 h", or the name of the day that begins.
    pub label: Text,
}

/// The ruler.
#[component]
pub fn Ruler(
    /// One sentence that says everything the drawing shows.
    #[prop(into)]
    label: Text,
    /// First and last instant drawn.
    range: (i64, i64),
    /// Length of the period, in seconds.
    period: i64,
    /// Midnights.
    days: Vec<RulerTick>,
    /// Hours since awareness.
    hours: Vec<RulerTick>,
    /// Named instants.
    marks: Vec<RulerMark>,
    /// What is older than the drawing.
    #[prop(optional, into)]
    note: OptText,
    /// The same as a list: a [`super::Timeline`], shown where the ruler does not fit.
    #[prop(into)]
    list: Slot,
) -> AnyView {
    let drawn = draw(range, period, &days, &hours, &marks);
    view! {
        <div class="broad-only">
            <figure class="chart chart--large">
                <svg viewBox="0 0 1000 184" role="img" aria-label=label inner_html=drawn></svg>
                {note.get().map(|note| view! { <figcaption>{note}</figcaption> })}
            </figure>
        </div>
        <div class="slim-only">{list.get()}</div>
    }
    .into_any()
}

const WIDTH: f64 = 1000.0;
const EDGE: f64 = 20.0;
/// About one character of 13 px, to keep names apart.
const CHARACTER: f64 = 7.2;

struct Scale {
    from: f64,
    span: f64,
}

impl Scale {
    fn x(&self, at: i64) -> f64 {
        EDGE + ((at as f64 - self.from) / self.span).clamp(0.0, 1.0) * (WIDTH - 2.0 * EDGE)
    }
}

fn draw(
    range: (i64, i64),
    period: i64,
    days: &[RulerTick],
    hours: &[RulerTick],
    marks: &[RulerMark],
) -> String {
    let scale = Scale { from: range.0 as f64, span: ((range.1 - range.0).max(1)) as f64 };
    let mut out = String::new();
    for day in days {
        let x = scale.x(day.at);
        // A string never fails to take text.
        let _ = write!(
            out,
            r#"<path class="chart__grid" d="M{x:.1} 4V140"/><text class="chart__text" x="{:.1}" y="18">{}</text>"#,
            x + 8.0,
            escape(&day.label)
        );
    }
    let (start, end) = (scale.x(0), scale.x(period));
    let now = marks
        .iter()
        .find(|mark| mark.kind == RulerMarkKind::Now)
        .map_or(start, |mark| scale.x(mark.at));
    let used = (now.min(end) - start).max(0.0);
    let _ = write!(
        out,
        r#"<rect class="chart__left" x="{start:.1}" y="76" width="{:.1}" height="16" rx="8"/><rect class="chart__used" x="{start:.1}" y="76" width="{used:.1}" height="16" rx="8"/>"#,
        end - start
    );
    for hour in hours {
        let x = scale.x(hour.at);
        // At the end of the period stand target and limit: its name goes under their lines.
        let y = if hour.at == period { 148 } else { 120 };
        let _ = write!(
            out,
            r#"<path class="chart__axis" d="M{x:.1} 94V104"/><text class="chart__text chart__text--mid" x="{x:.1}" y="{y}">{}</text>"#,
            escape(&hour.label)
        );
    }
    above(&scale, marks, &mut out);
    below(&scale, marks, &mut out);
    out
}

/// Names above the bar: start, now, target, limit, on two lines when they would touch.
fn above(scale: &Scale, marks: &[RulerMark], out: &mut String) {
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.kind != RulerMarkKind::Act) {
        let x = scale.x(mark.at);
        let long = mark.label.chars().count() as f64 * CHARACTER;
        let (class, anchor, from) = match mark.kind {
            // Target stands left of its line, limit right of it: they are often minutes apart.
            RulerMarkKind::Target => {
                ("chart__text--strong chart__text--end", x - 8.0, x - 8.0 - long)
            }
            RulerMarkKind::Limit => ("chart__text--danger", x + 8.0, x + 8.0),
            RulerMarkKind::Now if x + long > WIDTH - EDGE => {
                ("chart__text--strong chart__text--end", x - 8.0, x - 8.0 - long)
            }
            _ => ("chart__text--strong", x - 8.0, x - 8.0),
        };
        let touches = |y: f64| {
            taken
                .iter()
                .any(|(a, b, line)| (*line - y).abs() < 1.0 && from < *b && from + long > *a)
        };
        let y = if touches(58.0) { 40.0 } else { 58.0 };
        taken.push((from - 8.0, from + long + 8.0, y));
        let line = match mark.kind {
            RulerMarkKind::Target => {
                format!(r#"<path class="chart__target" d="M{x:.1} {:.0}V132"/>"#, y + 4.0)
            }
            RulerMarkKind::Limit => {
                format!(r#"<path class="chart__limit" d="M{x:.1} {:.0}V132"/>"#, y + 4.0)
            }
            RulerMarkKind::Now => {
                format!(r#"<path class="chart__now" d="M{x:.1} {:.0}V112"/>"#, y + 6.0)
            }
            _ => format!(
                r#"<circle class="chart__dot chart__dot--full" cx="{x:.1}" cy="84" r="9"/>"#
            ),
        };
        let _ = write!(
            out,
            r#"{line}<text class="chart__text {class}" x="{anchor:.1}" y="{y}">{}</text>"#,
            escape(&mark.label)
        );
    }
}

/// Acts below the bar, each with its line, on as many lines as they need (three at most).
/// From the last to the first: the earlier of two neighbours stands lower, so that its line
/// passes beside the name of the later one and not through it.
fn below(scale: &Scale, marks: &[RulerMark], out: &mut String) {
    let mut acts: Vec<&RulerMark> =
        marks.iter().filter(|mark| mark.kind == RulerMarkKind::Act).collect();
    acts.sort_by_key(|mark| std::cmp::Reverse(mark.at));
    let mut starts = [f64::MAX; 3];
    for mark in acts {
        let x = scale.x(mark.at);
        let long = mark.label.chars().count() as f64 * CHARACTER;
        let from = x.min(WIDTH - EDGE - long);
        let line = starts.iter().position(|start| from + long + 12.0 < *start).unwrap_or(2);
        if let Some(start) = starts.get_mut(line) {
            *start = from;
        }
        let y = 144.0 + line as f64 * 17.0;
        let _ = write!(
            out,
            r#"<circle class="chart__dot" cx="{x:.1}" cy="84" r="7"/><path class="chart__axis" d="M{x:.1} 93V{:.0}"/><text class="chart__text" x="{from:.1}" y="{y:.0}">{}</text>"#,
            y - 13.0,
            escape(&mark.label)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(kind: RulerMarkKind, hours: i64, label: &'static str) -> RulerMark {
        RulerMark { kind, at: hours * 3600, label: label.into() }
    }

    #[test]
    fn the_bar_is_filled_up_to_now_and_never_past_its_end() {
        let used = |hours: i64| {
            let marks = [mark(RulerMarkKind::Now, hours, "now")];
            let drawn = draw((0, 72 * 3600), 72 * 3600, &[], &[], &marks);
            let (_, rest) = drawn.split_once("chart__used").unwrap();
            let (_, rest) = rest.split_once(r#"width=""#).unwrap();
            rest.split_once('"').unwrap().0.parse::<f64>().unwrap()
        };
        assert!((used(36) - 480.0).abs() < 0.1);
        assert!((used(72) - 960.0).abs() < 0.1);
        assert!((used(100) - 960.0).abs() < 0.1);
        assert!(used(-5).abs() < 0.1);
    }

    #[test]
    fn names_that_would_touch_stand_on_two_lines() {
        let marks = [
            mark(RulerMarkKind::Now, 40, "Now, 16 h 40 and more"),
            mark(RulerMarkKind::Start, 41, "Another name"),
        ];
        let mut out = String::new();
        above(&Scale { from: 0.0, span: 72.0 * 3600.0 }, &marks, &mut out);
        assert!(out.contains(r#"y="58""#) && out.contains(r#"y="40""#), "{out}");
    }

    #[test]
    fn the_earlier_of_two_close_acts_stands_lower() {
        let marks = [
            mark(RulerMarkKind::Act, 5, "First act, 15 h 05"),
            mark(RulerMarkKind::Act, 8, "Second act, 17 h 30"),
        ];
        let mut out = String::new();
        below(&Scale { from: 0.0, span: 72.0 * 3600.0 }, &marks, &mut out);
        assert!(
            out.contains(r#"y="161">First act"#) && out.contains(r#"y="144">Second act"#),
            "{out}"
        );
    }
}
