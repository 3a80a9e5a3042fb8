-- What further rows do to the channels of a person of an earlier import.
alter table person_patch add column reach bigint not null default 0;
alter table person_patch add column reach_lost bigint not null default 0;

-- Persons whom an import left in doubt: their rows fit two persons who contradict each
-- other, and joined neither. Somebody has to look at them.
create table person_doubt (
    import_id uuid not null,
    person_id uuid not null,
    primary key (import_id, person_id)
);
