//! The journal as a file: one event a line, verifiable without the database.

use std::{
    collections::BTreeMap,
    io::{BufRead, Write},
};

use db::Db;
use uuid::Uuid;

use crate::{
    event::Recorded,
    store,
    verify::{ChainReport, Damage, DamageKind, Walk},
};

/// A failed export or reading of one.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The file.
    #[error("the journal file cannot be read or written")]
    Io(#[from] std::io::Error),
    /// A line that is no event.
    #[error("line {line} is not an event of a journal")]
    Line {
        /// From 1.
        line: usize,
    },
}

/// Writes every chain, event by event, as JSON lines. Gives the number of events.
///
/// # Errors
/// The database's or the file's.
pub async fn export_jsonl(db: &Db, out: &mut (dyn Write + Send)) -> Result<u64, ExportError> {
    let mut tx = db.read().await?;
    let chains = store::heads(&mut tx).await?;
    let mut written = 0;
    for chain in chains {
        let mut seq = 0;
        loop {
            let page = store::after(&mut tx, chain.audit_chain_id, seq, 1_000).await?;
            let Some(last) = page.last() else { break };
            seq = last.seq;
            for event in &page {
                serde_json::to_writer(&mut *out, event).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
                written += 1;
            }
        }
    }
    Ok(written)
}

/// Checks an exported journal offline. A tail cut off a file cannot be seen in the
/// file alone: compare the heads with an anchor.
///
/// # Errors
/// A line that is no event. Damage is a report, not an error.
pub fn verify_jsonl(input: impl BufRead) -> Result<Vec<ChainReport>, ExportError> {
    let mut walks: BTreeMap<Uuid, (Walk, Option<Damage>)> = BTreeMap::new();
    for (index, line) in input.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let event: Recorded =
            serde_json::from_str(&line).map_err(|_| ExportError::Line { line: index + 1 })?;
        let (walk, damage) =
            walks.entry(event.audit_chain_id).or_insert_with(|| (Walk::new(), None));
        if damage.is_none() {
            *damage = walk.step(&event);
        }
    }
    Ok(walks
        .into_iter()
        .map(|(chain, (walk, damage))| ChainReport {
            scope: chain.to_string(),
            events: walk.seq,
            damage,
            head: walk.last,
        })
        .collect())
}

impl ChainReport {
    /// Whether the chain is whole.
    pub fn is_sound(&self) -> bool {
        self.damage.is_none()
    }

    /// Marks the chain as shorter than, or other than, an anchor says.
    pub(crate) fn contradicted(&mut self, seq: i64) {
        self.damage.get_or_insert(Damage { seq, kind: DamageKind::Anchor });
    }
}
