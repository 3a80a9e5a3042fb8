-- Places of files follow from ids and the data folder; a file of the operator's is told
-- from a copy by the digest of its path. Paths that were stored are forgotten.
update import set source_path = '';
