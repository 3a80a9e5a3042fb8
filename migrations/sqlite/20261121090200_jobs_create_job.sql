-- Background work: ids and states only, never the content that the work is about.
create table job (
    job_id blob not null primary key check (length(job_id) = 16),
    name text not null,
    payload text not null check (json_valid(payload)),
    unique_key text,
    state text not null check (state in ('queued', 'running', 'done', 'failed')),
    run_at text not null check (run_at like '____-__-__T%+00:00'),
    attempts integer not null check (attempts >= 0),
    worker text,
    lease_until text check (lease_until like '____-__-__T%+00:00'),
    last_error text,
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    finished_at text check (finished_at like '____-__-__T%+00:00'),
    check ((state = 'running') = (lease_until is not null)),
    check ((state = 'running') = (worker is not null))
) strict;

-- What is due, and which leases have run out: the two questions of a claim.
create index job_due on job (run_at, job_id) where state = 'queued';
create index job_leased on job (lease_until, job_id) where state = 'running';
-- The same work is waiting once; it may wait again while an earlier one runs.
create unique index job_unique on job (name, unique_key)
    where state = 'queued' and unique_key is not null;
-- Lists and sweeps of what ended.
create index job_ended on job (state, finished_at, job_id) where finished_at is not null;

-- Repeated work: one row for each schedule, so that many workers start it once.
create table job_schedule (
    name text not null primary key,
    next_at text not null check (next_at like '____-__-__T%+00:00')
) strict;
