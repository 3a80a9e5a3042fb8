-- Heads of the hash chains. The row is updated by every event, which gives the chain
-- its order on both engines.
create table audit_chain (
    audit_chain_id blob not null primary key check (length(audit_chain_id) = 16),
    scope text not null unique,
    seq integer not null check (seq >= 0),
    head blob not null check (length(head) = 32)
) strict;

-- Events. No foreign key to what they speak of: history outlives it. The data is text,
-- not a document type, because its bytes are hashed.
create table audit_event (
    audit_chain_id blob not null,
    seq integer not null check (seq >= 1),
    recorded_at text not null check (recorded_at like '____-__-__T%+00:00'),
    actor text not null,
    name text not null,
    data text not null check (json_valid(data)),
    prev blob not null check (length(prev) = 32),
    hash blob not null check (length(hash) = 32),
    primary key (audit_chain_id, seq)
) strict;
