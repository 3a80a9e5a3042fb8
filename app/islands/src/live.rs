//! A region of a page that moves: the server sends it anew whenever it changes.

use leptos::prelude::*;

/// A region that follows a stream of server-sent events (`app/web/src/live.rs`): each
/// `region` replaces what stands in it, `over` asks for the whole page again.
///
/// The region holds texts and drawings, no controls: what is focused is never replaced.
/// Without a script its children stand as the server rendered them.
#[island]
pub fn LiveRegion(
    /// Address of the stream, of this host.
    source: String,
    children: Children,
) -> impl IntoView {
    let region = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new({
        let source = source.clone();
        move |_| {
            if let Some(region) = region.get() {
                browser::follow(&source, &region);
            }
        }
    });
    view! {
        <div class="live" node_ref=region data-live=source>
            {children()}
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use wasm_bindgen::{JsCast as _, closure::Closure};
    use web_sys::{Element, EventSource, MessageEvent};

    /// Follows a stream until the page is left.
    pub(super) fn follow(source: &str, region: &Element) {
        let Ok(events) = EventSource::new(source) else { return };
        let region = region.clone();
        listen(&events, "region", move |event| {
            if let Some(html) = event.data().as_string() {
                region.set_inner_html(&html);
            }
        });
        let stream = events.clone();
        listen(&events, "over", move |_| {
            stream.close();
            again();
        });
        // A lost connection is taken up by the browser itself. One that the server refused
        // stays closed: the page says why.
        let stream = events.clone();
        listen(&events, "error", move |_| {
            if stream.ready_state() == EventSource::CLOSED {
                again();
            }
        });
    }

    fn listen(events: &EventSource, name: &str, act: impl FnMut(MessageEvent) + 'static) {
        let act = Closure::<dyn FnMut(MessageEvent)>::new(act);
        let listened = events.add_event_listener_with_callback(name, act.as_ref().unchecked_ref());
        if listened.is_ok() {
            // It is needed as long as the page is.
            act.forget();
        }
    }

    fn again() {
        if let Some(window) = web_sys::window() {
            // A browser that refuses keeps the page as it is.
            let _ = window.location().reload();
        }
    }
}
