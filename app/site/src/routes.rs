//! The one way to give an address to a handler: it keeps the list of all of them.
//!
//! axum cannot tell which routes a router has. [`Routes`] writes each down while it
//! registers it, so that a test asks every address of the program as everybody who could
//! ask, and a page that nobody thought of fails it. axum's own `route`, `merge`, `nest`
//! and `fallback` are refused by `clippy.toml`; this file is the one exception.

use std::collections::BTreeSet;

use axum::{Router, handler::Handler, routing::MethodRouter};

/// An address that the program answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// The pattern of the address, as `/console/cas/{reference}/{lab}`.
    pub path: String,
    /// `GET` or `POST`.
    pub method: &'static str,
}

/// A handler for each method of one address.
#[derive(Debug)]
pub struct Handlers<S> {
    router: MethodRouter<S>,
    methods: Vec<&'static str>,
}

/// Answers `GET`.
pub fn get<H, T, S>(handler: H) -> Handlers<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    Handlers { router: axum::routing::get(handler), methods: vec!["GET"] }
}

/// Answers `POST`.
pub fn post<H, T, S>(handler: H) -> Handlers<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    Handlers { router: axum::routing::post(handler), methods: vec!["POST"] }
}

impl<S: Clone + Send + Sync + 'static> Handlers<S> {
    /// Answers `GET` too.
    #[must_use]
    pub fn get<H: Handler<T, S>, T: 'static>(mut self, handler: H) -> Self {
        self.methods.push("GET");
        Self { router: self.router.get(handler), methods: self.methods }
    }

    /// Answers `POST` too.
    #[must_use]
    pub fn post<H: Handler<T, S>, T: 'static>(mut self, handler: H) -> Self {
        self.methods.push("POST");
        Self { router: self.router.post(handler), methods: self.methods }
    }

    /// Puts something around the handlers.
    #[must_use]
    pub fn map(self, around: impl FnOnce(MethodRouter<S>) -> MethodRouter<S>) -> Self {
        Self { router: around(self.router), methods: self.methods }
    }
}

/// A router with the list of what it answers.
#[derive(Debug)]
pub struct Routes<S = ()> {
    router: Router<S>,
    listed: BTreeSet<Listed>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

#[expect(clippy::disallowed_methods, reason = "what is registered here is written down")]
impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No route.
    pub fn new() -> Self {
        Self { router: Router::new(), listed: BTreeSet::new() }
    }

    /// Gives an address to handlers.
    #[must_use]
    pub fn route(mut self, path: &str, handlers: Handlers<S>) -> Self {
        let Handlers { router, methods } = handlers;
        let listed = methods.into_iter().map(|method| Listed { path: path.to_owned(), method });
        self.listed.extend(listed);
        Self { router: self.router.route(path, router), listed: self.listed }
    }

    /// Adds the routes of another part.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.listed.extend(other.listed);
        Self { router: self.router.merge(other.router), listed: self.listed }
    }

    /// What every other address answers.
    #[must_use]
    pub fn otherwise(self, answer: MethodRouter) -> Self {
        Self { router: self.router.fallback_service(answer), listed: self.listed }
    }

    /// Puts something around all routes so far, or gives them their state.
    pub fn map<T>(self, around: impl FnOnce(Router<S>) -> Router<T>) -> Routes<T> {
        Routes { router: around(self.router), listed: self.listed }
    }

    /// Every address and method, in order.
    pub fn listed(&self) -> impl Iterator<Item = &Listed> {
        self.listed.iter()
    }

    /// The router, which can only be served.
    pub fn into_router(self) -> Router<S> {
        self.router
    }
}
