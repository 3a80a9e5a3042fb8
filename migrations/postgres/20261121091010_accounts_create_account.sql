-- Staff accounts. Name, e-mail and the secret of the second factor are sealed under the
-- platform's key; the e-mail is found by its blind index. A closed account keeps its row,
-- name and e-mail, because the journal and signed decisions refer to it, and loses every
-- secret and its index.
create table account (
    account_id uuid not null primary key,
    state text not null check (state in ('active', 'closed')),
    email_token bytea unique check (length(email_token) = 16),
    email_sealed bytea not null,
    name_sealed bytea not null,
    language text not null,
    password_hash text,
    totp_sealed bytea,
    totp_last_step bigint,
    demo boolean not null,
    created_at timestamptz not null,
    password_changed_at timestamptz,
    last_sign_in_at timestamptz,
    closed_at timestamptz,
    check (state = 'active' or (email_token is null and password_hash is null and totp_sealed is null))
);

-- One role of one account in one organisation.
create table account_grant (
    account_id uuid not null references account (account_id),
    organisation_id uuid not null references organisation (organisation_id),
    role text not null check (role in ('platform_admin', 'dpo', 'assistant', 'approver', 'importer', 'help_desk', 'printer', 'vendor', 'regulator', 'auditor')),
    granted_at timestamptz not null,
    primary key (account_id, organisation_id, role)
);

create index account_grant_organisation on account_grant (organisation_id, account_id);

-- Codes that stand in for the second factor, once each. Only their keyed hash is kept.
create table recovery_code (
    code_hash bytea not null primary key check (length(code_hash) = 32),
    account_id uuid not null references account (account_id),
    used_at timestamptz
);

create index recovery_code_account on recovery_code (account_id);
