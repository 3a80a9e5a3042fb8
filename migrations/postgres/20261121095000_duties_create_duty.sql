-- A duty that somebody has decided on or submitted under. Deadlines are computed when
-- somebody looks; a duty nobody touched has no row.
create table duty (
    duty_id uuid not null primary key,
    case_lab_id uuid not null,
    rule text not null,
    state text not null check (state in ('triggered', 'not_triggered', 'submitted_initial', 'submitted_complementary', 'closed')),
    version bigint not null check (version >= 1),
    unique (case_lab_id, rule)
);

-- Every step of a duty's life, with the rule pack and the facts it was decided on.
-- Reasons are sealed. Rows are added, never changed.
create table duty_decision (
    duty_id uuid not null references duty (duty_id),
    n bigint not null check (n >= 1),
    state text not null check (state in ('triggered', 'not_triggered', 'submitted_initial', 'submitted_complementary', 'closed')),
    pack_version text not null,
    facts_digest bytea not null check (length(facts_digest) = 32),
    reason bytea,
    decided_by text not null,
    decided_at timestamptz not null,
    primary key (duty_id, n)
);

-- What was sent to an authority, and the deadline as it stood at that moment.
create table submission (
    submission_id uuid not null primary key,
    duty_id uuid not null references duty (duty_id),
    n bigint not null check (n >= 1),
    submitted_at timestamptz not null,
    offset_secs bigint not null,
    number text,
    sender bytea not null,
    receipt bytea check (length(receipt) = 32),
    delay_reason bytea,
    target_at timestamptz,
    limit_at timestamptz,
    recorded_by text not null,
    recorded_at timestamptz not null,
    unique (duty_id, n)
);

-- Dormant rules, or packs of them, that the administrator switched in force.
create table law_switch (
    name text not null primary key,
    in_force_from date not null,
    decided_by text not null,
    decided_at timestamptz not null
);
