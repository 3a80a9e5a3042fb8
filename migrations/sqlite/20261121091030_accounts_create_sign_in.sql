-- Failures in a row of one subject, which is a keyed hash of an address prefix, of an
-- account, or of both: nothing here tells who tried what.
create table sign_in_delay (
    subject blob not null primary key check (length(subject) = 16),
    failures integer not null check (failures >= 0),
    last_at text not null check (last_at like '____-__-__T%+00:00'),
    next_at text not null check (next_at like '____-__-__T%+00:00')
) strict;

create index sign_in_delay_last_at on sign_in_delay (last_at);

-- A sign-in between password and second factor.
create table sign_in_ticket (
    ticket_hash blob not null primary key check (length(ticket_hash) = 32),
    account_id blob not null references account (account_id) check (length(account_id) = 16),
    attempts integer not null check (attempts >= 0),
    expires_at text not null check (expires_at like '____-__-__T%+00:00')
) strict;

create index sign_in_ticket_account on sign_in_ticket (account_id);
