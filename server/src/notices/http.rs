//! One request to a gateway, each over a connection of its own: short messages are few. No redirect is followed, no answer read
//! beyond its limit, and nothing is said in the open but to this machine.

use std::sync::Arc;

use axum::http::{HeaderMap, Method, Request, StatusCode, header::HOST};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

/// Longest answer that is read.
const ANSWER_BYTES: usize = 64 * 1024;

/// Where requests go.
#[derive(Clone)]
pub struct Endpoint {
    host: String,
    port: u16,
    target: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

/// Why there is no answer.
#[derive(Debug)]
pub struct NoAnswer {
    /// Whether the other side may have understood the request all the same.
    pub may_be_done: bool,
    /// For the log.
    pub why: String,
}

impl Endpoint {
    /// The endpoint at this address.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn at(address: &str) -> Result<Self, String> {
        let url = Url::parse(address).map_err(|error| error.to_string())?;
        let host = url.host_str().ok_or("it names no host")?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let tls = match url.scheme() {
            "https" => {
                let name = ServerName::try_from(host.clone()).map_err(|error| error.to_string())?;
                Some((trusting_the_webs_roots(), name))
            }
            "http" if super::is_this_machine(&host) => None,
            _ => return Err("it must begin with https://: messages must not travel in the open".to_owned()),
        };
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Ok(Self {
            port: url.port_or_known_default().unwrap_or(443),
            target: format!("{}{query}", url.path()),
            host,
            tls,
        })
    }

    /// Posts a body. Whoever has no patience any more drops it, and the connection with it.
    ///
    /// # Errors
    /// If no answer comes.
    pub async fn post(&self, headers: &HeaderMap, body: String) -> Result<(StatusCode, Bytes), NoAnswer> {
        let not_begun = |why: String| NoAnswer {
            may_be_done: false,
            why,
        };
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(|error| not_begun(format!("it does not answer: {error}")))?;
        match &self.tls {
            None => self.talk(stream, headers, body).await,
            Some((tls, name)) => {
                let stream = tls.connect(name.clone(), stream).await;
                let stream = stream.map_err(|error| not_begun(error.to_string()))?;
                self.talk(stream, headers, body).await
            }
        }
    }

    async fn talk<S>(
        &self,
        stream: S,
        headers: &HeaderMap,
        body: String,
    ) -> Result<(StatusCode, Bytes), NoAnswer>
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
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.target.parse().map_err(|error| broken(&error))?;
        *request.headers_mut() = headers.clone();
        let host = format!("{}:{}", self.host, self.port);
        let host = host.parse().map_err(|error| broken(&error))?;
        request.headers_mut().insert(HOST, host);
        let asking = async {
            let response = sender
                .send_request(request)
                .await
                .map_err(|error| broken(&error))?;
            let status = response.status();
            let body = Limited::new(response.into_body(), ANSWER_BYTES).collect().await;
            let body = body.map_err(|error| broken(&error))?;
            Ok((status, body.to_bytes()))
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

fn trusting_the_webs_roots() -> TlsConnector {
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}
