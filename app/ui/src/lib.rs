#![recursion_limit = "256"]
//! Components that every page uses: typed props, no language inside, no script needed.
//!
//! | Need | Here |
//! | --- | --- |
//! | a page | [`ConsoleShell`], [`PortalShell`], [`AuthorityShell`], [`PlainShell`], [`render`] |
//! | an act | [`Button`], [`LinkButton`], [`BlockedButton`], [`PrintLink`], [`Dialog`] |
//! | a form | [`TextField`], [`SelectField`], [`TextArea`], [`RadioGroup`], [`Checkbox`], [`DayField`], [`FileField`], [`ErrorSummary`] |
//! | a message | [`Notice`], [`Badge`], [`Empty`], [`Waiting`], [`Answer`] |
//! | data | [`Table`], [`Facts`], [`Stat`], [`ConservedBar`], [`BarChart`], [`Ruler`], [`Timeline`] |
//!
//! Invariants: texts come as props, so that the catalogue stays the only place of
//! language; no inline style, because the content policy refuses it; a state is a word
//! and a shape before it is a colour; one full button per view.
//! The style of each component is `style/ui/<name>.css`, all of them stand on `/styleguide`.

#![expect(
    unreachable_pub,
    reason = "the component macro makes public functions beside those re-exported here"
)]

mod answer;
mod assets;
mod badge;
mod bar;
mod button;
mod chart;
mod choice;
mod code;
mod compare;
mod day;
mod deadline;
mod dialog;
mod empty;
mod error_summary;
mod exposure;
mod facts;
mod field;
mod file;
mod fold;
mod icon;
mod links;
mod mark;
mod notice;
mod page_head;
mod panel;
mod plan;
mod render;
mod ruler;
mod shell;
mod sketch;
mod stat;
mod steps;
mod table;
mod tabs;
mod text;
mod timeline;
mod todo;

pub use answer::{Answer, AnswerKind};
pub use assets::{Asset, ICON, asset, asset_url};
pub use badge::{Badge, BadgeKind, Count};
pub use bar::{BarHeight, ConservedBar, FourParts, Part, PartState, Progress, ShareBar};
pub use button::{
    BlockedButton, Button, ButtonKind, ButtonSize, ButtonWidth, IconButton, LinkButton, PrintLink,
};
pub use chart::{BarChart, BarDatum};
pub use choice::{CheckGroup, Checkbox, Checked, Choice, RadioGroup, SelectField};
pub use code::{Change, CodeToCopy, Command, Hash};
pub use compare::{CompareRow, CompareTable, Verdict};
pub use day::{DayField, DayTexts};
pub use deadline::{DeadlineBar, Urgency};
pub use dialog::Dialog;
pub use empty::{Empty, Waiting};
pub use error_summary::{ErrorSummary, FieldError};
pub use exposure::ExposureCard;
pub use facts::{Density, Fact, Facts};
pub use field::{InputKind, InputSize, Need, TextArea, TextField};
pub use file::FileField;
pub use fold::Fold;
pub use icon::Icon;
pub use links::{Aside, AsideTone, DocumentLink, LinkItem, LinkList, NeverKind, NeverList, Phone};
pub use mark::{Brand, Mark, MarkKind};
pub use notice::{Live, Notice, NoticeKind};
pub use page_head::{Crumb, Crumbs, PageHead};
pub use panel::{Panel, PanelBody, PanelTone};
pub use plan::{PlanCard, PlanState, RingProgress};
pub use render::{Nonce, page, page_with, render};
pub use ruler::{Ruler, RulerMark, RulerMarkKind, RulerTick};
pub use shell::{
    Account, AuthorityShell, AuthorityTexts, ConsoleNav, ConsoleShell, ConsoleTexts, Document,
    LanguageLink, NavCase, NavGroup, NavLink, PlainShell, PortalFoot, PortalShell, PortalTexts,
    guide,
};
pub use sketch::LetterSketch;
pub use stat::{Stat, Stats};
pub use steps::Steps;
pub use table::{Align, Cell, Column, FilterForm, Pager, Row, Sort, Table, TableStyle};
pub use tabs::{Tab, Tabs};
pub use text::{Level, OptText, Slot, Text};
pub use timeline::{Event, EventKind, Timeline};
pub use todo::{Todo, TodoItem};
