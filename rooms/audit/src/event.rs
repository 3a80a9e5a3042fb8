//! An event, and the bytes that are hashed for it.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// What happened: a constant name and the ids, counts and digests that go with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    name: &'static str,
    data: Map<String, Value>,
}

impl Event {
    /// An event of this name, such as `imports.activated`: room, dot, past participle.
    pub fn new(name: &'static str) -> Self {
        Self { name, data: Map::new() }
    }

    /// With an id.
    pub fn id(self, key: &'static str, id: impl std::fmt::Display) -> Self {
        self.set(key, Value::String(id.to_string()))
    }

    /// With a count or another number.
    pub fn count(self, key: &'static str, count: impl Into<i64>) -> Self {
        self.set(key, Value::from(count.into()))
    }

    /// With a word of the product's own vocabulary (a state, a role, a channel).
    /// Never a text that a person typed.
    pub fn word(self, key: &'static str, word: &str) -> Self {
        self.set(key, Value::String(word.to_owned()))
    }

    /// With the SHA-256 of something kept elsewhere, a typed reason for instance.
    pub fn digest_of(self, key: &'static str, content: &[u8]) -> Self {
        self.set(key, Value::String(hex::encode(Sha256::digest(content))))
    }

    /// With a digest already made.
    pub fn digest(self, key: &'static str, digest: &[u8]) -> Self {
        self.set(key, Value::String(hex::encode(digest)))
    }

    /// The name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The data as kept: JSON, keys in the order they were given.
    pub fn data(&self) -> String {
        Value::Object(self.data.clone()).to_string()
    }

    fn set(mut self, key: &'static str, value: Value) -> Self {
        self.data.insert(key.to_owned(), value);
        self
    }
}

/// An event as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, serde::Serialize, serde::Deserialize)]
pub struct Recorded {
    /// Its chain.
    #[serde(rename = "chain")]
    pub audit_chain_id: Uuid,
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Who: see `kernel::Actor::journal_name`.
    pub actor: String,
    /// What.
    pub name: String,
    /// Ids, counts and digests, as JSON text.
    pub data: String,
    /// Hash of the event before it; 32 zero bytes for the first.
    #[serde(with = "hex_bytes")]
    pub prev: Vec<u8>,
    /// Hash of this event.
    #[serde(with = "hex_bytes")]
    pub hash: Vec<u8>,
}

impl Recorded {
    /// The hash that this event should have: SHA-256 over every field, each with its
    /// length before it.
    pub fn expected_hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut put = |bytes: &[u8]| {
            hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(bytes);
        };
        put(b"concerne-audit-v1");
        put(self.audit_chain_id.as_bytes());
        put(&self.seq.to_be_bytes());
        put(&self.recorded_at.timestamp_micros().to_be_bytes());
        put(self.actor.as_bytes());
        put(self.name.as_bytes());
        put(self.data.as_bytes());
        put(&self.prev);
        hasher.finalize().into()
    }
}

mod hex_bytes {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}
