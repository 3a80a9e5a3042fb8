-- Letters in print files. The file is sealed; its hash is that of the PDF inside.
create table letter_batch (
    batch_id blob not null check (length(batch_id) = 16) primary key,
    campaign_id blob not null check (length(campaign_id) = 16) references campaign (campaign_id),
    n integer not null check (n > 0),
    state text not null check (state in ('rendering', 'ready', 'posted', 'cancelled')),
    letters integer not null,
    pages integer not null,
    sheets integer not null,
    bytes integer not null,
    sha256 blob check (length(sha256) = 32),
    created_at text not null check (created_at like '____-__-__T%+00:00'),
    rendered_at text check (rendered_at like '____-__-__T%+00:00'),
    downloads integer not null,
    downloaded_at text check (downloaded_at like '____-__-__T%+00:00'),
    posted_on text check (length(posted_on) = 10),
    posted_by text,
    unique (campaign_id, n)
) strict;

create index delivery_of_batch on delivery (batch_id, delivery_id) where batch_id is not null;

-- Reasons that persons typed, sealed; the journal holds their digests.
create table campaign_note (
    note_id blob not null check (length(note_id) = 16) primary key,
    campaign_id blob not null check (length(campaign_id) = 16) references campaign (campaign_id),
    delivery_id blob check (length(delivery_id) = 16),
    kind text not null check (kind in ('settled', 'returned', 'accepted', 'cancelled', 'paused', 'refused')),
    sealed blob not null,
    written_by text not null,
    written_at text not null check (written_at like '____-__-__T%+00:00')
) strict;

create index campaign_note_by_campaign on campaign_note (campaign_id, written_at);
create index campaign_note_by_delivery on campaign_note (delivery_id) where delivery_id is not null;
