//! The browser entry: hydrates the islands.
