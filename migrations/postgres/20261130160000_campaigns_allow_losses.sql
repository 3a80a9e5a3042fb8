-- One kind more: letters that a person gave up because they cannot be written.
alter table campaign_note drop constraint campaign_note_kind_check;
alter table campaign_note add constraint campaign_note_kind_check check (
    kind in ('settled', 'returned', 'accepted', 'cancelled', 'paused', 'refused', 'losses')
);
