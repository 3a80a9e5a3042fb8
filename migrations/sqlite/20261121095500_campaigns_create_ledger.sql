-- Campaigns: who is told what. What is sent is the approved text, kept here word for word;
-- it holds the lab's public words only, nobody's name.
create table campaign (
    campaign_id blob not null check (length(campaign_id) = 16) primary key,
    case_lab_id blob not null check (length(case_lab_id) = 16) references case_lab (case_lab_id),
    reference text not null unique check (length(reference) = 5),
    title text not null,
    purpose text not null check (purpose in ('first', 'update', 'correction')),
    -- Campaigns of one series never inform the same person twice.
    series blob not null check (length(series) = 16),
    issue integer not null,
    channels text not null check (channels in ('letter_only', 'email_where_valid')),
    batch_size integer not null check (batch_size between 1 and 5000),
    rate_limit integer not null check (rate_limit >= 0),
    state text not null check (state in ('draft', 'preparing', 'prepared', 'approved', 'running', 'paused', 'finished', 'cancelled')),
    -- Ids of deliveries: this base with a number in the last four bytes.
    base blob not null check (length(base) = 16),
    next_number integer not null,
    -- Where the walk over the persons stands.
    cursor_id blob check (length(cursor_id) = 16),
    stage text not null check (stage in ('audience', 'codes', 'done')),
    walk text not null,
    persons integer not null,
    open_count integer not null check (open_count >= 0),
    faults integer not null check (faults >= 0),
    warning text not null,
    content text not null,
    content_hash blob check (length(content_hash) = 32),
    audience_hash blob check (length(audience_hash) = 32),
    totals_digest blob check (length(totals_digest) = 32),
    author text not null,
    approver text,
    approved_hash blob check (length(approved_hash) = 32),
    approved_at text check (approved_at like '____-__-__T%+00:00'),
    accepted_by text,
    alert text,
    alert_at text check (alert_at like '____-__-__T%+00:00'),
    brake_base integer not null,
    -- One process at a time sends for a campaign with a rate limit.
    sender_id blob check (length(sender_id) = 16),
    sender_until text check (sender_until like '____-__-__T%+00:00'),
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    prepared_at text check (prepared_at like '____-__-__T%+00:00'),
    launched_at text check (launched_at like '____-__-__T%+00:00'),
    paused_at text check (paused_at like '____-__-__T%+00:00'),
    ended_at text check (ended_at like '____-__-__T%+00:00'),
    version integer not null,
    -- A campaign with one delivery unsettled is not finished, whatever a program says.
    check (state <> 'finished' or open_count = 0),
    -- Nothing runs that a second person has not approved as it stands.
    check (state not in ('approved', 'running', 'paused', 'finished')
        or (approved_hash is not null and content_hash is not null and approved_hash = content_hash and approver is not null and approver <> author))
) strict;

create index campaign_by_lab on campaign (case_lab_id, created_at);
create index campaign_at_work on campaign (campaign_id) where state in ('preparing', 'running', 'cancelled');
create unique index campaign_preparing on campaign (case_lab_id, series) where state = 'preparing';

-- The ledger, which is also the queue: what one person is to receive by one channel.
-- Ids and persons grow together, so that a campaign is added at the end of the trees.
create table delivery (
    delivery_id blob not null check (length(delivery_id) = 16) primary key,
    campaign_id blob not null check (length(campaign_id) = 16),
    person_id blob not null check (length(person_id) = 16),
    channel text not null check (channel in ('none', 'email', 'letter', 'guardian_letter')),
    -- Whether this row is the person's place in the counts: one row of each person is.
    counted integer not null check (counted in (0, 1)),
    state text not null check (state in ('queued', 'sending', 'deferred', 'rendered', 'in_doubt', 'accepted', 'posted', 'failed', 'returned', 'excluded', 'unreachable', 'cancelled')),
    reason text not null,
    domain blob,
    attempts integer not null,
    tries integer not null,
    next_at text not null check (next_at like '____-__-__T%+00:00'),
    first_at text check (first_at like '____-__-__T%+00:00'),
    claimed_by blob check (length(claimed_by) = 16),
    claimed_until text check (claimed_until like '____-__-__T%+00:00'),
    batch_id blob check (length(batch_id) = 16),
    first_page integer,
    pages integer,
    ended_at text check (ended_at like '____-__-__T%+00:00')
) strict, without rowid;

create unique index delivery_once on delivery (campaign_id, person_id, channel);
create index delivery_due on delivery (campaign_id, channel, next_at, delivery_id) where state in ('queued', 'deferred');
create index delivery_sending on delivery (claimed_until) where state = 'sending';
create index delivery_trouble on delivery (campaign_id, state, reason, delivery_id) where state in ('deferred', 'in_doubt', 'failed', 'returned', 'excluded', 'unreachable');

-- Each try, written before the dialogue with the server.
create table attempt (
    delivery_id blob not null check (length(delivery_id) = 16),
    n integer not null check (n > 0),
    worker blob not null check (length(worker) = 16),
    started_at text not null check (started_at like '____-__-__T%+00:00'),
    ended_at text check (ended_at like '____-__-__T%+00:00'),
    outcome text check (outcome in ('accepted', 'refused', 'not_sent', 'in_doubt', 'bounced')),
    stage text,
    code integer,
    enhanced text,
    reply blob,
    primary key (delivery_id, n)
) strict, without rowid;

-- Counts of the ledger, moved in the same transaction as its rows.
create table campaign_tally (
    campaign_id blob not null check (length(campaign_id) = 16),
    channel text not null,
    state text not null,
    counted integer not null check (counted in (0, 1)),
    n integer not null check (n >= 0),
    primary key (campaign_id, channel, state, counted)
) strict, without rowid;

-- Handed over or posted, by minute.
create table campaign_pace (
    campaign_id blob not null check (length(campaign_id) = 16),
    minute text not null check (minute like '____-__-__T%+00:00'),
    channel text not null,
    n integer not null,
    primary key (campaign_id, minute, channel)
) strict, without rowid;

-- Mail domains: a keyed token in the ledger, the name sealed.
create table campaign_domain (
    campaign_id blob not null check (length(campaign_id) = 16),
    token blob not null,
    sealed blob not null,
    primary key (campaign_id, token)
) strict, without rowid;
