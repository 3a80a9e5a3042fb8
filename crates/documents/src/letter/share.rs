//! Sharing second pages: what to do now is the same for many letters of a chunk, and laying
//! it out costs as much as all the rest. Each distinct page is laid out once, then copied
//! behind every letter that needs it.
//!
//! A copy gets new locations for its tags: the structure tree of a PDF knows an element by
//! its location, and two elements must not have the same.

use std::collections::HashMap;

use typst::{
    introspection::{Location, Tag},
    layout::{Frame, FrameItem, FrameParent, GroupItem},
    model::Document,
};
use typst_layout::{Page, PagedDocument};

use crate::{
    lang::Lang,
    letter::{
        ActionText, Letter, LetterPages, Note, PrintSize, Sides,
        inputs::{Back, End, Paging},
        pages::PageRun,
    },
};

/// Which pages to lay out, and how letters are put together from them.
pub(crate) struct Plan<'a> {
    /// One entry per letter.
    pub(crate) paging: Vec<Paging>,
    /// One letter for each distinct second page.
    pub(crate) shared: Vec<&'a Letter>,
}

/// Everything that a second page shows.
#[derive(PartialEq, Eq, Hash)]
struct BackKey<'a> {
    lang: Lang,
    print: PrintSize,
    intro: &'a str,
    actions: &'a [ActionText],
    notes: &'a [Note],
    foot: [Option<&'a str>; 3],
}

impl<'a> BackKey<'a> {
    fn of(letter: &'a Letter) -> Self {
        let sender = letter.sender_lines.first().map(String::as_str);
        Self {
            lang: letter.lang,
            print: letter.print,
            intro: &letter.actions_intro,
            actions: &letter.actions,
            notes: &letter.notes,
            foot: [sender, Some(&letter.reference), Some(&letter.date_line)],
        }
    }
}

impl<'a> Plan<'a> {
    /// The usual case: every text fits its page.
    pub(crate) fn of(letters: &'a [Letter], sides: Sides) -> Self {
        let mut known: HashMap<BackKey<'a>, usize> = HashMap::new();
        let mut shared = Vec::new();
        let mut paging = Vec::with_capacity(letters.len());
        for letter in letters {
            if letter.has_back() {
                let number = *known.entry(BackKey::of(letter)).or_insert_with(|| {
                    shared.push(letter);
                    shared.len() - 1
                });
                paging.push(planned(2, Back::Shared(number), sides));
            } else {
                paging.push(planned(1, Back::None, sides));
            }
        }
        Self { paging, shared }
    }

    /// Compares with what was laid out; a letter whose text overflowed is planned anew.
    /// True when something changed and the chunk must be laid out again.
    pub(crate) fn amend(&mut self, runs: &[PageRun], sides: Sides) -> bool {
        let (fronts, backs) = runs.split_at(self.paging.len().min(runs.len()));
        let mut changed = false;
        for (paging, run) in self.paging.iter_mut().zip(fronts) {
            let blank = usize::from(paging.end == End::Blank);
            let back = match paging.back {
                Back::Shared(number) => backs.get(number).map_or(0, ExactSizeIterator::len),
                Back::None | Back::Own => 0,
            };
            let total = run.len().saturating_sub(blank) + back;
            if total != paging.total {
                changed = true;
                *paging = planned(total, Back::Own, sides);
            }
        }
        changed
    }
}

fn planned(total: usize, back: Back, sides: Sides) -> Paging {
    let odd = total % 2 == 1 && sides == Sides::Duplex;
    Paging { total, back, end: if odd { End::Blank } else { End::Text } }
}

/// Puts letters together: own pages, then a copy of the shared one.
pub(crate) fn assemble(
    document: &PagedDocument,
    runs: &[PageRun],
    paging: &[Paging],
) -> (PagedDocument, Vec<LetterPages>) {
    let pages = document.pages();
    let of = |run: Option<&PageRun>| run.and_then(|run| pages.get(run.clone())).unwrap_or_default();
    let mut all: Vec<Page> = Vec::with_capacity(2 * paging.len());
    let mut places = Vec::with_capacity(paging.len());
    for (index, letter) in paging.iter().enumerate() {
        let first_page = all.len() + 1;
        all.extend_from_slice(of(runs.get(index)));
        if let Back::Shared(number) = letter.back {
            let back = of(runs.get(paging.len() + number));
            all.extend(back.iter().map(|page| copied(page, index)));
        }
        places.push(LetterPages { first_page, pages: all.len() + 1 - first_page });
    }
    (PagedDocument::new(all.into_iter().collect(), document.info().clone()), places)
}

fn copied(page: &Page, copy: usize) -> Page {
    let frame = relocated(&page.frame, copy).unwrap_or_else(|| page.frame.clone());
    Page { frame, ..page.clone() }
}

/// The frame with new locations, or `None` when it has no tag inside.
fn relocated(frame: &Frame, copy: usize) -> Option<Frame> {
    let mut changed = false;
    let moved = |location: Location| location.variant(copy);
    let items: Vec<_> = frame
        .items()
        .map(|(at, item)| {
            let new = match item {
                FrameItem::Tag(Tag::Start(element, flags)) => {
                    let mut element = element.clone();
                    if let Some(location) = element.location() {
                        element.set_location(moved(location));
                    }
                    Some(FrameItem::Tag(Tag::Start(element, *flags)))
                }
                FrameItem::Tag(Tag::End(location, key, flags)) => {
                    Some(FrameItem::Tag(Tag::End(moved(*location), *key, *flags)))
                }
                FrameItem::Group(group) => relocated_group(group, copy).map(FrameItem::Group),
                FrameItem::Text(_)
                | FrameItem::Shape(..)
                | FrameItem::Image(..)
                | FrameItem::Link(..) => None,
            };
            changed |= new.is_some();
            (*at, new.unwrap_or_else(|| item.clone()))
        })
        .collect();
    changed.then(|| {
        let mut copy = Frame::new(frame.size(), frame.kind());
        if frame.has_baseline() {
            copy.set_baseline(frame.baseline());
        }
        copy.push_multiple(items);
        copy
    })
}

fn relocated_group(group: &GroupItem, copy: usize) -> Option<GroupItem> {
    let frame = relocated(&group.frame, copy);
    let parent =
        group.parent.map(|parent| FrameParent::new(parent.location.variant(copy), parent.inherit));
    if frame.is_none() && parent.is_none() {
        return None;
    }
    let frame = frame.unwrap_or_else(|| group.frame.clone());
    Some(GroupItem { frame, parent, ..group.clone() })
}
