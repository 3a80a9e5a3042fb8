//! Heads of the chains, signed and kept outside the database.
//!
//! Whoever can write to the database can cut the last events off and set the head
//! back. An anchor, one JSON line in a file that is only added to, says how long
//! each chain was at an instant and what its hash was; the signature (HMAC-SHA-256
//! under a key of the vault) keeps the file from being rewritten with it.

use std::{
    fs,
    io::{BufRead as _, Write as _},
    path::Path,
};

use chrono::{DateTime, Utc};
use db::{Db, Result};
use serde::{Deserialize, Serialize};

use crate::{store, verify::ChainReport};

/// One signed head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// The chain.
    pub scope: String,
    /// How many events it had.
    pub seq: i64,
    /// Hash of the last one, hexadecimal.
    pub head: String,
    /// Signature over all of the above, hexadecimal.
    pub mac: String,
}

impl Anchor {
    fn message(&self) -> String {
        format!("{}|{}|{}|{}", self.at.timestamp_micros(), self.scope, self.seq, self.head)
    }
}

/// Signs a message.
pub type Sign<'a> = &'a (dyn Fn(&[u8]) -> [u8; 32] + Sync);

/// Adds the present heads to the file, for the chains that moved since the last line
/// about them. Gives the number of lines added.
///
/// # Errors
/// The database's; a file that cannot be written is [`db::DbError`] free and comes as `Io`.
pub async fn take(
    db: &Db,
    at: DateTime<Utc>,
    path: &Path,
    sign: Sign<'_>,
) -> Result<std::io::Result<usize>> {
    let mut tx = db.read().await?;
    let heads = store::heads(&mut tx).await?;
    drop(tx);
    Ok(append(&heads, at, path, sign))
}

fn append(
    heads: &[store::Head],
    at: DateTime<Utc>,
    path: &Path,
    sign: Sign<'_>,
) -> std::io::Result<usize> {
    let known = read(path)?;
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    let mut added = 0;
    for head in heads {
        if known.iter().rev().find(|a| a.scope == head.scope).is_some_and(|a| a.seq == head.seq) {
            continue;
        }
        let mut anchor = Anchor {
            at,
            scope: head.scope.clone(),
            seq: head.seq,
            head: hex::encode(&head.head),
            mac: String::new(),
        };
        anchor.mac = hex::encode(sign(anchor.message().as_bytes()));
        writeln!(file, "{}", serde_json::to_string(&anchor).map_err(std::io::Error::from)?)?;
        added += 1;
    }
    file.sync_all()?;
    Ok(added)
}

/// Reads an anchor file; a missing file is empty.
///
/// # Errors
/// A file that cannot be read, or a line that is no anchor.
pub fn read(path: &Path) -> std::io::Result<Vec<Anchor>> {
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        opened => opened?,
    };
    std::io::BufReader::new(file)
        .lines()
        .map(|line| serde_json::from_str(&line?).map_err(std::io::Error::from))
        .collect()
}

/// Compares the chains with the anchors: marks every chain that is shorter than an
/// anchor, or whose event at the anchor's number has another hash. Gives the number
/// of anchors whose own signature is wrong.
///
/// # Errors
/// The database's.
pub async fn compare(
    db: &Db,
    anchors: &[Anchor],
    reports: &mut Vec<ChainReport>,
    sign: Sign<'_>,
) -> Result<usize> {
    let mut forged = 0;
    let mut tx = db.read().await?;
    let heads = store::heads(&mut tx).await?;
    for anchor in anchors {
        if hex::encode(sign(anchor.message().as_bytes())) != anchor.mac {
            forged += 1;
            continue;
        }
        let chain = heads.iter().find(|head| head.scope == anchor.scope);
        let at_anchor = match chain {
            Some(chain) if anchor.seq > 0 => {
                store::after(&mut tx, chain.audit_chain_id, anchor.seq - 1, 1).await?
            }
            _ => Vec::new(),
        };
        let agrees = anchor.seq == 0
            || at_anchor
                .first()
                .is_some_and(|e| e.seq == anchor.seq && hex::encode(&e.hash) == anchor.head);
        if agrees {
            continue;
        }
        match reports.iter_mut().find(|report| report.scope == anchor.scope) {
            Some(report) => report.contradicted(anchor.seq),
            None => {
                let mut lost = ChainReport {
                    scope: anchor.scope.clone(),
                    events: 0,
                    damage: None,
                    head: Vec::new(),
                };
                lost.contradicted(anchor.seq);
                reports.push(lost);
            }
        }
    }
    Ok(forged)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
