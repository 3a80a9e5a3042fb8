-- Which installation this database belongs to: the store of keys holds the same id, and
-- nothing is opened when the two disagree.
create table installation (
    installation_id uuid not null primary key,
    singleton bigint not null unique check (singleton = 1),
    created_at timestamptz not null
);

-- The data keys that this database counts on, without their bytes: a store of keys that
-- lacks one of them is lost or too old. A destroyed key stays here as a tombstone, so that
-- an older copy of the store does not bring it back to life.
create table known_key (
    owner text not null,
    version bigint not null check (version >= 1),
    data_key_id uuid,
    known_at timestamptz not null,
    destroyed_at timestamptz,
    primary key (owner, version)
);

-- What an installation of an earlier release certainly has keys for.
insert into known_key (owner, version, known_at)
select 'platform', 1, min(created_at) from account having count(*) > 0;
insert into known_key (owner, version, known_at)
select 'case_lab:' || replace(case_lab_id::text, '-', ''), 1, min(created_at) from wave group by case_lab_id;
