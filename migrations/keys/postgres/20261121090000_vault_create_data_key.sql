-- Wrapped data keys, apart from the data they protect: a copy of one store without
-- the other tells nothing. A destroyed key keeps its row, without its bytes.
create table data_key (
    data_key_id uuid not null primary key,
    owner text not null,
    version bigint not null check (version >= 1),
    wrapped bytea,
    master_id text not null,
    created_at timestamptz not null,
    destroyed_at timestamptz,
    unique (owner, version)
);
