-- Browser sessions of the console. The identifier that the browser holds is kept as its
-- SHA-256; the data are sealed. No account while nobody has signed in. The row of a signed-in
-- session stays, without the hash, while its identifier changes, and after its end until its
-- time is over: a late request cannot bring it back.
create table staff_session (
    staff_session_id uuid not null primary key,
    secret_hash bytea unique check (length(secret_hash) = 32),
    account_id uuid references account (account_id),
    agent text not null,
    data bytea not null,
    rotate boolean not null,
    signed_in_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);

create index staff_session_account on staff_session (account_id);
create index staff_session_expires_at on staff_session (expires_at);
