-- Deliveries of lab extracts. Mapping, format and causes are documents of the room.
create table import (
    import_id blob not null check (length(import_id) = 16) primary key,
    case_lab_id blob not null check (length(case_lab_id) = 16) references case_lab (case_lab_id),
    state text not null check (state in ('received', 'mapped', 'checking', 'checked', 'loading', 'ready', 'active', 'refused', 'cancelled')),
    content_hash blob not null check (length(content_hash) = 32),
    bytes integer not null,
    source_kind text not null check (source_kind in ('path', 'sealed', 'gone')),
    source_path text not null,
    mapping text,
    format text,
    rows_seen integer not null,
    accepted integer not null,
    quarantined integer not null,
    persons integer not null,
    causes text not null,
    done_bytes integer not null,
    done_row integer not null,
    done_offset integer not null,
    started_at text check (started_at like '____-__-__T%+00:00'),
    finished_at text check (finished_at like '____-__-__T%+00:00'),
    error text,
    stop_asked integer not null check (stop_asked in (0, 1)),
    created_by text not null,
    created_at text not null check (created_at like '____-__-__T%+00:00')
) strict;

create index import_by_lab on import (case_lab_id, created_at);
create index import_by_content on import (case_lab_id, content_hash);

-- Rows that wait for a correction: codes in clear, cells of stored columns sealed.
create table quarantine (
    import_id blob not null check (length(import_id) = 16),
    source_row integer not null,
    codes text not null,
    flags integer not null,
    state text not null check (state in ('open', 'dropped')),
    sealed blob not null,
    primary key (import_id, source_row)
) strict, without rowid;
