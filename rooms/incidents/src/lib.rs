//! The case: facts, labs concerned, awareness ledger, timeline.
