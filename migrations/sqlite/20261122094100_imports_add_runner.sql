-- The run that writes to a delivery: another one takes over by writing its own name, and
-- what the first has under way is then refused.
alter table import add column runner blob check (length(runner) = 16);
