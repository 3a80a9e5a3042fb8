-- Deliveries of lab extracts. Mapping, format and causes are documents of the room.
create table import (
    import_id uuid not null primary key,
    case_lab_id uuid not null references case_lab (case_lab_id),
    state text not null check (state in ('received', 'mapped', 'checking', 'checked', 'loading', 'ready', 'active', 'refused', 'cancelled')),
    content_hash bytea not null check (length(content_hash) = 32),
    bytes bigint not null,
    source_kind text not null check (source_kind in ('path', 'sealed', 'gone')),
    source_path text not null,
    mapping text,
    format text,
    rows_seen bigint not null,
    accepted bigint not null,
    quarantined bigint not null,
    persons bigint not null,
    causes text not null,
    done_bytes bigint not null,
    done_row bigint not null,
    done_offset bigint not null,
    started_at timestamptz,
    finished_at timestamptz,
    error text,
    stop_asked boolean not null,
    created_by text not null,
    created_at timestamptz not null
);

create index import_by_lab on import (case_lab_id, created_at);
create index import_by_content on import (case_lab_id, content_hash);

-- Rows that wait for a correction: codes in clear, cells of stored columns sealed.
create table quarantine (
    import_id uuid not null,
    source_row bigint not null,
    codes text not null,
    flags bigint not null,
    state text not null check (state in ('open', 'dropped')),
    sealed bytea not null,
    primary key (import_id, source_row)
);
