-- Which installation this database belongs to: the store of keys holds the same id, and
-- nothing is opened when the two disagree.
create table installation (
    installation_id blob not null check (length(installation_id) = 16) primary key,
    singleton integer not null unique check (singleton = 1),
    created_at text not null check (created_at like '____-__-__T%+00:00')
) strict;

-- The data keys that this database counts on, without their bytes: a store of keys that
-- lacks one of them is lost or too old. A destroyed key stays here as a tombstone, so that
-- an older copy of the store does not bring it back to life.
create table known_key (
    owner text not null,
    version integer not null check (version >= 1),
    data_key_id blob check (length(data_key_id) = 16),
    known_at text not null check (known_at like '____-__-__T%+00:00'),
    destroyed_at text check (destroyed_at like '____-__-__T%+00:00'),
    primary key (owner, version)
) strict;

-- What an installation of an earlier release certainly has keys for.
insert into known_key (owner, version, known_at)
select 'platform', 1, min(created_at) from account having count(*) > 0;
insert into known_key (owner, version, known_at)
select 'case_lab:' || lower(hex(case_lab_id)), 1, min(created_at) from wave group by case_lab_id;
