//! The browser in one word: enough to recognise one's own sessions, too little to
//! describe a machine.

use serde::{Deserialize, Serialize};

/// A family of browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agent {
    /// Mozilla Firefox.
    Firefox,
    /// Microsoft Edge.
    Edge,
    /// Google Chrome, Chromium and what calls itself so.
    Chrome,
    /// Apple Safari.
    Safari,
    /// Anything else.
    Other,
}

impl Agent {
    /// Reads the `User-Agent` header. Nothing else of it is kept.
    pub fn of(header: &str) -> Self {
        // The order matters: most browsers also name the others.
        for (word, agent) in [
            ("Firefox/", Self::Firefox),
            ("FxiOS/", Self::Firefox),
            ("Edg", Self::Edge),
            ("Chrome/", Self::Chrome),
            ("CriOS/", Self::Chrome),
            ("Safari/", Self::Safari),
        ] {
            if header.contains(word) {
                return agent;
            }
        }
        Self::Other
    }

    /// The stable name kept in columns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::Edge => "edge",
            Self::Chrome => "chrome",
            Self::Safari => "safari",
            Self::Other => "other",
        }
    }

    /// Reads a stable name back.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Firefox, Self::Edge, Self::Chrome, Self::Safari, Self::Other]
            .into_iter()
            .find(|agent| agent.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Agent;

    #[test]
    fn browsers_that_name_each_other_are_told_apart() {
        let mozilla = "Mozilla/5.0 (X11; Linux x86_64)";
        for (tail, agent) in [
            ("Gecko/20100101 Firefox/140.0", Agent::Firefox),
            ("AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36", Agent::Chrome),
            (
                "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0",
                Agent::Edge,
            ),
            (
                "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
                Agent::Safari,
            ),
            (
                "AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile Safari/604.1",
                Agent::Chrome,
            ),
            ("curl", Agent::Other),
        ] {
            assert_eq!(Agent::of(&format!("{mozilla} {tail}")), agent, "{tail}");
            assert_eq!(Agent::parse(agent.as_str()), Some(agent));
        }
    }
}
