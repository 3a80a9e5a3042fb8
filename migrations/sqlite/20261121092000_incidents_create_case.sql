-- A breach, as such: what is common to its labs.
create table incident (
    incident_id blob not null check (length(incident_id) = 16) primary key,
    reference text not null unique,
    kind text not null check (kind in ('leak', 'indexed', 'ransomware', 'wrong_recipient', 'lost_device', 'altered')),
    title text not null,
    vendor_id blob check (length(vendor_id) = 16),
    product text,
    started_on text check (length(started_on) = 10),
    ended_on text check (length(ended_on) = 10),
    cause text not null check (cause in ('unknown', 'external_malicious', 'external_accidental', 'internal_malicious', 'internal_accidental')),
    cause_status text not null check (cause_status in ('suspected', 'confirmed', 'ruled_out')),
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    version integer not null
) strict;

-- One lab's part of a breach: the unit of tenancy. The words and the duty facts are
-- versioned documents, kept as text so that their digests stay stable.
create table case_lab (
    case_lab_id blob not null check (length(case_lab_id) = 16) primary key,
    incident_id blob not null check (length(incident_id) = 16) references incident (incident_id),
    organisation_id blob not null check (length(organisation_id) = 16),
    facts text not null check (json_valid(facts)),
    duty_facts text not null check (json_valid(duty_facts)),
    aware_at text check (aware_at like '____-__-__T%+00:00'),
    public_since text check (public_since like '____-__-__T%+00:00'),
    version integer not null,
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    unique (incident_id, organisation_id)
) strict;

-- The awareness ledger. Rows are added; the only change is that a decision moves on.
create table awareness (
    awareness_id blob not null check (length(awareness_id) = 16) primary key,
    case_lab_id blob not null check (length(case_lab_id) = 16) references case_lab (case_lab_id),
    candidate_at text not null check (candidate_at like '____-__-__T%+00:00'),
    offset_secs integer not null,
    source text not null check (source in ('processor', 'agency', 'press', 'person', 'internal', 'attacker')),
    note blob not null,
    evidence blob,
    decision text not null check (decision in ('signal', 'under_inquiry', 'aware', 'proposed', 'replaced')),
    reason blob,
    decided_by text not null,
    approved_by text,
    recorded_at text not null check (recorded_at like '____-__-__T%+00:00')
) strict;

create index awareness_by_lab on awareness (case_lab_id, candidate_at);

-- Exactly one row of a ledger is in force.
create unique index awareness_in_force on awareness (case_lab_id) where decision = 'aware';

create table timeline_entry (
    timeline_id blob not null check (length(timeline_id) = 16) primary key,
    case_lab_id blob not null check (length(case_lab_id) = 16) references case_lab (case_lab_id),
    happened_at text not null check (happened_at like '____-__-__T%+00:00'),
    kind text not null check (kind in ('fact', 'decision', 'message', 'measure')),
    body blob not null,
    written_by text not null,
    recorded_at text not null check (recorded_at like '____-__-__T%+00:00')
) strict;

create index timeline_by_lab on timeline_entry (case_lab_id, happened_at, timeline_id);
