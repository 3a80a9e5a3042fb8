-- Browser sessions of the console. The identifier that the browser holds is kept as its
-- SHA-256; the data are sealed. No account while nobody has signed in. The row of a signed-in
-- session stays, without the hash, while its identifier changes, and after its end until its
-- time is over: a late request cannot bring it back.
create table staff_session (
    staff_session_id blob not null primary key check (length(staff_session_id) = 16),
    secret_hash blob unique check (length(secret_hash) = 32),
    account_id blob references account (account_id) check (length(account_id) = 16),
    agent text not null,
    data blob not null,
    rotate integer not null check (rotate in (0, 1)),
    signed_in_at text not null check (signed_in_at like '____-__-__T%+00:00'),
    last_seen_at text not null check (last_seen_at like '____-__-__T%+00:00'),
    expires_at text not null check (expires_at like '____-__-__T%+00:00'),
    ended_at text check (ended_at like '____-__-__T%+00:00')
) strict;

create index staff_session_account on staff_session (account_id);
create index staff_session_expires_at on staff_session (expires_at);
