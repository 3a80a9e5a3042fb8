//! What authorities receive: register entries and preparation sheets.
