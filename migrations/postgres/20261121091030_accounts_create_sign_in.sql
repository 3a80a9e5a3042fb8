-- Failures in a row of one subject, which is a keyed hash of an address prefix, of an
-- account, or of both: nothing here tells who tried what.
create table sign_in_delay (
    subject bytea not null primary key check (length(subject) = 16),
    failures bigint not null check (failures >= 0),
    last_at timestamptz not null,
    next_at timestamptz not null
);

create index sign_in_delay_last_at on sign_in_delay (last_at);

-- A sign-in between password and second factor.
create table sign_in_ticket (
    ticket_hash bytea not null primary key check (length(ticket_hash) = 32),
    account_id uuid not null references account (account_id),
    attempts bigint not null check (attempts >= 0),
    expires_at timestamptz not null
);

create index sign_in_ticket_account on sign_in_ticket (account_id);
