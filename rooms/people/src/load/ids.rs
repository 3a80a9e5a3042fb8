//! Ids of a wave's persons: the wave's base with a number in its last four bytes.

use uuid::Uuid;
use vault::Row;

/// The id of a wave's person.
pub(crate) fn numbered(base: Uuid, number: u32) -> Uuid {
    let mut bytes = base.into_bytes();
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    Uuid::from_bytes(bytes)
}

/// The number of an id in the wave of that base.
pub(crate) fn number_in(base: Uuid, id: Uuid) -> Option<u32> {
    let (ours, theirs) = (base.into_bytes(), id.into_bytes());
    if ours[..12] != theirs[..12] {
        return None;
    }
    let mut number = [0; 4];
    number.copy_from_slice(&theirs[12..]);
    Some(u32::from_be_bytes(number))
}

/// The place of a person's first record, for sealing.
pub(crate) fn person_place(id: &[u8]) -> Row<'_> {
    Row { table: "person", id }
}

/// The place of a further record, for sealing.
pub(crate) fn extra_place(id: &[u8]) -> Row<'_> {
    Row { table: "person_extra", id }
}
