//! Reading laid-out pages: what stands where.

use typst::{
    introspection::Tag,
    layout::{Frame, FrameItem, Point},
};
use typst_layout::PagedDocument;

/// Something printed, with its box in millimetres from the corner of the sheet.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) text: Option<String>,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

/// Everything on one page, in reading order.
pub(crate) fn printed(document: &PagedDocument, page: usize) -> Vec<Printed> {
    let mut found = Vec::new();
    walk(&document.pages()[page].frame, Point::zero(), &mut found);
    found
}

/// The text of one page, runs joined by a bar.
pub(crate) fn text(document: &PagedDocument, page: usize) -> String {
    printed(document, page).into_iter().filter_map(|item| item.text).collect::<Vec<_>>().join("|")
}

fn walk(frame: &Frame, origin: Point, found: &mut Vec<Printed>) {
    for (position, item) in frame.items() {
        let at = origin + *position;
        let mut push = |text: Option<String>, width: f64, above: f64, below: f64| {
            let (x, y) = (at.x.to_mm(), at.y.to_mm());
            found.push(Printed {
                text,
                left: x,
                right: x + width,
                top: y - above,
                bottom: y + below,
            });
        };
        match item {
            FrameItem::Group(group) => {
                let shift = Point::new(group.transform.tx, group.transform.ty);
                walk(&group.frame, at + shift, found);
            }
            FrameItem::Text(run) => {
                let size = run.size.to_mm();
                push(Some(run.text.to_string()), run.width().to_mm(), size * 0.75, size * 0.25);
            }
            FrameItem::Shape(shape, _) => {
                let size = shape.bbox(false).size();
                push(None, size.x.to_mm(), 0.0, size.y.to_mm());
            }
            FrameItem::Image(_, size, _) => push(None, size.x.to_mm(), 0.0, size.y.to_mm()),
            FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

/// One end of an element of the structure.
pub(crate) struct TagEnd {
    pub(crate) starts: bool,
    pub(crate) location: u128,
}

/// The structure of a whole document, in reading order.
pub(crate) fn tags(document: &PagedDocument) -> Vec<TagEnd> {
    let mut found = Vec::new();
    for page in document.pages() {
        walk_tags(&page.frame, &mut found);
    }
    found
}

fn walk_tags(frame: &Frame, found: &mut Vec<TagEnd>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => walk_tags(&group.frame, found),
            FrameItem::Tag(tag) => found.push(TagEnd {
                starts: matches!(tag, Tag::Start(..)),
                location: tag.location().hash(),
            }),
            _ => {}
        }
    }
}

/// The families of the faces that set a text of a page, wherever it stands.
pub(crate) fn families(document: &PagedDocument, page: usize, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk_faces(&document.pages()[page].frame, text, &mut found);
    found
}

fn walk_faces(frame: &Frame, text: &str, found: &mut Vec<String>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => walk_faces(&group.frame, text, found),
            FrameItem::Text(run) if run.text == text => {
                found.push(run.font.info().family.as_str().to_owned());
            }
            _ => {}
        }
    }
}
