//! Heads of the chains, signed and kept outside the database.
//!
//! Whoever can write to the database can cut the last events off and set the head
//! back. An anchor, one JSON line in a file that is only added to, says how long
//! each chain was at an instant and what its hash was; the signature (HMAC-SHA-256
//! under a key of the vault) keeps the file from being rewritten with it.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::{BufRead as _, Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use chrono::{DateTime, Utc};
use db::{Db, Result, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
    let recent = Recent::read(path, heads.len())?;
    let mut lines = Vec::new();
    let mut added = 0;
    for head in heads {
        if recent.seqs.get(&head.scope) == Some(&head.seq) {
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
        writeln!(lines, "{}", serde_json::to_string(&anchor).map_err(std::io::Error::from)?)?;
        added += 1;
    }
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    if let Some(whole) = recent.torn_after {
        file.set_len(whole)?;
    }
    file.write_all(&lines)?;
    file.sync_all()?;
    Ok(added)
}

/// More bytes than any line has.
const LINE: u64 = 512;
/// Lines that are looked at in any case.
const FEW: u64 = 128;

/// What the end of the file says. Some lines for each chain are read, however long the file
/// is; a chain that has been quiet for so long that its line stands before them gets another
/// one, which says the same.
#[derive(Default)]
struct Recent {
    /// The last number of each chain.
    seqs: HashMap<String, i64>,
    /// Length up to a last line that has no end: the machine stopped while it was written.
    torn_after: Option<u64>,
}

impl Recent {
    fn read(path: &Path, chains: usize) -> std::io::Result<Self> {
        let mut file = match fs::File::open(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            opened => opened?,
        };
        let lines = FEW.max(u64::try_from(chains).unwrap_or(FEW).saturating_mul(2));
        let end = file.metadata()?.len();
        let start = end.saturating_sub(lines.saturating_mul(LINE));
        file.seek(SeekFrom::Start(start))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let torn_after = (whole < text.len())
            .then(|| start.saturating_add(u64::try_from(whole).unwrap_or(u64::MAX)));
        text.truncate(whole);
        // The first line may be cut; what is no anchor is not ours to judge here.
        let anchors = text
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice::<Anchor>(line).ok());
        let seqs = anchors.map(|anchor| (anchor.scope, anchor.seq)).collect();
        Ok(Self { seqs, torn_after })
    }
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
    let mut chains: BTreeMap<&str, Vec<&Anchor>> = BTreeMap::new();
    for anchor in anchors {
        if hex::encode(sign(anchor.message().as_bytes())) == anchor.mac {
            chains.entry(&anchor.scope).or_default().push(anchor);
        } else {
            forged += 1;
        }
    }
    let mut tx = db.read().await?;
    let heads = store::heads(&mut tx).await?;
    for (scope, mut known) in chains {
        known.sort_by_key(|anchor| anchor.seq);
        let chain = heads.iter().find(|head| head.scope == scope);
        let chain = chain.map(|head| head.audit_chain_id);
        let Some(seq) = contradiction(&mut tx, chain, &known).await? else { continue };
        match reports.iter_mut().find(|report| report.scope == scope) {
            Some(report) => report.contradicted(seq),
            None => {
                let mut lost = ChainReport {
                    scope: scope.to_owned(),
                    events: 0,
                    damage: None,
                    head: Vec::new(),
                };
                lost.contradicted(seq);
                reports.push(lost);
            }
        }
    }
    Ok(forged)
}

/// Hashes that are read at once.
const STEP: i64 = 1_000;

/// The first number at which a chain is not what its anchors say, in the order of their
/// numbers. The hashes are read in ranges: as many queries as there are anchors, or
/// thousands of events, whichever is less.
async fn contradiction(
    tx: &mut Tx,
    chain: Option<Uuid>,
    anchors: &[&Anchor],
) -> Result<Option<i64>> {
    // Of a chain without events there is nothing to know.
    let mut left = anchors.iter().filter(|anchor| anchor.seq > 0).peekable();
    let Some(chain) = chain else { return Ok(left.next().map(|anchor| anchor.seq)) };
    while let Some(next) = left.peek() {
        let range = store::hashes_from(tx, chain, next.seq, STEP).await?;
        let Some((last, _)) = range.last() else { return Ok(Some(next.seq)) };
        while let Some(anchor) = left.next_if(|anchor| anchor.seq <= *last) {
            let at = range.binary_search_by_key(&anchor.seq, |(seq, _)| *seq).ok();
            let hash = at.and_then(|at| range.get(at)).map(|(_, hash)| hex::encode(hash));
            if hash.as_ref() != Some(&anchor.head) {
                return Ok(Some(anchor.seq));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
