-- One-time codes that open an account, or let its owner set a lost factor again. Only the
-- keyed hash of the code is kept. What the invited person has typed waits here, sealed,
-- until the first code of the authenticator confirms it.
create table invitation (
    invitation_id uuid not null primary key,
    kind text not null check (kind in ('account', 'password', 'second_factor')),
    state text not null check (state in ('open', 'used', 'revoked')),
    account_id uuid references account (account_id),
    code_hash bytea not null unique check (length(code_hash) = 32),
    email_token bytea not null check (length(email_token) = 16),
    email_sealed bytea not null,
    language text not null,
    invited_by uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    closed_at timestamptz,
    name_sealed bytea,
    password_hash text,
    totp_sealed bytea,
    check (kind = 'account' or account_id is not null)
);

create index invitation_account on invitation (account_id);

-- The roles that the invitation gives.
create table invitation_grant (
    invitation_id uuid not null references invitation (invitation_id),
    organisation_id uuid not null references organisation (organisation_id),
    role text not null check (role in ('platform_admin', 'dpo', 'assistant', 'approver', 'importer', 'help_desk', 'printer', 'vendor', 'regulator', 'auditor')),
    primary key (invitation_id, organisation_id, role)
);

create index invitation_grant_organisation on invitation_grant (organisation_id, invitation_id);
