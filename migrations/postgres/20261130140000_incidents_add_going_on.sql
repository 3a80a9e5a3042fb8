-- A breach that is known to go on, as against one whose end nobody knows: both have no
-- last day. Cases that were there keep "not known", which claims nothing.

alter table incident add column going_on boolean not null default false;
