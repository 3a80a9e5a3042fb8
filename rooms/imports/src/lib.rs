//! Lab extracts: receive, detect, map, check, store, quarantine.
