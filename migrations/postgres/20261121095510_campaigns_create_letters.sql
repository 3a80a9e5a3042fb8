-- Letters in print files. The file is sealed; its hash is that of the PDF inside.
create table letter_batch (
    batch_id uuid not null primary key,
    campaign_id uuid not null references campaign (campaign_id),
    n bigint not null check (n > 0),
    state text not null check (state in ('rendering', 'ready', 'posted', 'cancelled')),
    letters bigint not null,
    pages bigint not null,
    sheets bigint not null,
    bytes bigint not null,
    sha256 bytea check (length(sha256) = 32),
    created_at timestamptz not null,
    rendered_at timestamptz,
    downloads bigint not null,
    downloaded_at timestamptz,
    posted_on date,
    posted_by text,
    unique (campaign_id, n)
);

create index delivery_of_batch on delivery (batch_id, delivery_id) where batch_id is not null;

-- Reasons that persons typed, sealed; the journal holds their digests.
create table campaign_note (
    note_id uuid not null primary key,
    campaign_id uuid not null references campaign (campaign_id),
    delivery_id uuid,
    kind text not null check (kind in ('settled', 'returned', 'accepted', 'cancelled', 'paused', 'refused')),
    sealed bytea not null,
    written_by text not null,
    written_at timestamptz not null
);

create index campaign_note_by_campaign on campaign_note (campaign_id, written_at);
create index campaign_note_by_delivery on campaign_note (delivery_id) where delivery_id is not null;
