//! Transactions on a signed-in connection.

use tokio::time::Instant;

use super::config::SmtpConfig;
use super::hello::{Features, Size};
use super::open::{self, Session};
use super::tls::Tls;
use super::wire::{Wire, WireError, dot_stuffed};
use crate::{Envelope, InDoubt, NotSent, Outcome, Refusal, Stage, Unprepared};

/// The state of a connection between two transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    /// No transaction open.
    Clean,
    /// A transaction must be reset first.
    Dirty,
    /// Not to be used again.
    Broken,
}

/// One signed-in connection.
pub(super) struct Conn {
    wire: Wire,
    features: Features,
    health: Health,
    /// Messages handed over so far.
    pub(super) used: u32,
    /// Since when it is idle.
    pub(super) idle_since: Instant,
}

impl Conn {
    /// Connects, protects the connection, signs in.
    pub(super) async fn open(config: &SmtpConfig, tls: Option<&Tls>) -> Result<Self, NotSent> {
        let Session { wire, features, .. } = open::open(config, tls).await?;
        Ok(Self { wire, features, health: Health::Clean, used: 0, idle_since: Instant::now() })
    }

    /// Whether another transaction can be held on it.
    pub(super) fn is_usable(&self) -> bool {
        self.health != Health::Broken
    }

    /// Says that the open transaction is given up.
    pub(super) fn abandon(&mut self) {
        if self.health == Health::Clean {
            self.health = Health::Dirty;
        }
    }

    /// Whether the server still answers (NOOP).
    pub(super) async fn is_alive(&mut self, limit: std::time::Duration) -> bool {
        matches!(self.wire.command("NOOP\r\n", limit).await, Ok(reply) if reply.is_positive())
    }

    /// Says goodbye; the answer does not matter.
    pub(super) async fn quit(mut self) {
        if self.is_usable() {
            self.wire.goodbye().await;
        }
    }

    /// MAIL FROM and RCPT TO, after RSET where a transaction was given up.
    pub(super) async fn prepare(
        &mut self,
        envelope: &Envelope,
        size: usize,
        config: &SmtpConfig,
    ) -> Result<(), Unprepared> {
        if let Size::Limit(limit) = self.features.size
            && u64::try_from(size).is_ok_and(|size| size > limit)
        {
            return Err(NotSent::TooLarge.into());
        }
        let size = match self.features.size {
            Size::NotOffered => String::new(),
            Size::NoLimit | Size::Limit(_) => format!(" SIZE={size}"),
        };
        let mail = format!("MAIL FROM:<{}>{size}\r\n", envelope.return_path.as_str());
        let rcpt = format!("RCPT TO:<{}>\r\n", envelope.recipient.as_str());
        let mut steps = Vec::with_capacity(3);
        if self.health == Health::Dirty {
            steps.push((Stage::Hello, "RSET\r\n"));
        }
        steps.extend([(Stage::MailFrom, mail.as_str()), (Stage::RcptTo, rcpt.as_str())]);
        // Until all replies are read the connection cannot be reused: a dropped
        // future must not leave it to somebody else.
        self.health = Health::Broken;
        let refused = if self.features.pipelining {
            self.run_together(&steps, config).await?
        } else {
            self.run_in_turn(&steps, config).await?
        };
        match refused {
            None => {
                self.health = Health::Clean;
                Ok(())
            }
            Some(Refusal { stage: Stage::Hello, .. }) => {
                Err(NotSent::Protocol(Stage::Hello).into())
            }
            // 421: the server is closing the connection and says nothing about the message.
            Some(refusal) if refusal.reply.code() == 421 => {
                Err(NotSent::Unavailable(refusal.reply).into())
            }
            Some(refusal) => {
                self.health = Health::Dirty;
                Err(Unprepared::Refused(refusal))
            }
        }
    }

    /// All commands in one write (RFC 2920), then all replies.
    async fn run_together(
        &mut self,
        steps: &[(Stage, &str)],
        config: &SmtpConfig,
    ) -> Result<Option<Refusal>, NotSent> {
        let limit = config.timeouts.command;
        let group: String = steps.iter().map(|(_, command)| *command).collect();
        self.wire
            .write(group.as_bytes(), limit)
            .await
            .map_err(|e| e.before_the_dot(Stage::MailFrom))?;
        let mut refused: Option<Refusal> = None;
        for &(stage, _) in steps {
            match self.wire.reply(limit).await {
                Ok(reply) if reply.is_positive() => {}
                // The first refusal is the cause; those after it are its consequences.
                Ok(reply) if reply.is_negative() => {
                    let closing = reply.code() == 421;
                    refused.get_or_insert(Refusal { stage, reply });
                    if closing {
                        break;
                    }
                }
                Ok(_) => return Err(NotSent::Protocol(stage)),
                Err(error) => return Err(error.before_the_dot(stage)),
            }
        }
        Ok(refused)
    }

    async fn run_in_turn(
        &mut self,
        steps: &[(Stage, &str)],
        config: &SmtpConfig,
    ) -> Result<Option<Refusal>, NotSent> {
        for &(stage, command) in steps {
            let reply = self.wire.command(command, config.timeouts.command).await;
            let reply = reply.map_err(|e| e.before_the_dot(stage))?;
            if reply.is_negative() {
                return Ok(Some(Refusal { stage, reply }));
            }
            if !reply.is_positive() {
                return Err(NotSent::Protocol(stage));
            }
        }
        Ok(None)
    }

    /// DATA, the content, the final dot, and the server's word.
    pub(super) async fn data(&mut self, raw: &[u8], config: &SmtpConfig) -> Outcome {
        let limits = config.timeouts;
        self.health = Health::Broken;
        match self.wire.command("DATA\r\n", limits.command).await {
            Ok(reply) if reply.code() == 354 => {}
            Ok(reply) if reply.code() == 421 => {
                return Outcome::NotSent(NotSent::Unavailable(reply));
            }
            Ok(reply) if reply.is_negative() => {
                self.health = Health::Dirty;
                return Outcome::Refused(Refusal { stage: Stage::Data, reply });
            }
            Ok(_) => return Outcome::NotSent(NotSent::Protocol(Stage::Data)),
            Err(error) => return Outcome::NotSent(error.before_the_dot(Stage::Data)),
        }
        if let Err(error) = self.wire.write(&dot_stuffed(raw), limits.body).await {
            return Outcome::NotSent(error.before_the_dot(Stage::Body));
        }
        // From here on the final dot may have left: no failure is certain any more.
        if let Err(error) = self.wire.write(b".\r\n", limits.command).await {
            return Outcome::InDoubt(doubt(error));
        }
        match self.wire.reply(limits.end_of_data).await {
            Ok(reply) if reply.is_positive() => {
                self.health = Health::Clean;
                self.used += 1;
                Outcome::Accepted(reply)
            }
            Ok(reply) if reply.is_negative() => {
                self.health = if reply.code() == 421 { Health::Broken } else { Health::Dirty };
                self.used += 1;
                Outcome::Refused(Refusal { stage: Stage::EndOfData, reply })
            }
            Ok(_) => Outcome::InDoubt(InDoubt::Unreadable),
            Err(error) => Outcome::InDoubt(doubt(error)),
        }
    }
}

const fn doubt(error: WireError) -> InDoubt {
    match error {
        WireError::Lost => InDoubt::Lost,
        WireError::TimedOut => InDoubt::TimedOut,
        WireError::Garbled => InDoubt::Unreadable,
    }
}
