-- Which installation this store belongs to: the main database holds the same id, and
-- nothing is opened when the two disagree.
create table installation (
    installation_id uuid not null primary key,
    singleton bigint not null unique check (singleton = 1),
    created_at timestamptz not null
);
