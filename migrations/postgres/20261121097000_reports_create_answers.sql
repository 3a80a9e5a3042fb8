-- Answers of the authority's form that no other room holds (the legal representative, the
-- measures in place before, corrections of what the product presumes). One sealed document
-- for each lab's part of a case, under the key of the evidence.
create table report_answers (
    case_lab_id uuid not null primary key,
    sealed bytea not null,
    version bigint not null check (version >= 1),
    changed_by text not null,
    changed_at timestamptz not null
);
