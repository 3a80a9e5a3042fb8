-- A wave: the persons that one delivery brought. Staged rows are invisible; one change
-- of state shows them all.
create table wave (
    import_id blob not null check (length(import_id) = 16) primary key,
    case_lab_id blob not null check (length(case_lab_id) = 16) references case_lab (case_lab_id),
    base blob not null check (length(base) = 16),
    state text not null check (state in ('staged', 'ready', 'active', 'discarded')),
    persons integer not null,
    index_bits integer not null,
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    moved_at text check (moved_at like '____-__-__T%+00:00')
) strict;

create index wave_by_lab on wave (case_lab_id, created_at);

-- Data subjects. Identity and contact points are sealed; what decides on channels and
-- counts is in clear bits that name nobody. Ids grow with the wave, so rows are added
-- at the end of the tree.
create table person (
    person_id blob not null check (length(person_id) = 16) primary key,
    case_lab_id blob not null check (length(case_lab_id) = 16),
    import_id blob not null check (length(import_id) = 16),
    flags integer not null,
    states integer not null,
    reach integer not null,
    row_count integer not null,
    first_visit_on text check (length(first_visit_on) = 10),
    last_visit_on text check (length(last_visit_on) = 10),
    sealed blob not null
) strict, without rowid;

-- Further records of a person that add a contact point.
create table person_extra (
    import_id blob not null check (length(import_id) = 16),
    source_row integer not null,
    person_id blob not null check (length(person_id) = 16),
    sealed blob not null,
    primary key (import_id, source_row)
) strict, without rowid;

create index person_extra_by_person on person_extra (person_id);

-- What further rows add to a person's bits; applied when the wave is activated.
create table person_patch (
    import_id blob not null check (length(import_id) = 16),
    person_id blob not null check (length(person_id) = 16),
    flags integer not null,
    states integer not null,
    row_count integer not null,
    first_visit_on text check (length(first_visit_on) = 10),
    last_visit_on text check (length(last_visit_on) = 10),
    primary key (import_id, person_id)
) strict, without rowid;

-- Persons of earlier waves that stand in this wave's index.
create table person_alias (
    import_id blob not null check (length(import_id) = 16),
    number integer not null,
    person_id blob not null check (length(person_id) = 16),
    primary key (import_id, number)
) strict, without rowid;

-- Sealed buckets of blind tokens: they show neither values nor how often one occurs.
create table person_index (
    import_id blob not null check (length(import_id) = 16),
    kind integer not null,
    bucket integer not null,
    sealed blob not null,
    primary key (import_id, kind, bucket)
) strict, without rowid;

-- Claim codes are derived, not stored: only the keyed hash by which one is found.
create table claim (
    lookup blob not null check (length(lookup) = 16) primary key,
    case_lab_id blob not null check (length(case_lab_id) = 16),
    person_id blob not null check (length(person_id) = 16),
    issue integer not null,
    issued_at text not null check (issued_at like '____-__-__T%+00:00'),
    expires_at text not null check (expires_at like '____-__-__T%+00:00'),
    revoked_at text check (revoked_at like '____-__-__T%+00:00')
) strict, without rowid;

create index claim_by_person on claim (person_id);
