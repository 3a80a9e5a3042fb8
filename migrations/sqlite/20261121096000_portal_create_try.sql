-- Failed tries by keyed hash of a code as typed or of an address prefix: neither codes
-- nor addresses can be read here.
create table portal_try (
    try_key blob not null check (length(try_key) = 16) primary key,
    failures integer not null,
    since text not null check (since like '____-__-__T%+00:00')
) strict, without rowid;
