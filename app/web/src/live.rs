//! Pages that move: what is looked at is read once for all who look, and sent to each as
//! server-sent events (HTML Living Standard, 9.2).
//!
//! A page shows a region and names what it shows it for ("loading"); the stream sends the
//! region anew whenever it changes, and says that it is over when the page itself would
//! look otherwise: the browser then asks for the page again. Nobody asks every second.

use std::{
    collections::HashMap,
    convert::Infallible,
    fmt,
    hash::Hash,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, KeepAlive, Sse},
};
use campaigns::CampaignProgress;
use futures::stream;
use http::{HeaderName, HeaderValue, header};
use imports::Import;
use kernel::{CampaignId, ImportId};
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// How often what is looked at is read, by one reader for each process.
const PERIOD: Duration = Duration::from_millis(500);
/// A stream ends after this long; the browser comes back and is asked who it is.
const LONGEST: Duration = Duration::from_mins(5);
/// Proxies cut connections that say nothing.
const BREATH: Duration = Duration::from_secs(15);

/// What the pages of this process look at.
#[derive(Clone)]
pub struct Live {
    /// Imports under way.
    pub imports: Hub<ImportId, Import>,
    /// Campaigns under way.
    pub campaigns: Hub<CampaignId, CampaignProgress>,
    stop: CancellationToken,
    longest: Duration,
}

impl Live {
    /// Until `stop` is cancelled: then every stream ends, so that the process can.
    pub fn new(stop: CancellationToken) -> Self {
        Self {
            imports: Hub::new(stop.clone(), PERIOD),
            campaigns: Hub::new(stop.clone(), PERIOD),
            stop,
            longest: LONGEST,
        }
    }

    /// The stream of a region. `show` makes it from what was read.
    pub fn stream<V>(
        &self,
        watched: watch::Receiver<Option<Arc<V>>>,
        show: impl Fn(&V) -> Region + Send + Sync + 'static,
    ) -> Response
    where
        V: Send + Sync + 'static,
    {
        let end = Instant::now() + self.longest;
        let following = Following { watched, last: None, over: false };
        let show = Arc::new(show);
        let stop = self.stop.clone();
        let events = stream::unfold(following, move |mut at| {
            let (show, stop) = (show.clone(), stop.clone());
            async move {
                tokio::select! {
                    () = stop.cancelled() => None,
                    () = sleep_until(end) => None,
                    event = at.next(&*show) => Some((Ok::<_, Infallible>(event?), at)),
                }
            }
        });
        let mut response =
            Sse::new(events).keep_alive(KeepAlive::new().interval(BREATH)).into_response();
        // Buffered by a proxy, an event would come when it is too late.
        let name = HeaderName::from_static("x-accel-buffering");
        response.headers_mut().insert(name, HeaderValue::from_static("no"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Live")
    }
}

/// What a page shows now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Region {
    /// The region, as HTML of the server's own rendering.
    Html(String),
    /// The page is to be asked for again.
    Over,
}

struct Following<V> {
    watched: watch::Receiver<Option<Arc<V>>>,
    last: Option<String>,
    over: bool,
}

impl<V> Following<V> {
    /// The next event; none after the last one.
    async fn next(&mut self, show: &(impl Fn(&V) -> Region + ?Sized)) -> Option<Event> {
        if self.over {
            return None;
        }
        loop {
            let held = self.watched.borrow_and_update().clone();
            match held.map(|value| show(&value)) {
                Some(Region::Over) => {
                    self.over = true;
                    return Some(Event::default().event("over").data("over"));
                }
                Some(Region::Html(html)) if self.last.as_ref() != Some(&html) => {
                    let event = Event::default().event("region").data(&html);
                    self.last = Some(html);
                    return Some(event);
                }
                _ => {}
            }
            // The reader is gone with the process.
            self.watched.changed().await.ok()?;
        }
    }
}

type Topics<K, V> = HashMap<K, watch::Sender<Option<Arc<V>>>>;

/// One reader for each thing that is looked at, however many look.
pub struct Hub<K, V> {
    topics: Arc<Mutex<Topics<K, V>>>,
    stop: CancellationToken,
    period: Duration,
}

impl<K, V> Clone for Hub<K, V> {
    fn clone(&self) -> Self {
        Self { topics: self.topics.clone(), stop: self.stop.clone(), period: self.period }
    }
}

/// A reading; none when it failed, and what was read before stands.
pub type Reading<V> = Pin<Box<dyn Future<Output = Option<V>> + Send>>;

impl<K, V> Hub<K, V>
where
    K: Eq + Hash + Copy + Send + 'static,
    V: Send + Sync + 'static,
{
    fn new(stop: CancellationToken, period: Duration) -> Self {
        Self { topics: Arc::default(), stop, period }
    }

    /// What is read of a thing, as long as somebody holds the receiver. The first who looks
    /// brings the reader; who comes later shares it.
    pub fn watch(
        &self,
        key: K,
        read: impl Fn() -> Reading<V> + Send + 'static,
    ) -> watch::Receiver<Option<Arc<V>>> {
        let mut topics = self.lock();
        if let Some(topic) = topics.get(&key) {
            return topic.subscribe();
        }
        let (topic, watched) = watch::channel(None);
        topics.insert(key, topic.clone());
        drop(topics);
        let hub = self.clone();
        tokio::spawn(async move {
            loop {
                if let Some(value) = read().await {
                    topic.send_replace(Some(Arc::new(value)));
                }
                let stopped = tokio::select! {
                    () = hub.stop.cancelled() => true,
                    () = sleep(hub.period) => false,
                };
                // Decided where receivers are handed out: nobody is left without a reader.
                let mut topics = hub.lock();
                if stopped || topic.receiver_count() == 0 {
                    topics.remove(&key);
                    break;
                }
            }
        });
        watched
    }

    fn lock(&self) -> MutexGuard<'_, Topics<K, V>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use http_body_util::BodyExt as _;

    use super::*;

    fn counting(reads: &Arc<AtomicUsize>) -> impl Fn() -> Reading<usize> + Send + 'static {
        let reads = reads.clone();
        move || {
            let n = reads.fetch_add(1, Ordering::SeqCst) + 1;
            Box::pin(async move { Some(n) })
        }
    }

    #[tokio::test]
    async fn a_thing_that_many_look_at_is_read_once_and_not_after_the_last_has_left() {
        let reads = Arc::new(AtomicUsize::new(0));
        let seldom: Hub<u8, usize> = Hub::new(CancellationToken::new(), LONGEST);
        let mut watched: Vec<_> = (0..50).map(|_| seldom.watch(1, counting(&reads))).collect();
        for receiver in &mut watched {
            receiver.changed().await.unwrap();
        }
        assert_eq!(reads.load(Ordering::SeqCst), 1, "fifty look, one reads");

        let often: Hub<u8, usize> = Hub::new(CancellationToken::new(), Duration::from_micros(100));
        let mut one = often.watch(1, counting(&reads));
        for _ in 0..3 {
            one.changed().await.unwrap();
        }
        drop(one);
        while !often.lock().is_empty() {
            tokio::task::yield_now().await;
        }
        let mut again = often.watch(1, counting(&reads));
        again.changed().await.unwrap();
    }

    #[tokio::test]
    async fn a_stream_sends_what_changed_and_ends_when_the_page_would_differ() {
        let live = Live::new(CancellationToken::new());
        let (topic, watched) = watch::channel(Some(Arc::new(1)));
        let response = live.stream(watched, |n: &i32| match n {
            9 => Region::Over,
            n => Region::Html(format!("<p>{}</p>", n / 2)),
        });
        let mut body = response.into_body();
        let mut said = String::new();
        // Two readings that look alike are one event.
        for next in [&[1, 2][..], &[2, 3, 9]] {
            let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
            said.push_str(std::str::from_utf8(&frame).unwrap());
            for n in next {
                topic.send_replace(Some(Arc::new(*n)));
            }
        }
        said.push_str(std::str::from_utf8(&body.collect().await.unwrap().to_bytes()).unwrap());
        assert_eq!(
            said,
            "event: region\ndata: <p>0</p>\n\nevent: region\ndata: <p>1</p>\n\n\
             event: over\ndata: over\n\n"
        );
    }

    #[tokio::test]
    async fn a_stop_and_a_long_time_end_a_stream() {
        let stop = CancellationToken::new();
        let show = |_: &i32| Region::Html("<p></p>".to_owned());
        let (_topic, watched) = watch::channel(Some(Arc::new(1)));
        let mut live = Live::new(stop.clone());
        live.longest = Duration::from_millis(1);
        live.stream(watched.clone(), show).into_body().collect().await.unwrap();
        live.longest = LONGEST;
        stop.cancel();
        live.stream(watched, show).into_body().collect().await.unwrap();
    }
}
