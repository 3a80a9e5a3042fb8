-- One-time codes that open an account, or let its owner set a lost factor again. Only the
-- keyed hash of the code is kept. What the invited person has typed waits here, sealed,
-- until the first code of the authenticator confirms it.
create table invitation (
    invitation_id blob not null primary key check (length(invitation_id) = 16),
    kind text not null check (kind in ('account', 'password', 'second_factor')),
    state text not null check (state in ('open', 'used', 'revoked')),
    account_id blob references account (account_id) check (length(account_id) = 16),
    code_hash blob not null unique check (length(code_hash) = 32),
    email_token blob not null check (length(email_token) = 16),
    email_sealed blob not null,
    language text not null,
    invited_by blob check (length(invited_by) = 16),
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    expires_at text not null check (expires_at like '____-__-__T%+00:00'),
    closed_at text check (closed_at like '____-__-__T%+00:00'),
    name_sealed blob,
    password_hash text,
    totp_sealed blob,
    check (kind = 'account' or account_id is not null)
) strict;

create index invitation_account on invitation (account_id);

-- The roles that the invitation gives.
create table invitation_grant (
    invitation_id blob not null references invitation (invitation_id) check (length(invitation_id) = 16),
    organisation_id blob not null references organisation (organisation_id) check (length(organisation_id) = 16),
    role text not null check (role in ('platform_admin', 'dpo', 'assistant', 'approver', 'importer', 'help_desk', 'printer', 'vendor', 'regulator', 'auditor')),
    primary key (invitation_id, organisation_id, role)
) strict;

create index invitation_grant_organisation on invitation_grant (organisation_id, invitation_id);
