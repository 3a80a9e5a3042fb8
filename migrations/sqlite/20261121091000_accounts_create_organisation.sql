-- Laboratories, vendors, authorities and the platform. What letters and the portal show
-- of a laboratory is public and stands in clear: name, telephone, hours, DPO, address.
create table organisation (
    organisation_id blob not null primary key check (length(organisation_id) = 16),
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
    version integer not null check (version >= 1),
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    changed_at text not null check (changed_at like '____-__-__T%+00:00')
) strict;

create unique index organisation_finess on organisation (finess) where finess is not null;
