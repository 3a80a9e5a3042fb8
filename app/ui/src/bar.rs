//! Bars: four states of persons, always in the same order, always the whole.
//!
//! Lightness and pattern differ from state to state, so that they hold in grey, in print
//! and for any colour vision. The patterns stand once per page, in the shell.

use super::{Icon, OptText, Slot, Text};
use leptos::prelude::*;

/// The four states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartState {
    /// Informed: solid.
    Done,
    /// In progress: hatched.
    Doing,
    /// Cannot be reached: dotted.
    Stuck,
    /// Excluded with a reason: grey.
    Out,
}

impl PartState {
    /// A rectangle in this state's drawing.
    fn rect(self, x: &str, width: &str) -> String {
        let fill = match self {
            Self::Done => r#"class="is-done""#,
            Self::Doing => r#"fill="url(#p-doing)""#,
            Self::Stuck => r#"fill="url(#p-stuck)""#,
            Self::Out => r#"class="is-out""#,
        };
        format!(r#"<rect x="{x}" y="-2" width="{width}" height="120%" {fill}/>"#)
    }

    fn key(self) -> AnyView {
        let content = match self {
            Self::Done => r#"<rect width="14" height="14" class="is-done"/>"#,
            Self::Doing => r#"<rect width="14" height="14" fill="url(#p-doing)"/>"#,
            Self::Stuck => r#"<rect width="14" height="14" fill="url(#p-stuck)"/>"#,
            Self::Out => r#"<rect width="14" height="14" class="is-out"/>"#,
        };
        view! { <svg class="key" viewBox="0 0 14 14" aria-hidden="true" inner_html=content></svg> }
            .into_any()
    }
}

/// The patterns of the bars, once in every page that may hold one.
pub(super) fn patterns() -> AnyView {
    const DEFS: &str = r#"<defs><pattern id="p-doing" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="is-doing" width="7" height="7"/><path class="hatch-line" d="M0 0v7"/></pattern><pattern id="p-stuck" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="is-stuck" width="6" height="6"/><circle class="hatch-dot" cx="2" cy="2" r="1"/></pattern></defs>"#;
    view! { <svg class="sprite" aria-hidden="true" inner_html=DEFS></svg> }.into_any()
}

/// One of the four, as counted and as shown.
#[derive(Debug, Clone)]
pub struct Part {
    count: u64,
    shown: Text,
    label: Text,
    note: OptText,
}

impl Part {
    /// The count, the same written out, and the state's name.
    pub fn new(count: u64, shown: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self { count, shown: shown.into(), label: label.into(), note: OptText::default() }
    }

    /// What counts as this state.
    pub fn note(mut self, note: impl Into<OptText>) -> Self {
        self.note = note.into();
        self
    }
}

/// The four states, in their order.
#[derive(Debug, Clone)]
pub struct FourParts {
    /// Informed.
    pub done: Part,
    /// In progress.
    pub doing: Part,
    /// Cannot be reached.
    pub stuck: Part,
    /// Excluded with a reason.
    pub out: Part,
}

impl FourParts {
    fn list(self) -> [(PartState, Part); 4] {
        [
            (PartState::Done, self.done),
            (PartState::Doing, self.doing),
            (PartState::Stuck, self.stuck),
            (PartState::Out, self.out),
        ]
    }

    /// The whole that the four make.
    pub fn sum(&self) -> u64 {
        [&self.done, &self.doing, &self.stuck, &self.out]
            .iter()
            .fold(0, |sum, part| sum.saturating_add(part.count))
    }
}

/// Height of a bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BarHeight {
    /// In a panel.
    #[default]
    Normal,
    /// The message of the page.
    Tall,
    /// In a table.
    Thin,
}

/// A bar of counts that share a whole, said in one sentence.
#[component]
pub fn ShareBar(
    /// In the order of the four states; empty ones take no room.
    parts: Vec<(PartState, u64)>,
    /// The sentence.
    #[prop(into)]
    label: Text,
    /// The whole, when the parts are less than it.
    #[prop(optional, into)]
    total: Option<u64>,
    /// Its height.
    #[prop(optional)]
    height: BarHeight,
) -> AnyView {
    let class = match height {
        BarHeight::Normal => "bar",
        BarHeight::Tall => "bar bar--tall",
        BarHeight::Thin => "bar bar--thin",
    };
    let rects = rects(&parts, total);
    view! { <svg class=class role="img" aria-label=label inner_html=rects></svg> }.into_any()
}

/// Rectangles in per cent of the whole. A state that exists is never thinner than 0.4 %:
/// one person must be seen.
fn rects(parts: &[(PartState, u64)], total: Option<u64>) -> String {
    const THINNEST: f64 = 0.4;
    let sum: u64 = parts.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count));
    let whole = total.unwrap_or(sum).max(sum) as f64;
    if whole == 0.0 {
        return String::new();
    }
    let raw: Vec<(PartState, f64)> = parts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| (*state, *count as f64 * 100.0 / whole))
        .collect();
    let lifted: f64 =
        raw.iter().filter(|(_, share)| *share < THINNEST).map(|(_, share)| THINNEST - share).sum();
    let thick: f64 =
        raw.iter().filter(|(_, share)| *share >= THINNEST).map(|(_, share)| share).sum();
    let mut x = 0.0;
    let mut out = String::new();
    for (state, share) in raw {
        // What the thin ones gain, the thick ones give in proportion.
        let width = if share < THINNEST { THINNEST } else { share - lifted * share / thick };
        out.push_str(&state.rect(&format!("{x:.2}%"), &format!("{width:.2}%")));
        x += width;
    }
    out
}

/// The four-state bar with its legend. It always sums to the whole and says so: when one
/// person is missing, `gap` takes the place of the bar, because a bar that lies is worse
/// than none.
#[component]
pub fn ConservedBar(
    /// The four states.
    parts: FourParts,
    /// The whole, counted apart.
    total: u64,
    /// The sentence: total, then the four counts.
    #[prop(into)]
    label: Text,
    /// Shown when the four do not make the whole: title of the red notice.
    #[prop(into)]
    gap: Text,
    /// What to do about it.
    #[prop(optional, into)]
    gap_help: Slot,
) -> AnyView {
    if parts.sum() != total {
        return view! {
            <div class="notice notice--danger" role="alert">
                {Icon::Alert.view()}
                <div class="notice__body">
                    <p class="notice__title">{gap}</p>
                    {gap_help.get()}
                </div>
            </div>
        }
        .into_any();
    }
    let parts = parts.list();
    let shares: Vec<_> = parts.iter().map(|(state, part)| (*state, part.count)).collect();
    let legend = parts
        .into_iter()
        .map(|(state, part)| {
            view! {
                <li>
                    {state.key()}
                    <div>
                        <b>{part.shown}</b>
                        " "
                        <span>{part.label}</span>
                        {part.note.get().map(|note| view! { <span class="legend__note">{note}</span> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="balance">
            <ShareBar parts=shares label=label height=BarHeight::Tall/>
            <ul class="legend">{legend}</ul>
        </div>
    }
    .into_any()
}

/// Progress of one task, with words on both sides.
#[component]
pub fn Progress(
    /// What progresses, for those who hear the page.
    #[prop(into)]
    label: Text,
    /// Done and whole; none when nobody knows how long.
    #[prop(optional, into)]
    value: Option<(u64, u64)>,
    /// Speed, or what is done.
    #[prop(optional, into)]
    start: OptText,
    /// The end, or what is promised.
    #[prop(optional, into)]
    end: OptText,
) -> AnyView {
    let (done, max) = value.unzip();
    let words = (start.is_some() || end.is_some()).then(|| {
        view! { <div class="row row--between"><span>{start.get()}</span><span>{end.get()}</span></div> }
    });
    view! {
        <div class="progress">
            <progress max=max.map(|max| max.max(1).to_string()) value=done.map(|done| done.to_string()) aria-label=label></progress>
            {words}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(parts: &[(PartState, u64)], total: Option<u64>) -> Vec<f64> {
        rects(parts, total)
            .split("<rect ")
            .skip(1)
            .map(|rect| {
                let (_, after) = rect.split_once(r#"width=""#).unwrap();
                after.split_once('%').unwrap().0.parse().unwrap()
            })
            .collect()
    }

    #[test]
    fn a_bar_always_fills_its_whole() {
        for counts in [
            [312_408, 148_385, 14_251, 14_692],
            [1, 0, 0, 489_735],
            [1, 1, 1, 1_000_000],
            [0, 0, 0, 7],
        ] {
            let states = [PartState::Done, PartState::Doing, PartState::Stuck, PartState::Out];
            let parts: Vec<_> = states.into_iter().zip(counts).collect();
            let sum: f64 = widths(&parts, None).iter().sum();
            assert!((sum - 100.0).abs() < 0.05, "{counts:?} draws {sum} %");
        }
    }

    #[test]
    fn one_person_in_half_a_million_is_seen_and_nobody_takes_no_room() {
        let drawn = widths(
            &[(PartState::Done, 489_735), (PartState::Doing, 0), (PartState::Stuck, 1)],
            None,
        );
        assert_eq!(drawn.len(), 2);
        assert!(drawn[1] >= 0.4);
    }

    #[test]
    fn parts_below_the_whole_leave_the_rest_empty() {
        let drawn = widths(&[(PartState::Done, 25)], Some(100));
        assert!((drawn[0] - 25.0).abs() < f64::EPSILON);
        assert!(rects(&[], Some(0)).is_empty());
    }
}
