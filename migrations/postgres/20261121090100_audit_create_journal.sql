-- Heads of the hash chains. The row is updated by every event, which gives the chain
-- its order on both engines.
create table audit_chain (
    audit_chain_id uuid not null primary key,
    scope text not null unique,
    seq bigint not null check (seq >= 0),
    head bytea not null check (length(head) = 32)
);

-- Events. No foreign key to what they speak of: history outlives it. The data is text,
-- not a document type, because its bytes are hashed.
create table audit_event (
    audit_chain_id uuid not null,
    seq bigint not null check (seq >= 1),
    recorded_at timestamptz not null,
    actor text not null,
    name text not null,
    data text not null,
    prev bytea not null check (length(prev) = 32),
    hash bytea not null check (length(hash) = 32),
    primary key (audit_chain_id, seq)
);
