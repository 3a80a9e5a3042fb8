-- Staff accounts. Name, e-mail and the secret of the second factor are sealed under the
-- platform's key; the e-mail is found by its blind index. A closed account keeps its row,
-- name and e-mail, because the journal and signed decisions refer to it, and loses every
-- secret and its index.
create table account (
    account_id blob not null primary key check (length(account_id) = 16),
    state text not null check (state in ('active', 'closed')),
    email_token blob unique check (length(email_token) = 16),
    email_sealed blob not null,
    name_sealed blob not null,
    language text not null,
    password_hash text,
    totp_sealed blob,
    totp_last_step integer,
    demo integer not null check (demo in (0, 1)),
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    password_changed_at text check (password_changed_at like '____-__-__T%+00:00'),
    last_sign_in_at text check (last_sign_in_at like '____-__-__T%+00:00'),
    closed_at text check (closed_at like '____-__-__T%+00:00'),
    check (state = 'active' or (email_token is null and password_hash is null and totp_sealed is null))
) strict;

-- One role of one account in one organisation.
create table account_grant (
    account_id blob not null references account (account_id) check (length(account_id) = 16),
    organisation_id blob not null references organisation (organisation_id) check (length(organisation_id) = 16),
    role text not null check (role in ('platform_admin', 'dpo', 'assistant', 'approver', 'importer', 'help_desk', 'printer', 'vendor', 'regulator', 'auditor')),
    granted_at text not null check (granted_at like '____-__-__T%+00:00'),
    primary key (account_id, organisation_id, role)
) strict;

create index account_grant_organisation on account_grant (organisation_id, account_id);

-- Codes that stand in for the second factor, once each. Only their keyed hash is kept.
create table recovery_code (
    code_hash blob not null primary key check (length(code_hash) = 32),
    account_id blob not null references account (account_id) check (length(account_id) = 16),
    used_at text check (used_at like '____-__-__T%+00:00')
) strict;

create index recovery_code_account on recovery_code (account_id);
