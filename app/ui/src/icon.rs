//! Icons: strokes on a 20 by 20 grid, in the current colour, always beside a word.

use leptos::prelude::*;

/// A drawing that repeats a word; print and close alone may stand without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the drawings")]
pub enum Icon {
    Alert,
    Arrow,
    Bank,
    Calendar,
    Chain,
    Chat,
    Check,
    Clock,
    Cross,
    Down,
    DownSmall,
    Exit,
    Eye,
    Family,
    File,
    Gauge,
    Gear,
    Globe,
    Home,
    Id,
    Info,
    Key,
    Letter,
    Line,
    List,
    Lock,
    Mail,
    Menu,
    Merge,
    Minus,
    Pause,
    Phone,
    Pin,
    Play,
    Plus,
    Print,
    Question,
    Report,
    Retry,
    Right,
    Scale,
    Search,
    Send,
    Shield,
    Sort,
    Stethoscope,
    Undo,
    UpSmall,
    Upload,
    User,
    Users,
}

impl Icon {
    /// Every icon, for the style guide.
    pub const ALL: [Self; 51] = [
        Self::Alert,
        Self::Arrow,
        Self::Bank,
        Self::Calendar,
        Self::Chain,
        Self::Chat,
        Self::Check,
        Self::Clock,
        Self::Cross,
        Self::Down,
        Self::DownSmall,
        Self::Exit,
        Self::Eye,
        Self::Family,
        Self::File,
        Self::Gauge,
        Self::Gear,
        Self::Globe,
        Self::Home,
        Self::Id,
        Self::Info,
        Self::Key,
        Self::Letter,
        Self::Line,
        Self::List,
        Self::Lock,
        Self::Mail,
        Self::Menu,
        Self::Merge,
        Self::Minus,
        Self::Pause,
        Self::Phone,
        Self::Pin,
        Self::Play,
        Self::Plus,
        Self::Print,
        Self::Question,
        Self::Report,
        Self::Retry,
        Self::Right,
        Self::Scale,
        Self::Search,
        Self::Send,
        Self::Shield,
        Self::Sort,
        Self::Stethoscope,
        Self::Undo,
        Self::UpSmall,
        Self::Upload,
        Self::User,
        Self::Users,
    ];

    /// The icon at the size of its text.
    pub fn view(self) -> AnyView {
        self.draw(if self.turns() { "icon icon--dir" } else { "icon" })
    }

    /// The icon at 28 px, on cards.
    pub fn large(self) -> AnyView {
        self.draw("icon icon--lg")
    }

    fn draw(self, class: &'static str) -> AnyView {
        view! {
            <svg class=class viewBox="0 0 20 20" aria-hidden="true" inner_html=self.strokes()></svg>
        }
        .into_any()
    }

    /// Arrows point where reading goes, so they turn over in right-to-left pages.
    const fn turns(self) -> bool {
        matches!(
            self,
            Self::Arrow | Self::Right | Self::Exit | Self::Send | Self::Undo | Self::Play
        )
    }

    const fn strokes(self) -> &'static str {
        match self {
            Self::Alert => r#"<path d="M10 3 2.5 16.5h15z"/><path d="M10 8v4M10 14.3v.1"/>"#,
            Self::Arrow => r#"<path d="M4 10h12M11 5l5 5-5 5"/>"#,
            Self::Bank => {
                r#"<path d="M3 8 10 3.5 17 8zM4.5 8v6.5M8.2 8v6.5M11.8 8v6.5M15.5 8v6.5M3 16.8h14"/>"#
            }
            Self::Calendar => {
                r#"<rect x="3" y="4.5" width="14" height="12.5" rx="1.5"/><path d="M3 8.5h14M7 2.8v3M13 2.8v3"/>"#
            }
            Self::Chain => {
                r#"<path d="M8.2 11.8a3.2 3.2 0 0 1 0-4.5l2.5-2.5a3.2 3.2 0 0 1 4.5 4.5L14 10.5M11.8 8.2a3.2 3.2 0 0 1 0 4.5l-2.5 2.5a3.2 3.2 0 0 1-4.5-4.5L6 9.5"/>"#
            }
            Self::Chat => r#"<path d="M3 4.5h14V14H9.5l-4 3v-3H3z"/>"#,
            Self::Check => r#"<path d="m4 10.5 4 4 8-9"/>"#,
            Self::Clock => r#"<circle cx="10" cy="10" r="7.5"/><path d="M10 5.8V10l3 2"/>"#,
            Self::Cross => r#"<path d="m5 5 10 10M15 5 5 15"/>"#,
            Self::Down => r#"<path d="M10 3v9.5M6 9l4 4 4-4M4 17h12"/>"#,
            Self::DownSmall => r#"<path d="m5 8 5 5 5-5"/>"#,
            Self::Exit => r#"<path d="M8 3.5H4.5v13H8M12 6.5l3.5 3.5-3.5 3.5M15.5 10H8"/>"#,
            Self::Eye => {
                r#"<path d="M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10z"/><circle cx="10" cy="10" r="2.3"/>"#
            }
            Self::Family => {
                r#"<circle cx="6.5" cy="6" r="2.5"/><circle cx="14" cy="9" r="1.9"/><path d="M2 16.5C2.2 12.9 4 11 6.5 11s4.3 1.9 4.5 5.5M11.4 13.6c.6-.8 1.5-1.2 2.6-1.2 2 0 3.3 1.4 3.5 4.1"/>"#
            }
            Self::File => {
                r#"<path d="M5 2.8h6.5L15.5 7v9.2a1 1 0 0 1-1 1H5.6a1 1 0 0 1-1-1V3.8a1 1 0 0 1 .4-1z"/><path d="M11.3 3v4.2h4"/>"#
            }
            Self::Gauge => r#"<path d="M3 14a7.5 7.5 0 1 1 14 0"/><path d="m10 12 3-4"/>"#,
            Self::Gear => {
                r#"<circle cx="10" cy="10" r="2.6"/><path d="M10 2.8v2.4M10 14.8v2.4M2.8 10h2.4M14.8 10h2.4M4.9 4.9l1.7 1.7M13.4 13.4l1.7 1.7M4.9 15.1l1.7-1.7M13.4 6.6l1.7-1.7"/>"#
            }
            Self::Globe => {
                r#"<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.5c2.3 2.1 3.3 4.6 3.3 7.5s-1 5.4-3.3 7.5c-2.3-2.1-3.3-4.6-3.3-7.5s1-5.4 3.3-7.5z"/>"#
            }
            Self::Home => {
                r#"<path d="M3 9.2 10 3l7 6.2V16a1 1 0 0 1-1 1h-3.6v-5H7.6v5H4a1 1 0 0 1-1-1z"/>"#
            }
            Self::Id => {
                r#"<rect x="2.5" y="4" width="15" height="12" rx="2"/><circle cx="7" cy="9" r="1.8"/><path d="M4.5 13.3c.3-1.3 1.2-2 2.5-2s2.2.7 2.5 2M12 8.5h3M12 11.5h3"/>"#
            }
            Self::Info => r#"<circle cx="10" cy="10" r="7.5"/><path d="M10 9.2V14M10 6.3v.1"/>"#,
            Self::Key => {
                r#"<circle cx="6.5" cy="13" r="3.5"/><path d="m9 10.5 7.5-7.5M13.5 6l2.3 2.3"/>"#
            }
            Self::Letter => {
                r#"<path d="M3 8.2 10 3l7 5.2V16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z"/><path d="m3.2 8.4 6.8 4.4 6.8-4.4"/>"#
            }
            Self::Line => {
                r#"<path d="M10 2.5v1M10 7.5V12M10 16v1.5"/><circle cx="10" cy="5.5" r="2"/><circle cx="10" cy="14" r="2"/>"#
            }
            Self::List => {
                r#"<path d="M7 5.5h10M7 10h10M7 14.5h10M3.3 5.5h.1M3.3 10h.1M3.3 14.5h.1"/>"#
            }
            Self::Lock => {
                r#"<rect x="4" y="9" width="12" height="8" rx="1.5"/><path d="M6.7 9V6.4a3.3 3.3 0 0 1 6.6 0V9"/>"#
            }
            Self::Mail => {
                r#"<rect x="2.5" y="4.5" width="15" height="11" rx="1.5"/><path d="m3 5.5 7 5.5 7-5.5"/>"#
            }
            Self::Menu => r#"<path d="M3 5.5h14M3 10h14M3 14.5h14"/>"#,
            Self::Merge => {
                r#"<circle cx="7.5" cy="10" r="4.7"/><circle cx="12.5" cy="10" r="4.7"/>"#
            }
            Self::Minus => r#"<path d="M5 10h10"/>"#,
            Self::Pause => r#"<path d="M7 4.5v11M13 4.5v11"/>"#,
            Self::Phone => {
                r#"<path d="M5.2 2.8h2.3l1.3 3.6-1.7 1.3a9.5 9.5 0 0 0 4.2 4.2l1.3-1.7 3.6 1.3v2.3c0 1-.8 1.7-1.8 1.6A12.4 12.4 0 0 1 3.6 4.6c-.1-1 .6-1.8 1.6-1.8z"/>"#
            }
            Self::Pin => {
                r#"<path d="M10 17.5s5.5-5 5.5-9.2a5.5 5.5 0 0 0-11 0c0 4.2 5.5 9.2 5.5 9.2z"/><circle cx="10" cy="8.2" r="1.9"/>"#
            }
            Self::Play => r#"<path d="M6.5 4v12l9-6z"/>"#,
            Self::Plus => r#"<path d="M10 4v12M4 10h12"/>"#,
            Self::Print => {
                r#"<path d="M6 7V3h8v4M6 14H4a1.5 1.5 0 0 1-1.5-1.5v-4A1.5 1.5 0 0 1 4 7h12a1.5 1.5 0 0 1 1.5 1.5v4A1.5 1.5 0 0 1 16 14h-2"/><path d="M6 12h8v5H6z"/>"#
            }
            Self::Question => {
                r#"<circle cx="10" cy="10" r="7.5"/><path d="M7.8 8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 14v.1"/>"#
            }
            Self::Report => r#"<path d="M4 17V3M4 17h13M8 14v-4M11.5 14V6.5M15 14v-2"/>"#,
            Self::Retry => r#"<path d="M16 10a6 6 0 1 1-1.8-4.3M16.2 3v3.5h-3.5"/>"#,
            Self::Right => r#"<path d="m8 5 5 5-5 5"/>"#,
            Self::Scale => {
                r#"<path d="M10 3v14M6 17h8M4 6h12M4 6l-2.3 5.5a2.5 2.5 0 0 0 4.6 0zM16 6l-2.3 5.5a2.5 2.5 0 0 0 4.6 0z"/>"#
            }
            Self::Search => r#"<circle cx="9" cy="9" r="5.5"/><path d="m13.2 13.2 3.8 3.8"/>"#,
            Self::Send => r#"<path d="M17 3 2.8 8.6l5.4 2.6zM17 3l-5.4 14-3.4-5.8"/>"#,
            Self::Shield => {
                r#"<path d="M10 2.8 16 5v4.6c0 3.7-2.4 6.2-6 7.6-3.6-1.4-6-3.9-6-7.6V5z"/><path d="m7.3 9.9 2 2 3.5-4"/>"#
            }
            Self::Sort => r#"<path d="m6.5 8 3.5-4 3.5 4M6.5 12l3.5 4 3.5-4"/>"#,
            Self::Stethoscope => {
                r#"<path d="M5 3v4.2a3.2 3.2 0 0 0 6.4 0V3M8.2 10.4v2.4a3.7 3.7 0 0 0 7.4 0v-1.4"/><circle cx="15.6" cy="9.8" r="1.6"/>"#
            }
            Self::Undo => r#"<path d="M4 8h8a4 4 0 0 1 0 8H8M4 8l3.5-3.5M4 8l3.5 3.5"/>"#,
            Self::UpSmall => r#"<path d="m5 12 5-5 5 5"/>"#,
            Self::Upload => r#"<path d="M10 13V3.5M6 7l4-4 4 4M4 17h12"/>"#,
            Self::User => {
                r#"<circle cx="10" cy="6.8" r="3.3"/><path d="M3.8 17c.4-3.6 2.9-5.4 6.2-5.4s5.8 1.8 6.2 5.4"/>"#
            }
            Self::Users => {
                r#"<circle cx="7.5" cy="7" r="2.8"/><path d="M2.2 16.2c.3-3 2.4-4.7 5.3-4.7s5 1.7 5.3 4.7M13 4.5a2.7 2.7 0 0 1 0 5M14.7 11.8c1.9.6 3 2.1 3.2 4.4"/>"#
            }
        }
    }
}
