//! Which client a request comes from, for limits only.
//!
//! Behind `n` proxies of ours the client is the n-th address from the right of `X-Forwarded-For`: everything left of it was
//! written by strangers. With no proxy the header means nothing. An IPv6 client is its /64, which is what a household gets.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

/// The address limits are kept by; the unspecified address if the server does not know its peer (tests without a network).
#[must_use]
pub fn address(extensions: &Extensions, headers: &HeaderMap, trusted_hops: usize) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    household(
        forwarded(headers, trusted_hops)
            .or(peer)
            .unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
    )
}

/// The network of a client: what somebody who changes addresses without effort still has in common, /24 or /64.
#[must_use]
pub fn network(client: IpAddr) -> IpAddr {
    match household(client) {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            IpAddr::from([a, b, c, 0])
        }
        household => household,
    }
}

fn forwarded(headers: &HeaderMap, trusted_hops: usize) -> Option<IpAddr> {
    let nth = trusted_hops.checked_sub(1)?;
    // Several headers of this name are one list.
    let lists = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|list| list.to_str().ok());
    let hops: Vec<&str> = lists.flat_map(|list| list.split(',')).collect();
    parse(hops.iter().rev().nth(nth)?)
}

/// Some proxies write the port too.
fn parse(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    hop.parse()
        .ok()
        .or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hops: usize, forwarded: &[&'static str], expected: &str) {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4711))));
        let mut headers = HeaderMap::new();
        for list in forwarded {
            headers.append("x-forwarded-for", list.parse().unwrap());
        }
        assert_eq!(address(&extensions, &headers, hops).to_string(), expected);
    }

    #[test]
    fn a_forged_header_changes_nothing() {
        check(0, &["203.0.113.9"], "10.0.0.1");
        check(1, &["203.0.113.66, 198.51.100.7"], "198.51.100.7");
        check(1, &["203.0.113.66", "198.51.100.7"], "198.51.100.7");
        check(2, &["203.0.113.66, 198.51.100.7, 10.0.0.2"], "198.51.100.7");
        check(2, &["198.51.100.7"], "10.0.0.1");
        check(1, &["nonsense"], "10.0.0.1");
    }

    #[test]
    fn one_household_is_one_client() {
        check(1, &["[2001:db8:1:2:aaaa::1]:443"], "2001:db8:1:2::");
        check(1, &["2001:db8:1:2:bbbb::1"], "2001:db8:1:2::");
        check(1, &["::ffff:192.0.2.1"], "192.0.2.1");
    }

    #[test]
    fn a_network_is_a_24_or_a_64() {
        for (client, expected) in [
            ("192.0.2.1", "192.0.2.0"),
            ("192.0.2.255", "192.0.2.0"),
            ("192.0.3.1", "192.0.3.0"),
            ("::ffff:192.0.2.1", "192.0.2.0"),
            ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ] {
            let client: IpAddr = client.parse().unwrap();
            assert_eq!(network(client).to_string(), expected, "{client}");
        }
    }
}
