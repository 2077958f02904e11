//! One request to somebody else's server, each over a connection of its own: there are few. No redirect is followed, no answer read
//! beyond its limit, and nothing is said in the open but to this machine.
//!
//! Where the operator has not named the other side, only the internet is reached (S-56): its name is looked up once, and the connection
//! goes to exactly the addresses that were looked at, so that a name cannot mean something else a moment later.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header::HOST};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

/// What may be reached.
#[derive(Clone, Debug)]
pub enum Reach {
    /// Whatever the operator has written down.
    Anywhere,
    /// The internet; of this machine and the networks around it only hosts that the operator has written down.
    Internet(Arc<[String]>),
}

impl Reach {
    /// Whether the operator has named this host.
    fn names(&self, host: &str) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Internet(named) => named.iter().any(|one| one == host),
        }
    }
}

/// Where requests go.
#[derive(Clone)]
pub struct Endpoint {
    host: String,
    port: u16,
    /// As it is told to the other side: the port only where it is not the usual one.
    authority: String,
    target: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    named: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct NoAnswer {
    /// Whether the other side may have understood the request all the same.
    pub may_be_done: bool,
    /// For the log.
    pub why: String,
}

impl NoAnswer {
    /// The other side cannot have heard of it.
    #[must_use]
    pub fn not_begun(why: impl Into<String>) -> Self {
        Self {
            may_be_done: false,
            why: why.into(),
        }
    }
}

impl Endpoint {
    /// The endpoint at this address.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn at(address: &str, reach: &Reach) -> Result<Self, String> {
        let url = Url::parse(address).map_err(|error| error.to_string())?;
        let authority = url.host_str().ok_or("it names no host")?;
        let host = authority.trim_matches(['[', ']']).to_owned();
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it names a user".to_owned());
        }
        let named = reach.names(&host);
        let tls = match url.scheme() {
            "https" => {
                let name = ServerName::try_from(host.clone()).map_err(|error| error.to_string())?;
                Some((trusting_the_webs_roots(), name))
            }
            "http" if named && is_this_machine(&host) => None,
            _ => {
                return Err("it must begin with https://: nothing of this may travel in the open".to_owned());
            }
        };
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Ok(Self {
            port: url.port_or_known_default().unwrap_or(443),
            authority: url
                .port()
                .map_or_else(|| authority.to_owned(), |port| format!("{authority}:{port}")),
            target: format!("{}{query}", url.path()),
            host,
            tls,
            named,
        })
    }

    /// Posts a body. Whoever has no patience any more drops it, and the connection with it.
    ///
    /// # Errors
    /// If no answer comes.
    pub async fn post(
        &self,
        headers: &HeaderMap,
        body: String,
        most: usize,
    ) -> Result<(StatusCode, Bytes), NoAnswer> {
        let mut request = Request::new(body.into_bytes());
        *request.method_mut() = Method::POST;
        *request.headers_mut() = headers.clone();
        let (head, body) = self.ask(request, most).await?.into_parts();
        Ok((head.status, body))
    }

    /// Asks with this method, these headers and this body, whatever address the request names, and reads so many bytes at most.
    ///
    /// # Errors
    /// If no answer comes.
    pub async fn ask(&self, request: Request<Vec<u8>>, most: usize) -> Result<Response<Bytes>, NoAnswer> {
        let stream = TcpStream::connect(&self.addresses().await?[..])
            .await
            .map_err(|error| NoAnswer::not_begun(format!("it does not answer: {error}")))?;
        match &self.tls {
            None => self.talk(stream, request, most).await,
            Some((tls, name)) => {
                let stream = tls.connect(name.clone(), stream).await;
                let stream = stream.map_err(|error| NoAnswer::not_begun(error.to_string()))?;
                self.talk(stream, request, most).await
            }
        }
    }

    /// Addresses of the host that may be reached.
    async fn addresses(&self) -> Result<Vec<SocketAddr>, NoAnswer> {
        let found = lookup_host((self.host.as_str(), self.port)).await;
        let found = found.map_err(|error| NoAnswer::not_begun(format!("nobody knows it: {error}")))?;
        let open: Vec<_> = found
            .filter(|address| self.named || is_on_the_internet(address.ip()))
            .collect();
        if open.is_empty() {
            return Err(NoAnswer::not_begun(
                "it is in a network of the house, where the operator has not named it (identity.private_hosts)",
            ));
        }
        Ok(open)
    }

    async fn talk<S>(
        &self,
        stream: S,
        request: Request<Vec<u8>>,
        most: usize,
    ) -> Result<Response<Bytes>, NoAnswer>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let broken = |error: &dyn std::fmt::Display| NoAnswer {
            may_be_done: true,
            why: format!("it broke off: {error}"),
        };
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| broken(&error))?;
        let mut request = request.map(|body| Full::new(Bytes::from(body)));
        *request.uri_mut() = self.target.parse().map_err(|error| broken(&error))?;
        let host = self.authority.parse().map_err(|error| broken(&error))?;
        request.headers_mut().insert(HOST, host);
        let asking = async {
            let response = sender
                .send_request(request)
                .await
                .map_err(|error| broken(&error))?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, most).collect().await;
            let body = body.map_err(|error| broken(&error))?;
            Ok(Response::from_parts(head, body.to_bytes()))
        };
        tokio::pin!(asking, connection);
        // The connection has to be driven while the answer is waited for, and goes with it.
        tokio::select! {
            answer = &mut asking => answer,
            ended = &mut connection => match ended {
                Ok(()) => asking.await,
                Err(error) => Err(broken(&error)),
            },
        }
    }
}

/// Whether a host is this machine, to which nothing has to be hidden.
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    ["127.0.0.1", "localhost", "::1"].contains(&host)
}

/// Whether an address belongs to somebody on the internet, and not to this machine, the networks around it or nobody (RFC 6890).
fn is_on_the_internet(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_on_the_old_internet(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped().or_else(|| behind_a_translator(address)) {
            Some(inside) => is_on_the_old_internet(inside),
            None => is_on_the_new_internet(address),
        },
    }
}

fn is_on_the_old_internet(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let inside = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a == 198 && (b == 18 || b == 19));
    // From 224 on: several at once, reserved, everybody.
    !inside && a < 224
}

/// Of the internet only 2000::/3 is given out, and of that not what leads back into older networks or is for examples.
fn is_on_the_new_internet(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let leads_elsewhere = first == 0x2002 || (first == 0x2001 && (second < 0x200 || second == 0xdb8));
    first & 0xe000 == 0x2000 && !leads_elsewhere && first != 0x3fff
}

/// What an address of NAT64 stands for (RFC 6052).
fn behind_a_translator(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = address.segments() else {
        return None;
    };
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Some(Ipv4Addr::new(a, b, c, d))
}

fn trusting_the_webs_roots() -> TlsConnector {
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_on_the_internet() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.1.2.3",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_on_the_internet(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "9.9.9.9",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "193.0.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.1",
            "2001:4860:4860::8888",
            "2a01:4f8::1",
            "::ffff:9.9.9.9",
            "64:ff9b::909:909",
        ] {
            assert!(is_on_the_internet(outside.parse().unwrap()), "{outside}");
        }
    }

    #[tokio::test]
    async fn what_a_town_types_reaches_neither_this_machine_nor_the_networks_around_it() {
        let internet = Reach::Internet(Arc::new(["idp.rathaus.internal".to_owned()]));
        for address in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0/",
            "https://localhost/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://10.0.0.1/",
            "https://10.1/",
            "https://192.168.0.1:8443/",
            "https://172.16.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://2852039166/",
            "https://0xa9fea9fe/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[64:ff9b::a9fe:a9fe]/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://①②⑦.0.0.1/",
        ] {
            let endpoint = Endpoint::at(address, &internet).unwrap_or_else(|why| panic!("{address}: {why}"));
            let why = endpoint.addresses().await.expect_err(address);
            assert!(
                !why.may_be_done && why.why.contains("network of the house"),
                "{address}: {}",
                why.why
            );
        }
        for address in [
            "http://idp.example/",
            "http://127.0.0.1/",
            "http://localhost/",
            "ftp://idp.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "//idp.example",
            "https://user@idp.example/",
            "https://user:word@idp.example/",
            "gopher://idp.example/",
            "",
            "http://idp.rathaus.internal/",
            "https://exa mple/",
            "https://999.1.1.1/",
        ] {
            assert!(Endpoint::at(address, &internet).is_err(), "{address}");
        }
    }

    #[tokio::test]
    async fn what_the_operator_names_is_reached_wherever_it_is() {
        let named = Reach::Internet(Arc::new(["127.0.0.1".to_owned(), "10.0.0.1".to_owned()]));
        for address in ["https://127.0.0.1/", "http://127.0.0.1:1/", "https://10.0.0.1/"] {
            let endpoint = Endpoint::at(address, &named).unwrap_or_else(|why| panic!("{address}: {why}"));
            assert_eq!(endpoint.addresses().await.expect(address).len(), 1);
        }
        assert!(
            Endpoint::at("http://10.0.0.1/", &named).is_err(),
            "in the open, to another machine"
        );
    }

    #[test]
    fn the_usual_port_is_not_told() {
        let authority = |address: &str| Endpoint::at(address, &Reach::Anywhere).unwrap().authority;
        assert_eq!(authority("https://idp.example/realms/a"), "idp.example");
        assert_eq!(authority("https://idp.example:443/"), "idp.example");
        assert_eq!(authority("https://idp.example:8443/"), "idp.example:8443");
        assert_eq!(authority("https://[2a01:4f8::1]:8443/"), "[2a01:4f8::1]:8443");
    }
}
