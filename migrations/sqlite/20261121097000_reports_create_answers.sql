-- Answers of the authority's form that no other room holds (the legal representative, the
-- measures in place before, corrections of what the product presumes). One sealed document
-- for each lab's part of a case, under the key of the evidence.
create table report_answers (
    case_lab_id blob not null check (length(case_lab_id) = 16) primary key,
    sealed blob not null,
    version integer not null check (version >= 1),
    changed_by text not null,
    changed_at text not null check (changed_at like '____-__-__T%+00:00')
) strict;
