//! Bars by day or by class: start at zero, values on the bars, two grid lines, and the
//! same numbers as a table below. Drawn twice: a wide drawing and a narrow one, so that
//! its text is never scaled under 11 px.

use super::{Slot, Text};
use leptos::prelude::*;
use std::fmt::Write;

/// A bar.
#[derive(Debug, Clone)]
pub struct BarDatum {
    value: u64,
    shown: Text,
    label: Text,
}

impl BarDatum {
    /// The value, the same written out, and what it is of: short, as "ven. 27".
    pub fn new(value: u64, shown: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self { value, shown: shown.into(), label: label.into() }
    }
}

/// A bar chart with its table.
#[component]
pub fn BarChart(
    /// One sentence that says what the drawing shows.
    #[prop(into)]
    label: Text,
    /// The bars, at most fourteen.
    bars: Vec<BarDatum>,
    /// Writes a number of the grid.
    format: fn(u64) -> String,
    /// "See the numbers"
    #[prop(into)]
    numbers: Text,
    /// The same numbers: a [`super::Table`].
    #[prop(into)]
    table: Slot,
) -> AnyView {
    let wide = draw(&bars, &Frame::WIDE, format);
    let narrow = draw(&bars, &Frame::narrow(bars.len()), format);
    let narrow_box = format!("0 0 {} 200", Frame::narrow(bars.len()).width);
    view! {
        <figure class="chart chart--cap">
            <div class="wide-only">
                <svg viewBox="0 0 640 200" role="img" aria-label=label.clone() inner_html=wide></svg>
            </div>
            <div class="narrow-only chart__scroll">
                <svg viewBox=narrow_box role="img" aria-label=label inner_html=narrow></svg>
            </div>
            <details class="behind">
                <summary>{numbers}</summary>
                {table.get()}
            </details>
        </figure>
    }
    .into_any()
}

/// Sizes of one drawing, in its own units.
struct Frame {
    /// Whole width.
    width: f64,
    /// Where bars begin: room for the numbers of the grid.
    start: f64,
    /// Widest bar.
    bar: f64,
}

/// Top of the tallest bar, foot of all bars, line of the labels.
const TOP: f64 = 32.0;
const FOOT: f64 = 172.0;
const LABELS: f64 = 191.0;

impl Frame {
    const WIDE: Self = Self { width: 640.0, start: 56.0, bar: 62.0 };

    /// On a phone the drawing has no grid numbers; many bars make it wider than the screen
    /// and it scrolls.
    fn narrow(bars: usize) -> Self {
        Self { width: (bars as f64 * 52.0).max(300.0), start: 0.0, bar: 40.0 }
    }
}

/// A round step such that two lines fit under `max`: 1, 2 or 5 times a power of ten.
fn grid_step(max: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if step.saturating_mul(2) > max / 2 && step.saturating_mul(3) > max {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

fn draw(bars: &[BarDatum], frame: &Frame, format: fn(u64) -> String) -> String {
    let max = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let height = |value: u64| value as f64 / max as f64 * (FOOT - TOP);
    let mut out = String::new();
    let step = grid_step(max);
    for line in [step, step.saturating_mul(2)] {
        if line > max {
            continue;
        }
        let y = FOOT - height(line);
        // A string never fails to take text.
        let _ = write!(
            out,
            r#"<path class="chart__grid" d="M{} {y:.1}H{}"/>"#,
            frame.start, frame.width
        );
        if frame.start > 0.0 {
            let _ = write!(
                out,
                r#"<text class="chart__text chart__text--end" x="{}" y="{:.1}">{}</text>"#,
                frame.start - 8.0,
                y + 4.0,
                escape(&format(line))
            );
        }
    }
    let slot = (frame.width - frame.start) / bars.len().max(1) as f64;
    let width = frame.bar.min(slot * 0.8);
    for (at, bar) in bars.iter().enumerate() {
        let middle = frame.start + slot * (at as f64 + 0.5);
        // A day with one person is not a day with none.
        let tall = if bar.value == 0 { 0.0 } else { height(bar.value).max(0.6) };
        let _ = write!(
            out,
            r#"<rect class="is-done" x="{:.1}" y="{:.1}" width="{width:.1}" height="{tall:.1}" rx="{}"/>"#,
            middle - width / 2.0,
            FOOT - tall,
            if tall > 6.0 { 3 } else { 0 }
        );
        let _ = write!(
            out,
            r#"<text class="chart__text chart__text--mid chart__text--strong" x="{middle:.1}" y="{:.1}">{}</text><text class="chart__text chart__text--mid" x="{middle:.1}" y="{LABELS}">{}</text>"#,
            FOOT - tall - 7.0,
            escape(&bar.shown),
            escape(&bar.label)
        );
    }
    let _ =
        write!(out, r#"<path class="chart__axis" d="M{} {FOOT}H{}"/>"#, frame.start, frame.width);
    out
}

/// Text inside a drawing that is written as a string.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_has_one_or_two_round_lines_under_the_tallest_bar() {
        for max in [1_u64, 2, 3, 7, 9, 10, 11, 49, 99, 120_187, 999_999, 100_000_000] {
            let step = grid_step(max);
            let lines = [step, step * 2].into_iter().filter(|line| *line <= max).count();
            assert!((1..=2).contains(&lines), "{max}: step {step} gives {lines}");
            let lead = step / 10_u64.pow(step.ilog10());
            assert!([1, 2, 5].contains(&lead), "{step} is not round");
        }
    }

    #[test]
    fn bars_start_at_zero_and_the_tallest_reaches_the_top() {
        let bars = [
            BarDatum::new(0, "0", "a"),
            BarDatum::new(50, "50", "b"),
            BarDatum::new(100, "100", "c"),
        ];
        let drawn = draw(&bars, &Frame::WIDE, |n| n.to_string());
        let heights: Vec<&str> = drawn
            .split("<rect")
            .skip(1)
            .map(|r| r.split(r#" height=""#).nth(1).unwrap().split('"').next().unwrap())
            .collect();
        assert_eq!(heights, ["0.0", "70.0", "140.0"]);
    }

    #[test]
    fn words_cannot_leave_their_place() {
        let bars = [BarDatum::new(1, "<b>", "a&b\"")];
        let drawn = draw(&bars, &Frame::WIDE, |n| n.to_string());
        assert!(drawn.contains("&lt;b&gt;") && drawn.contains("a&amp;b&quot;"), "{drawn}");
    }
}
