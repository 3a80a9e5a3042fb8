-- One kind more: letters that a person gave up because they cannot be written. SQLite
-- changes no check in place; nothing refers to this table.
create table campaign_note_wide (
    note_id blob not null check (length(note_id) = 16) primary key,
    campaign_id blob not null check (length(campaign_id) = 16) references campaign (campaign_id),
    delivery_id blob check (length(delivery_id) = 16),
    kind text not null check (
        kind in ('settled', 'returned', 'accepted', 'cancelled', 'paused', 'refused', 'losses')
    ),
    sealed blob not null,
    written_by text not null,
    written_at text not null check (written_at like '____-__-__T%+00:00')
) strict;

insert into campaign_note_wide
    (note_id, campaign_id, delivery_id, kind, sealed, written_by, written_at)
select note_id, campaign_id, delivery_id, kind, sealed, written_by, written_at
from campaign_note;

drop table campaign_note;
alter table campaign_note_wide rename to campaign_note;

create index campaign_note_by_campaign on campaign_note (campaign_id, written_at);
create index campaign_note_by_delivery on campaign_note (delivery_id) where delivery_id is not null;
