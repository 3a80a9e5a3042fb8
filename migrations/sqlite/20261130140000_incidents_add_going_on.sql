-- A breach that is known to go on, as against one whose end nobody knows: both have no
-- last day. Cases that were there keep "not known", which claims nothing.

alter table incident add column going_on integer not null default 0 check (going_on in (0, 1));
