//! Helpers of tests and crash drills: a real mail server on loopback, a seal
//! that shows when it is forgotten, a synthetic message.
//!
//! A normal module and not a feature, so that every crate can use it; nothing
//! of it runs in the product.

mod plan;
mod server;
mod session;
mod shared;

use kernel::Env;

pub use self::plan::{Act, Scene};
pub use self::server::{SmtpServer, SmtpServerBuilder};
pub use self::shared::{Keep, Received, ServerTls, TlsStart};
use crate::{
    Address, AddressError, BuildError, Content, Domain, Mailbox, Message, Outgoing, Reference,
    ReturnPath, Seal, SealError, Sender,
};

/// Not encryption: bytes are turned around and bound to their context, enough
/// to fail a test that forgets to seal, to open, or to bind.
#[derive(Clone, Copy, Debug, Default)]
pub struct TestSeal;

impl Seal for TestSeal {
    fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mask = |b: &u8| b ^ 0xA5;
        let length = u16::try_from(context.len()).map_err(|_| SealError)?;
        let mut sealed = length.to_be_bytes().to_vec();
        sealed.extend(context.iter().map(mask));
        sealed.extend(plain.iter().map(mask));
        Ok(sealed)
    }

    fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (length, rest) = sealed.split_first_chunk::<2>().ok_or(SealError)?;
        let (bound, plain) =
            rest.split_at_checked(u16::from_be_bytes(*length).into()).ok_or(SealError)?;
        let unmask = |bytes: &[u8]| bytes.iter().map(|b| b ^ 0xA5).collect::<Vec<u8>>();
        if unmask(bound) == context { Ok(unmask(plain)) } else { Err(SealError) }
    }
}

/// A synthetic message in two parts and two languages to `recipient`.
///
/// # Panics
/// When `recipient` is not an address.
#[expect(clippy::expect_used, reason = "a helper of tests, with constant input")]
pub fn outgoing(env: &Env, recipient: &str) -> Outgoing {
    build(env, recipient).expect("the sample message can be built")
}

fn build(env: &Env, recipient: &str) -> Result<Outgoing, BuildError> {
    let address = |text: &str| -> Result<Address, AddressError> { Address::parse(text) };
    let sender = Sender {
        from: Mailbox::new(Some("Laboratoire Exemple"), address("contact@labo.example.org")?)?,
        reply_to: Some(Mailbox::new(None, address("dpo@labo.example.org")?)?),
        return_path: ReturnPath::fixed(address("retours@labo.example.org")?),
        message_id_domain: Domain::parse("labo.example.org")?,
    };
    let text = "Bonjour,\n\nVotre établissement a une information à vous donner.\n\
                Ouvrez votre navigateur et tapez l'adresse portail.example.org.\n\n\
                Hello,\n\nYour laboratory has something to tell you.\n"
        .repeat(8);
    let content = Content {
        subject: "Information de votre établissement".to_owned(),
        html: Some(format!("<p>{}</p>", text.replace("\n\n", "</p><p>"))),
        text,
        languages: "fr, en".to_owned(),
    };
    Message::build(Reference::new(env), env.now(), &sender, &address(recipient)?, &content)
}
