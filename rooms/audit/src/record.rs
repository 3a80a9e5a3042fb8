//! Writing to a chain.

use db::{Result, Tx};
use kernel::{Actor, Env};
use uuid::Uuid;

use crate::{
    chain::Chain,
    event::{Event, Recorded},
    store,
};

/// Adds an event at the end of a chain, inside the transaction of the change it
/// records. Call it last: the chain is held until the transaction ends, and a
/// transaction that writes to several chains takes them in the order of [`Chain`].
///
/// # Errors
/// The database's; the change must then not be committed.
pub async fn record(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    chain: Chain,
    event: &Event,
) -> Result<()> {
    let scope = chain.scope();
    let head = match store::advance(tx, &scope).await? {
        Some(head) => head,
        None => {
            let id: Uuid = kernel::Id::uuid(env.new_id::<kernel::FileId>());
            store::begin(tx, id, &scope).await?;
            store::advance(tx, &scope)
                .await?
                .ok_or(db::DbError::Inconsistent { table: "audit_chain", column: "scope" })?
        }
    };
    let mut recorded = Recorded {
        audit_chain_id: head.audit_chain_id,
        seq: head.seq,
        recorded_at: env.now(),
        actor: actor.journal_name(),
        name: event.name().to_owned(),
        data: event.data(),
        prev: head.head,
        hash: Vec::new(),
    };
    recorded.hash = recorded.expected_hash().to_vec();
    store::append(tx, &recorded).await?;
    store::set_head(tx, recorded.audit_chain_id, &recorded.hash).await
}
