-- A breach, as such: what is common to its labs.
create table incident (
    incident_id uuid not null primary key,
    reference text not null unique,
    kind text not null check (kind in ('leak', 'indexed', 'ransomware', 'wrong_recipient', 'lost_device', 'altered')),
    title text not null,
    vendor_id uuid,
    product text,
    started_on date,
    ended_on date,
    cause text not null check (cause in ('unknown', 'external_malicious', 'external_accidental', 'internal_malicious', 'internal_accidental')),
    cause_status text not null check (cause_status in ('suspected', 'confirmed', 'ruled_out')),
    created_at timestamptz not null,
    version bigint not null
);

-- One lab's part of a breach: the unit of tenancy. The words and the duty facts are
-- versioned documents, kept as text so that their digests stay stable.
create table case_lab (
    case_lab_id uuid not null primary key,
    incident_id uuid not null references incident (incident_id),
    organisation_id uuid not null,
    facts text not null,
    duty_facts text not null,
    aware_at timestamptz,
    public_since timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    unique (incident_id, organisation_id)
);

-- The awareness ledger. Rows are added; the only change is that a decision moves on.
create table awareness (
    awareness_id uuid not null primary key,
    case_lab_id uuid not null references case_lab (case_lab_id),
    candidate_at timestamptz not null,
    offset_secs bigint not null,
    source text not null check (source in ('processor', 'agency', 'press', 'person', 'internal', 'attacker')),
    note bytea not null,
    evidence bytea,
    decision text not null check (decision in ('signal', 'under_inquiry', 'aware', 'proposed', 'replaced')),
    reason bytea,
    decided_by text not null,
    approved_by text,
    recorded_at timestamptz not null
);

create index awareness_by_lab on awareness (case_lab_id, candidate_at);

-- Exactly one row of a ledger is in force.
create unique index awareness_in_force on awareness (case_lab_id) where decision = 'aware';

create table timeline_entry (
    timeline_id uuid not null primary key,
    case_lab_id uuid not null references case_lab (case_lab_id),
    happened_at timestamptz not null,
    kind text not null check (kind in ('fact', 'decision', 'message', 'measure')),
    body bytea not null,
    written_by text not null,
    recorded_at timestamptz not null
);

create index timeline_by_lab on timeline_entry (case_lab_id, happened_at, timeline_id);
