-- Which installation this store belongs to: the main database holds the same id, and
-- nothing is opened when the two disagree.
create table installation (
    installation_id blob not null check (length(installation_id) = 16) primary key,
    singleton integer not null unique check (singleton = 1),
    created_at text not null check (created_at like '____-__-__T%+00:00')
) strict;
