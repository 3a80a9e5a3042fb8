-- Failed tries by keyed hash of a code as typed or of an address prefix: neither codes
-- nor addresses can be read here.
create table portal_try (
    try_key bytea not null primary key,
    failures bigint not null,
    since timestamptz not null
);
