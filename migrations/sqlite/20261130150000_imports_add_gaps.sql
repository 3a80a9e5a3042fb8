-- What a delivery does not let anybody deny. `undeclared`: places (from 0, as JSON) of the
-- columns that hold something and that nobody declared; null for deliveries made before
-- this was kept, of which nothing is known. `untaken`: classes in rows that are not taken,
-- bits as in `person.flags`.
alter table import add column undeclared text;
alter table import add column untaken integer not null default 0;
