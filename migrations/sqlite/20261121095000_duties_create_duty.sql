-- A duty that somebody has decided on or submitted under. Deadlines are computed when
-- somebody looks; a duty nobody touched has no row.
create table duty (
    duty_id blob not null check (length(duty_id) = 16) primary key,
    case_lab_id blob not null check (length(case_lab_id) = 16),
    rule text not null,
    state text not null check (state in ('triggered', 'not_triggered', 'submitted_initial', 'submitted_complementary', 'closed')),
    version integer not null check (version >= 1),
    unique (case_lab_id, rule)
) strict;

-- Every step of a duty's life, with the rule pack and the facts it was decided on.
-- Reasons are sealed. Rows are added, never changed.
create table duty_decision (
    duty_id blob not null check (length(duty_id) = 16) references duty (duty_id),
    n integer not null check (n >= 1),
    state text not null check (state in ('triggered', 'not_triggered', 'submitted_initial', 'submitted_complementary', 'closed')),
    pack_version text not null,
    facts_digest blob not null check (length(facts_digest) = 32),
    reason blob,
    decided_by text not null,
    decided_at text not null check (decided_at like '____-__-__T%+00:00'),
    primary key (duty_id, n)
) strict;

-- What was sent to an authority, and the deadline as it stood at that moment.
create table submission (
    submission_id blob not null check (length(submission_id) = 16) primary key,
    duty_id blob not null check (length(duty_id) = 16) references duty (duty_id),
    n integer not null check (n >= 1),
    submitted_at text not null check (submitted_at like '____-__-__T%+00:00'),
    offset_secs integer not null,
    number text,
    sender blob not null,
    receipt blob check (length(receipt) = 32),
    delay_reason blob,
    target_at text check (target_at like '____-__-__T%+00:00'),
    limit_at text check (limit_at like '____-__-__T%+00:00'),
    recorded_by text not null,
    recorded_at text not null check (recorded_at like '____-__-__T%+00:00'),
    unique (duty_id, n)
) strict;

-- Dormant rules, or packs of them, that the administrator switched in force.
create table law_switch (
    name text not null primary key,
    in_force_from text not null check (length(in_force_from) = 10),
    decided_by text not null,
    decided_at text not null check (decided_at like '____-__-__T%+00:00')
) strict;
