//! A tap on the wire to PostgreSQL: every statement the server really sends, BEGIN and ROLLBACK included.
//!
//! It stands between server and database and reads the client's half of PostgreSQL's protocol (version 3): a simple
//! query is one `Q` message with its text, a prepared one is executed by one `E`, whose text came with the last `P` of
//! its name. What happens while a connection is opened is not counted; nothing is changed on the way.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinSet,
};

/// A listening tap; it closes when dropped.
pub struct WireTap {
    /// The database's address, as seen through the tap.
    pub url: String,
    heard: Heard,
    _connections: JoinSet<()>,
}

type Heard = Arc<Mutex<Talk>>;

#[derive(Default)]
struct Talk {
    /// In the order in which they were sent.
    statements: Vec<String>,
    /// Begun and not ended.
    transactions: usize,
}

impl Talk {
    fn note(&mut self, sql: String) {
        if sql.starts_with("BEGIN") {
            self.transactions += 1;
        } else if sql.starts_with("COMMIT") || sql.starts_with("ROLLBACK") {
            self.transactions = self.transactions.saturating_sub(1);
        }
        self.statements.push(sql);
    }
}

impl WireTap {
    /// Opens a tap before the database at this address.
    pub async fn on(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").expect("an address with a scheme");
        let (authority, path) = rest.split_once('/').expect("an address with a database");
        let (login, server) = authority
            .split_once('@')
            .map_or(("", authority), |(login, server)| (login, server));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let heard = Heard::default();
        let mut connections = JoinSet::new();
        connections.spawn(accept(listener, server.to_owned(), heard.clone()));
        let plain = if path.contains('?') {
            "&sslmode=disable"
        } else {
            "?sslmode=disable"
        };
        let url = format!("{scheme}://{login}@127.0.0.1:{port}/{path}{plain}");
        Self {
            url,
            heard,
            _connections: connections,
        }
    }

    /// What was sent since this was asked last. A transaction that is given up ends a little after its answer; this waits
    /// until all have ended.
    pub async fn take(&self) -> Vec<String> {
        loop {
            {
                let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
                if heard.transactions == 0 {
                    return std::mem::take(&mut heard.statements);
                }
            }
            tokio::task::yield_now().await;
        }
    }
}

async fn accept(listener: TcpListener, server: String, heard: Heard) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let database = TcpStream::connect(&server).await.expect("the database listens");
        let _ = (client.set_nodelay(true), database.set_nodelay(true));
        let (mut from_database, to_database) = database.into_split();
        let (from_client, mut to_client) = client.into_split();
        let heard = heard.clone();
        connections.spawn(async move {
            // Either half ends when its connection does.
            let _ = listen(from_client, to_database, &heard).await;
        });
        connections.spawn(async move {
            let _ = copy(&mut from_database, &mut to_client).await;
        });
    }
}

async fn listen(
    mut client: OwnedReadHalf,
    mut database: OwnedWriteHalf,
    heard: &Heard,
) -> std::io::Result<()> {
    // The login is the one message without a kind.
    let (frame, body) = message(&mut client, 0).await?;
    database.write_all(&frame).await?;
    database.write_all(&body).await?;
    let (mut prepared, mut portal) = (HashMap::new(), String::new());
    loop {
        let (frame, body) = message(&mut client, 1).await?;
        let mut texts = body
            .split(|byte| *byte == 0)
            .map(|text| String::from_utf8_lossy(text).into_owned());
        let mut text = || texts.next().unwrap_or_default();
        let executed = match frame[0] {
            b'Q' => Some(text()),
            b'P' => {
                prepared.insert(text(), text());
                None
            }
            b'B' => {
                // Portals are unnamed; the second text is the statement's name.
                text();
                portal = text();
                None
            }
            b'E' => Some(
                prepared
                    .get(&portal)
                    .cloned()
                    .unwrap_or_else(|| "unknown".to_owned()),
            ),
            _ => None,
        };
        if let Some(sql) = executed {
            heard.lock().unwrap_or_else(PoisonError::into_inner).note(sql);
        }
        database.write_all(&frame).await?;
        database.write_all(&body).await?;
    }
}

/// One message: what comes before its body (kind and length), and its body.
async fn message(client: &mut OwnedReadHalf, kind: usize) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
    let mut frame = vec![0; kind + 4];
    client.read_exact(&mut frame).await?;
    let length = u32::from_be_bytes(frame[kind..].try_into().expect("four bytes"));
    let mut body = vec![0; usize::try_from(length).expect("a length") - 4];
    client.read_exact(&mut body).await?;
    Ok((frame, body))
}
