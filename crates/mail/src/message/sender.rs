//! On whose behalf a message goes.

use super::error::BuildError;
use super::header::check_header;
use crate::{Address, Domain, Reference};

/// The longest display name, in characters.
const NAME_MAX: usize = 100;

/// An address with an optional display name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    name: Option<String>,
    address: Address,
}

impl Mailbox {
    /// Checks the display name against header injection.
    pub fn new(name: Option<&str>, address: Address) -> Result<Self, BuildError> {
        if let Some(name) = name {
            check_header("a display name", name, NAME_MAX)?;
        }
        Ok(Self { name: name.map(|name| name.trim().to_owned()), address })
    }

    /// The address.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    pub(super) fn to_lettre(&self) -> Result<lettre::message::Mailbox, BuildError> {
        Ok(lettre::message::Mailbox::new(self.name.clone(), self.address.to_lettre()?))
    }
}

/// Where bounces come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnPath {
    /// One address for all messages: bounces are told apart by Message-ID.
    Fixed(Address),
    /// `local+reference@domain`: the bounce's own address names the message
    /// (variable envelope return path), for servers that return no headers.
    Tagged(Address),
}

impl ReturnPath {
    /// One address for all messages.
    pub const fn fixed(address: Address) -> Self {
        Self::Fixed(address)
    }

    /// An address that carries the reference. Refused when the local part would
    /// grow beyond 64 characters.
    pub fn tagged(address: Address) -> Result<Self, BuildError> {
        if address.local_part().len() + 1 + Reference::TEXT_LEN > 64 {
            return Err(BuildError::TooLong("the return path"));
        }
        Ok(Self::Tagged(address))
    }

    /// The return path of one message.
    pub fn for_message(&self, reference: Reference) -> Result<Address, BuildError> {
        match self {
            Self::Fixed(address) => Ok(address.clone()),
            Self::Tagged(address) => {
                let tagged = format!("{}+{reference}@{}", address.local_part(), address.domain());
                Ok(Address::parse(&tagged)?)
            }
        }
    }
}

/// On whose behalf a message goes: stable for a whole campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Who writes.
    pub from: Mailbox,
    /// Who reads the answers, when it is not `from`.
    pub reply_to: Option<Mailbox>,
    /// Where bounces come back.
    pub return_path: ReturnPath,
    /// The domain of Message-IDs; bounces are ours when they cite it.
    pub message_id_domain: Domain,
}
