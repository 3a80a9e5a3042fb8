-- Wrapped data keys, apart from the data they protect: a copy of one store without
-- the other tells nothing. A destroyed key keeps its row, without its bytes.
create table data_key (
    data_key_id blob not null primary key check (length(data_key_id) = 16),
    owner text not null,
    version integer not null check (version >= 1),
    wrapped blob,
    master_id text not null,
    created_at text not null,
    destroyed_at text,
    unique (owner, version)
) strict;
