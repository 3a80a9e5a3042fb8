//! How long a whole body may take.
//!
//! A pause has its own limit; somebody who sends a byte before each pause ends would hold a
//! connection for ever. So a body has a time of its own, and earns a second with each
//! [`SLOWEST`] bytes: a large extract over a slow line passes, a trickle does not.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{BoxError, body::Body};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// Bytes a second at which a body may come in for as long as it likes.
pub const SLOWEST: u64 = 16 << 10;

/// The body took longer than it may.
#[derive(Debug, thiserror::Error)]
#[error("the body came in too slowly")]
struct TooSlow;

/// A body with an end.
pub(super) struct Patience {
    inner: Body,
    begun: Instant,
    grace: Duration,
    received: u64,
    alarm: Pin<Box<Sleep>>,
}

impl Patience {
    /// Waits for the whole of `inner` for `grace`, and longer as it comes in.
    pub(super) fn new(inner: Body, grace: Duration) -> Self {
        let begun = Instant::now();
        Self { inner, begun, grace, received: 0, alarm: Box::pin(sleep_until(begun + grace)) }
    }

    fn end(&self) -> Instant {
        self.begun + self.grace + Duration::from_secs(self.received / SLOWEST)
    }
}

impl hyper::body::Body for Patience {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        let frame = Pin::new(&mut this.inner).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let Some(data) = frame.data_ref()
        {
            this.received += u64::try_from(data.len()).unwrap_or(u64::MAX);
        }
        let end = this.end();
        if end <= Instant::now() && !matches!(frame, Poll::Ready(None)) {
            return Poll::Ready(Some(Err(TooSlow.into())));
        }
        if frame.is_pending() {
            if this.alarm.deadline() != end {
                this.alarm.as_mut().reset(end);
            }
            if this.alarm.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Some(Err(TooSlow.into())));
            }
        }
        frame.map(|frame| frame.map(|read| read.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn a_body_earns_a_second_with_each_slowest_bytes() {
        let grace = Duration::from_secs(5);
        let piece = usize::try_from(SLOWEST).unwrap();
        let mut body = Patience::new(Body::from(vec![0; 10 * piece]), grace);
        assert_eq!(body.end() - body.begun, grace);
        while let Some(frame) = body.frame().await {
            frame.unwrap();
        }
        assert_eq!(body.end() - body.begun, grace + Duration::from_secs(10));
    }

    #[tokio::test]
    async fn a_body_without_time_left_is_an_error_although_it_is_there() {
        let mut body = Patience::new(Body::from("x"), Duration::ZERO);
        assert!(body.frame().await.unwrap().is_err());
    }
}
