//! Reverse proxies whose word on the client's address is taken.

use std::net::IpAddr;

/// Addresses that share their first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Reads `192.0.2.1`, `10.0.0.0/8` or `fd00::/8`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.trim().parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => width,
            Some(text) => text.trim().parse().ok().filter(|prefix| *prefix <= width)?,
        };
        Some(Self { address, prefix })
    }

    /// Whether the address is of this network.
    pub fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                same_start(own.to_bits().into(), other.to_bits().into(), 32, self.prefix)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                same_start(own.to_bits(), other.to_bits(), 128, self.prefix)
            }
            _ => false,
        }
    }
}

fn same_start(one: u128, two: u128, width: u32, prefix: u8) -> bool {
    let ignored = width - u32::from(prefix);
    (one ^ two).checked_shr(ignored).unwrap_or(0) == 0
}

/// The proxies in front of this server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(pub Vec<Network>);

impl TrustedProxies {
    /// The client's address: the peer's, or when the peer is a trusted proxy the last
    /// address of `X-Forwarded-For` that is not one itself. What stands further left was
    /// written by the client and proves nothing.
    pub fn client(
        &self,
        peer: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = String>,
    ) -> IpAddr {
        let mut client = peer.to_canonical();
        for text in forwarded.rev() {
            if !self.trusts(client) {
                break;
            }
            let Some(named) = address(&text) else { break };
            client = named;
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

/// Some proxies add the port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(ip, _)| ip);
    bare.unwrap_or(text)
        .parse()
        .or_else(|_| text.parse::<std::net::SocketAddr>().map(|address| address.ip()))
        .ok()
        .map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let networks = proxies.iter().map(|text| Network::parse(text).unwrap()).collect();
        let forwarded: Vec<String> = forwarded.iter().map(|text| (*text).to_owned()).collect();
        TrustedProxies(networks).client(peer.parse().unwrap(), forwarded.into_iter()).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_its_own_address() {
        assert_eq!(client(&[], "192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(client(&["10.0.0.0/8"], "192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
        let spoofed = ["198.51.100.1", "203.0.113.5"];
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &spoofed), "203.0.113.5");
    }

    #[test]
    fn a_chain_of_trusted_proxies_is_followed_to_its_end() {
        let chain = ["203.0.113.5", "10.9.9.9"];
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &chain), "203.0.113.5");
        assert_eq!(client(&["::1"], "::1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(client(&["::1"], "::1", &["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(client(&["127.0.0.1"], "::ffff:127.0.0.1", &["203.0.113.5:80"]), "203.0.113.5");
    }

    #[test]
    fn what_is_no_address_stops_the_search() {
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &["unknown"]), "10.1.2.3");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &["203.0.113.5", "x"]), "10.1.2.3");
    }

    #[test]
    fn networks_hold_their_addresses_and_no_others() {
        let network = Network::parse("192.168.4.0/22").unwrap();
        assert!(network.contains("192.168.7.255".parse().unwrap()));
        assert!(!network.contains("192.168.8.0".parse().unwrap()));
        assert!(Network::parse("0.0.0.0/0").unwrap().contains("8.8.8.8".parse().unwrap()));
        assert!(Network::parse("::/0").unwrap().contains("2001:db8::1".parse().unwrap()));
        assert!(!Network::parse("::/0").unwrap().contains("8.8.8.8".parse().unwrap()));
        for wrong in ["", "10.0.0.0/33", "10.0.0", "fd00::/129", "a/8", "10.0.0.0/-1"] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }
}
