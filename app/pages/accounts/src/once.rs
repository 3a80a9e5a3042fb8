//! What is shown once: recovery codes, the key of an authenticator as a QR code.
//!
//! Between the form that makes a secret and the page that shows it, the secret waits in
//! the browser's session, which is sealed; the page takes it out. A second look finds
//! nothing.

use i18n::{Lang, t};
use leptos::prelude::*;
use qrcode::{Color, QrCode};
use tower_sessions::Session;

use ui::{CodeToCopy, Icon, Notice, NoticeKind};
use web::Problem;

const RECOVERY: &str = "recovery_codes";
/// Free space around a QR code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// Keeps recovery codes for the page that follows.
pub(super) async fn keep_codes(
    session: &Session,
    codes: &[accounts::SecretText],
) -> Result<(), Problem> {
    let codes: Vec<&str> = codes.iter().map(accounts::SecretText::expose).collect();
    session.insert(RECOVERY, codes).await.map_err(Problem::internal)
}

/// Takes the recovery codes out.
pub(super) async fn take_codes(session: &Session) -> Result<Option<Vec<String>>, Problem> {
    session.remove(RECOVERY).await.map_err(Problem::internal)
}

/// Recovery codes, to print or copy.
pub(super) fn codes_view(lang: Lang, codes: Vec<String>) -> AnyView {
    let items =
        codes.into_iter().map(|code| view! { <li><CodeToCopy text=code/></li> }).collect_view();
    view! {
        <Notice
            kind=NoticeKind::Warn
            icon=Icon::Print
            title=t(lang, "accounts.invitation.recovery_hint")
        >
            <p>{t(lang, "accounts.invitation.recovery_print")}</p>
        </Notice>
        <ol class="plain-list stack stack--tight">{items}</ol>
    }
    .into_any()
}

/// An address as a QR code; none when it is too long for one. Black on white in every
/// theme: cameras want it so.
pub(super) fn qr(label: &'static str, address: &str) -> Option<AnyView> {
    let code = QrCode::new(address.as_bytes()).ok()?;
    let side = (code.width() + 2 * QUIET).to_string();
    let frame = format!("0 0 {side} {side}");
    let path = path(&code.to_colors(), code.width());
    Some(
        view! {
            <svg
                class="qr"
                viewBox=frame
                width="232"
                height="232"
                role="img"
                aria-label=label
                shape-rendering="crispEdges"
            >
                <rect width=side.clone() height=side.clone() fill="#fff"></rect>
                <path d=path fill="#000"></path>
            </svg>
        }
        .into_any(),
    )
}

/// The dark modules, one stroke for each run of a row.
fn path(modules: &[Color], width: usize) -> String {
    use std::fmt::Write as _;

    let mut path = String::new();
    for (y, row) in modules.chunks(width.max(1)).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let n = run.len();
                // Writing to a text cannot fail.
                let _ = write!(path, "M{} {}h{n}v1h-{n}z", x + QUIET, y + QUIET);
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::new(b"otpauth://totp/x?secret=ABC").unwrap();
        let modules = code.to_colors();
        let dark = modules.iter().filter(|module| **module == Color::Dark).count();
        let drawn: usize = path(&modules, code.width())
            .split('h')
            .filter_map(|part| part.split_once('v')?.0.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn runs_start_beyond_the_quiet_zone() {
        use Color::{Dark, Light};
        assert_eq!(path(&[Dark, Dark, Light, Dark], 2), "M4 4h2v1h-2zM5 5h1v1h-1z");
    }
}
