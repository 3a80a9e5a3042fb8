//! The browser entry: hydrates the islands.

// The islands are reached by their names alone.
use islands as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the start script before it wakes the islands of a page.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
