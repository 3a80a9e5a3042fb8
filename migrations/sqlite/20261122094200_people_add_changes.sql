-- Counts the changes of a wave's visible persons: counts kept in memory know by it
-- whether they still hold.

alter table wave add column changes integer not null default 0;
