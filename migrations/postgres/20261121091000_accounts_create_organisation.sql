-- Laboratories, vendors, authorities and the platform. What letters and the portal show
-- of a laboratory is public and stands in clear: name, telephone, hours, DPO, address.
create table organisation (
    organisation_id uuid not null primary key,
    kind text not null check (kind in ('lab', 'vendor', 'authority', 'platform')),
    name text not null,
    city text not null,
    department text not null,
    finess text check (length(finess) = 9),
    siren text check (length(siren) = 9),
    phone text not null,
    hours text not null,
    dpo_name text not null,
    dpo_email text not null,
    dpo_address text not null,
    sender_lines text not null,
    language text not null,
    version bigint not null check (version >= 1),
    created_at timestamptz not null,
    changed_at timestamptz not null
);

create unique index organisation_finess on organisation (finess) where finess is not null;
