-- Campaigns: who is told what. What is sent is the approved text, kept here word for word;
-- it holds the lab's public words only, nobody's name.
create table campaign (
    campaign_id uuid not null primary key,
    case_lab_id uuid not null references case_lab (case_lab_id),
    reference text not null unique check (length(reference) = 5),
    title text not null,
    purpose text not null check (purpose in ('first', 'update', 'correction')),
    -- Campaigns of one series never inform the same person twice.
    series uuid not null,
    issue bigint not null,
    channels text not null check (channels in ('letter_only', 'email_where_valid')),
    batch_size bigint not null check (batch_size between 1 and 5000),
    rate_limit bigint not null check (rate_limit >= 0),
    state text not null check (state in ('draft', 'preparing', 'prepared', 'approved', 'running', 'paused', 'finished', 'cancelled')),
    -- Ids of deliveries: this base with a number in the last four bytes.
    base uuid not null,
    next_number bigint not null,
    -- Where the walk over the persons stands.
    cursor_id uuid,
    stage text not null check (stage in ('audience', 'codes', 'done')),
    walk text not null,
    persons bigint not null,
    open_count bigint not null check (open_count >= 0),
    faults bigint not null check (faults >= 0),
    warning text not null,
    content text not null,
    content_hash bytea check (length(content_hash) = 32),
    audience_hash bytea check (length(audience_hash) = 32),
    totals_digest bytea check (length(totals_digest) = 32),
    author text not null,
    approver text,
    approved_hash bytea check (length(approved_hash) = 32),
    approved_at timestamptz,
    accepted_by text,
    alert text,
    alert_at timestamptz,
    brake_base bigint not null,
    -- One process at a time sends for a campaign with a rate limit.
    sender_id uuid,
    sender_until timestamptz,
    created_at timestamptz not null,
    prepared_at timestamptz,
    launched_at timestamptz,
    paused_at timestamptz,
    ended_at timestamptz,
    version bigint not null,
    -- A campaign with one delivery unsettled is not finished, whatever a program says.
    check (state <> 'finished' or open_count = 0),
    -- Nothing runs that a second person has not approved as it stands.
    check (state not in ('approved', 'running', 'paused', 'finished')
        or (approved_hash is not null and content_hash is not null and approved_hash = content_hash and approver is not null and approver <> author))
);

create index campaign_by_lab on campaign (case_lab_id, created_at);
create index campaign_at_work on campaign (campaign_id) where state in ('preparing', 'running', 'cancelled');
create unique index campaign_preparing on campaign (case_lab_id, series) where state = 'preparing';

-- The ledger, which is also the queue: what one person is to receive by one channel.
-- Ids and persons grow together, so that a campaign is added at the end of the trees.
create table delivery (
    delivery_id uuid not null primary key,
    campaign_id uuid not null,
    person_id uuid not null,
    channel text not null check (channel in ('none', 'email', 'letter', 'guardian_letter')),
    -- Whether this row is the person's place in the counts: one row of each person is.
    counted boolean not null,
    state text not null check (state in ('queued', 'sending', 'deferred', 'rendered', 'in_doubt', 'accepted', 'posted', 'failed', 'returned', 'excluded', 'unreachable', 'cancelled')),
    reason text not null,
    domain bytea,
    attempts bigint not null,
    tries bigint not null,
    next_at timestamptz not null,
    first_at timestamptz,
    claimed_by uuid,
    claimed_until timestamptz,
    batch_id uuid,
    first_page bigint,
    pages bigint,
    ended_at timestamptz
);

create unique index delivery_once on delivery (campaign_id, person_id, channel);
create index delivery_due on delivery (campaign_id, channel, next_at, delivery_id) where state in ('queued', 'deferred');
create index delivery_sending on delivery (claimed_until) where state = 'sending';
create index delivery_trouble on delivery (campaign_id, state, reason, delivery_id) where state in ('deferred', 'in_doubt', 'failed', 'returned', 'excluded', 'unreachable');

-- Each try, written before the dialogue with the server.
create table attempt (
    delivery_id uuid not null,
    n bigint not null check (n > 0),
    worker uuid not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    outcome text check (outcome in ('accepted', 'refused', 'not_sent', 'in_doubt', 'bounced')),
    stage text,
    code bigint,
    enhanced text,
    reply bytea,
    primary key (delivery_id, n)
);

-- Counts of the ledger, moved in the same transaction as its rows.
create table campaign_tally (
    campaign_id uuid not null,
    channel text not null,
    state text not null,
    counted boolean not null,
    n bigint not null check (n >= 0),
    primary key (campaign_id, channel, state, counted)
);

-- Handed over or posted, by minute.
create table campaign_pace (
    campaign_id uuid not null,
    minute timestamptz not null,
    channel text not null,
    n bigint not null,
    primary key (campaign_id, minute, channel)
);

-- Mail domains: a keyed token in the ledger, the name sealed.
create table campaign_domain (
    campaign_id uuid not null,
    token bytea not null,
    sealed bytea not null,
    primary key (campaign_id, token)
);
