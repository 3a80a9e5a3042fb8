-- A wave: the persons that one delivery brought. Staged rows are invisible; one change
-- of state shows them all.
create table wave (
    import_id uuid not null primary key,
    case_lab_id uuid not null references case_lab (case_lab_id),
    base uuid not null,
    state text not null check (state in ('staged', 'ready', 'active', 'discarded')),
    persons bigint not null,
    index_bits bigint not null,
    created_at timestamptz not null,
    moved_at timestamptz
);

create index wave_by_lab on wave (case_lab_id, created_at);

-- Data subjects. Identity and contact points are sealed; what decides on channels and
-- counts is in clear bits that name nobody. Ids grow with the wave, so rows are added
-- at the end of the tree.
create table person (
    person_id uuid not null primary key,
    case_lab_id uuid not null,
    import_id uuid not null,
    flags bigint not null,
    states bigint not null,
    reach bigint not null,
    row_count bigint not null,
    first_visit_on date,
    last_visit_on date,
    sealed bytea not null
);

-- Further records of a person that add a contact point.
create table person_extra (
    import_id uuid not null,
    source_row bigint not null,
    person_id uuid not null,
    sealed bytea not null,
    primary key (import_id, source_row)
);

create index person_extra_by_person on person_extra (person_id);

-- What further rows add to a person's bits; applied when the wave is activated.
create table person_patch (
    import_id uuid not null,
    person_id uuid not null,
    flags bigint not null,
    states bigint not null,
    row_count bigint not null,
    first_visit_on date,
    last_visit_on date,
    primary key (import_id, person_id)
);

-- Persons of earlier waves that stand in this wave's index.
create table person_alias (
    import_id uuid not null,
    number bigint not null,
    person_id uuid not null,
    primary key (import_id, number)
);

-- Sealed buckets of blind tokens: they show neither values nor how often one occurs.
create table person_index (
    import_id uuid not null,
    kind bigint not null,
    bucket bigint not null,
    sealed bytea not null,
    primary key (import_id, kind, bucket)
);

-- Claim codes are derived, not stored: only the keyed hash by which one is found.
create table claim (
    lookup bytea not null primary key,
    case_lab_id uuid not null,
    person_id uuid not null,
    issue bigint not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);

create index claim_by_person on claim (person_id);
