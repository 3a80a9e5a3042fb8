//! The two machine-readable signs of a letter.
//!
//! The QR code is the same for a whole campaign and is drawn once per chunk as a picture.
//! The Data Matrix differs on each letter and is one small outline.

use datamatrix::{DataMatrix, SymbolList, placement::PathSegment};
use qrcode::{Color, EcLevel, QrCode};
use typst::{
    foundations::{Bytes, Content, NativeElement, Packed, Smart},
    layout::{Abs, Axes, Length, Rel},
    visualize::{
        Color as Black, CurveClose, CurveComponent, CurveElem, CurveLine, CurveMove, FillRule,
        Paint,
    },
};

/// Width of the Data Matrix on paper, quiet zone not included.
const MATRIX_MM: f64 = 7.6;
/// Screen dots per module: viewers that blur small pictures still show sharp edges.
const DOTS: usize = 8;
/// Modules of white around a QR code (ISO/IEC 18004); the box around it is white too.
const QUIET: usize = 2;

/// Grey dots of a square picture, row by row.
pub(crate) struct Picture {
    pub(crate) side: usize,
    pub(crate) pixels: Bytes,
}

/// The QR code of a site address, or `None` when the address is too long.
pub(crate) fn qr(address: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let colours = code.to_colors();
    let side = (width + 2 * QUIET) * DOTS;
    let mut pixels = vec![255_u8; side * side];
    for (place, _) in colours.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
        let (row, column) = (place / width + QUIET, place % width + QUIET);
        for line in 0..DOTS {
            let start = (row * DOTS + line) * side + column * DOTS;
            if let Some(dots) = pixels.get_mut(start..start + DOTS) {
                dots.fill(0);
            }
        }
    }
    Some(Picture { side, pixels: Bytes::new(pixels) })
}

/// The text that the QR code of a letter holds: the address of the site, nothing else.
pub(crate) fn site_url(address: &str) -> String {
    if address.starts_with("https://") || address.starts_with("http://") {
        address.to_owned()
    } else {
        format!("https://{address}")
    }
}

/// The Data Matrix of an opaque mark, or `None` when the mark does not fit.
pub(crate) fn matrix(mark: &str) -> Option<Content> {
    let (width, steps) = outline(mark)?;
    let module = Abs::mm(MATRIX_MM) / f64::from(width);
    let at = |(x, y): Node| {
        let length = |n: i32| Rel::from(Length::from(module * f64::from(n)));
        Axes::new(length(x), length(y))
    };
    let components = steps
        .into_iter()
        .map(|step| match step {
            Step::Move(node) => CurveComponent::Move(Packed::new(CurveMove::new(at(node)))),
            Step::Line(node) => CurveComponent::Line(Packed::new(CurveLine::new(at(node)))),
            Step::Close => CurveComponent::Close(Packed::new(CurveClose::new())),
        })
        .collect();
    let curve = CurveElem::new(components)
        .with_fill(Some(Paint::from(Black::BLACK)))
        .with_fill_rule(FillRule::EvenOdd)
        .with_stroke(Smart::Custom(None));
    Some(curve.pack())
}

/// A corner between modules: columns from the left, rows from the top.
type Node = (i32, i32);

/// One stroke of an outline, in absolute nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Move(Node),
    Line(Node),
    Close,
}

/// Modules per side, and the outline of the dark ones, to fill by the even-odd rule. The
/// encoder speaks in steps relative to the last node, a move in steps relative to the start
/// of the part just closed; the first part starts at the corner, which is always dark.
fn outline(mark: &str) -> Option<(i32, Vec<Step>)> {
    let symbol =
        DataMatrix::encode(mark.as_bytes(), SymbolList::default().enforce_square()).ok()?;
    let bitmap = symbol.bitmap();
    let (mut start, mut node): (Node, Node) = ((0, 0), (0, 0));
    let mut steps = vec![Step::Move(start)];
    for segment in bitmap.path() {
        steps.push(match segment {
            PathSegment::Move(dx, dy) => {
                start = (start.0 + i32::from(dx), start.1 + i32::from(dy));
                node = start;
                Step::Move(node)
            }
            PathSegment::Horizontal(dx) => {
                node.0 += i32::from(dx);
                Step::Line(node)
            }
            PathSegment::Vertical(dy) => {
                node.1 += i32::from(dy);
                Step::Line(node)
            }
            PathSegment::Close => Step::Close,
        });
    }
    Some((i32::try_from(bitmap.width()).ok()?, steps))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills an outline the way a printer does: a module is dark when a ray to its left
    /// crosses the outline an odd number of times.
    fn filled(width: i32, steps: &[Step]) -> Vec<bool> {
        let mut uprights: Vec<(i32, i32, i32)> = Vec::new();
        let (mut start, mut last) = ((0, 0), (0, 0));
        for step in steps {
            let next = match *step {
                Step::Move(node) => {
                    (start, last) = (node, node);
                    continue;
                }
                Step::Line(node) => node,
                Step::Close => start,
            };
            if next.0 == last.0 {
                uprights.push((next.0, next.1.min(last.1), next.1.max(last.1)));
            }
            last = next;
        }
        (0..width * width)
            .map(|place| {
                let (x, y) = (place % width, place / width);
                let crossed =
                    uprights.iter().filter(|(at, top, end)| *at <= x && *top <= y && y < *end);
                crossed.count() % 2 == 1
            })
            .collect()
    }

    #[test]
    fn a_scanner_reads_the_mark_back() {
        for mark in ["K7Q2M9XA4T", "A", "0123456789", "LOT-2026-0001/AZERTYUIOP"] {
            let (width, steps) = outline(mark).unwrap();
            let dots = filled(width, &steps);
            let read = DataMatrix::decode(&dots, usize::try_from(width).unwrap()).unwrap();
            assert_eq!(read, mark.as_bytes());
        }
    }

    #[test]
    fn the_qr_picture_has_whole_dots_and_a_white_edge() {
        let picture = qr("https://armorbio.example.org").unwrap();
        assert_eq!(picture.pixels.len(), picture.side * picture.side);
        assert!(picture.pixels.iter().take(picture.side * QUIET * DOTS).all(|dot| *dot == 255));
        let dark: usize = picture.pixels.iter().map(|dot| usize::from(*dot == 0)).sum();
        assert_eq!(dark % (DOTS * DOTS), 0);
        assert!(dark > 100 * DOTS * DOTS);
    }

    #[test]
    fn the_site_address_becomes_a_full_address_once() {
        assert_eq!(site_url("armorbio.example.org"), "https://armorbio.example.org");
        assert_eq!(site_url("https://armorbio.example.org"), "https://armorbio.example.org");
    }
}
