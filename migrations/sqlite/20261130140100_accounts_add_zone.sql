-- The zone of the place where an organisation works, a name of the tz database: the hours
-- that its staff type are those of this place.

alter table organisation add column zone text not null default 'Europe/Paris';
