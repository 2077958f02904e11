//! A mail server (RFC 5321, as much of it as is spoken here) that takes messages, or fails in the ways mail servers do.

use std::collections::{BTreeSet, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use server::config::{Config, Secret};
use server::notices::Carrier;
use server::tasks::Tasks;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, pki_types::PrivateKeyDer};

/// How the mail server behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// It takes everything.
    #[default]
    Fine,
    /// It answers nobody.
    Down,
    /// "Not now" to every recipient: 451.
    Later,
    /// "Not now" to each recipient the first time: 450.
    Greylisting,
    /// "There is no such mailbox": 550.
    NoMailbox,
    /// "We do not know you": 535-like, about the sender.
    NotYou,
    /// It hangs up in the middle of a message.
    CutInData,
    /// It takes the message and hangs up before it says so.
    CutAfterData,
    /// It takes so many milliseconds for each answer.
    Slow(u64),
    /// It takes the call and never says a word.
    Silent,
    /// It says a byte every so many milliseconds, for ever.
    Tarpit(u64),
    /// The same to whoever writes to this domain; it takes everything else.
    TarpitFor(&'static str),
}

/// How it hides what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Not at all, and it offers nothing else.
    Never,
    /// With a certificate it has written itself, once it is asked to (STARTTLS).
    Asked,
    /// With the same certificate, from the first byte on.
    Always,
}

/// A message as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// Who it says it is from, in the envelope.
    pub from: String,
    /// To whom, in the envelope.
    pub to: Vec<String>,
    /// Headers and body.
    pub source: String,
}

/// The server.
pub struct MailServer {
    /// Where it listens.
    pub address: SocketAddr,
    hidden: Hidden,
    desk: Arc<Mutex<Desk>>,
    tasks: Tasks,
}

#[derive(Default)]
struct Desk {
    mood: Mood,
    received: Vec<Received>,
    seen: BTreeSet<String>,
    /// Connections that are open now.
    open: usize,
    /// What clients have said about the certificate.
    objections: Vec<String>,
}

impl MailServer {
    /// Opens a mail server on this machine, where nothing has to be hidden.
    pub async fn open() -> Self {
        Self::hiding(Hidden::Never).await
    }

    /// Opens a mail server.
    pub async fn hiding(hidden: Hidden) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        let desk = Arc::<Mutex<Desk>>::default();
        let tasks = Tasks::default();
        let (served, running, tls) = (desk.clone(), tasks.clone(), acceptor());
        tasks.spawn("mail server", async move {
            loop {
                let accepted = tokio::select! {
                    () = running.stopped() => return,
                    accepted = listener.accept() => accepted,
                };
                let Ok((connection, _)) = accepted else { return };
                let desk = served.clone();
                let tls = tls.clone();
                running.spawn("mail connection", async move {
                    look(&desk).open += 1;
                    // Whoever hangs up has heard enough.
                    let _ = answer(connection, &desk, hidden, &tls).await;
                    look(&desk).open -= 1;
                });
            }
        });
        Self {
            address,
            hidden,
            desk,
            tasks,
        }
    }

    /// A configuration that names it.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut config = Config::default();
        let address = self.address;
        let smtp = match self.hidden {
            Hidden::Never => format!("smtp://{address}"),
            Hidden::Asked => format!("smtp://{address}?tls=required"),
            Hidden::Always => format!("smtps://{address}"),
        };
        config.mail.smtp = Secret::from(smtp.as_str());
        config.mail.from = "termine@rathaus.example".to_owned();
        config.public_url = "https://termine.example".to_owned();
        config.limits.enabled = false;
        config
    }

    /// Somebody who carries messages to it.
    #[must_use]
    pub fn carrier(&self) -> Carrier {
        Carrier::of(&self.config())
            .expect("a mail server")
            .expect("is named")
    }

    /// Changes how it behaves.
    pub fn is(&self, mood: Mood) {
        self.look().mood = mood;
    }

    /// What it has taken, in the order in which it came.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.look().received.clone()
    }

    /// How many messages it has taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.look().received.len()
    }

    /// Forgets what it has taken, and returns it.
    #[must_use]
    pub fn empties(&self) -> Vec<Received> {
        std::mem::take(&mut self.look().received)
    }

    /// How many connections to it are open.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.look().open
    }

    /// What clients have said about its certificate.
    #[must_use]
    pub fn objections(&self) -> Vec<String> {
        self.look().objections.clone()
    }

    fn look(&self) -> MutexGuard<'_, Desk> {
        look(&self.desk)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.tasks.stop();
    }
}

impl Received {
    /// The headers, folded lines put together.
    #[must_use]
    pub fn headers(&self) -> HashMap<String, String> {
        let head = self
            .source
            .split("\r\n\r\n")
            .next()
            .unwrap_or_default()
            .replace("\r\n ", " ");
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}

fn look(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Anything that is talked over.
trait Line: AsyncRead + AsyncWrite + Unpin + Send {}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Line for L {}

type Talk = BufReader<Box<dyn Line>>;

async fn answer(
    connection: TcpStream,
    desk: &Mutex<Desk>,
    hidden: Hidden,
    tls: &TlsAcceptor,
) -> std::io::Result<()> {
    let mood = look(desk).mood;
    match mood {
        Mood::Down => return Ok(()),
        Mood::Silent => {
            let mut connection = connection;
            while connection.read(&mut [0; 64]).await? > 0 {}
            return Ok(());
        }
        _ => {}
    }
    let line = match hidden {
        Hidden::Always => hide(Box::new(connection), desk, tls).await?,
        Hidden::Never | Hidden::Asked => Box::new(connection),
    };
    let mut talk_on = BufReader::new(line);
    say(&mut talk_on, desk, "220 mail.example").await?;
    if talk(&mut talk_on, desk, hidden == Hidden::Asked).await? == End::Hide {
        let line = hide(talk_on.into_inner(), desk, tls).await?;
        talk(&mut BufReader::new(line), desk, false).await?;
    }
    Ok(())
}

/// Hides what is said from now on, and notes what the client thinks of our certificate.
async fn hide(line: Box<dyn Line>, desk: &Mutex<Desk>, tls: &TlsAcceptor) -> std::io::Result<Box<dyn Line>> {
    match tls.accept(line).await {
        Ok(hidden) => Ok(Box::new(hidden)),
        Err(error) => {
            look(desk).objections.push(error.to_string());
            Err(error)
        }
    }
}

/// A certificate that nobody but this server vouches for.
fn acceptor() -> TlsAcceptor {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("certificate and key fit");
    TlsAcceptor::from(Arc::new(config))
}

/// How a conversation ended.
#[derive(PartialEq, Eq)]
enum End {
    /// It is over.
    Over,
    /// The client wants to go on where nobody listens.
    Hide,
}

async fn talk(connection: &mut Talk, desk: &Mutex<Desk>, may_hide: bool) -> std::io::Result<End> {
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut line = String::new();
    loop {
        line.clear();
        if connection.read_line(&mut line).await? == 0 {
            return Ok(End::Over);
        }
        let mood = look(desk).mood;
        let word = line
            .split([' ', ':', '\r'])
            .next()
            .unwrap_or_default()
            .to_uppercase();
        let answer = match (word.as_str(), mood) {
            (_, Mood::Down) => return Ok(End::Over),
            ("EHLO" | "HELO", _) if may_hide => "250-mail.example\r\n250-STARTTLS\r\n250 8BITMIME",
            ("EHLO" | "HELO", _) => "250-mail.example\r\n250 8BITMIME",
            ("MAIL", Mood::NotYou) => "530 5.7.0 please sign in first",
            ("MAIL", _) => {
                (from, to) = (address(&line), Vec::new());
                "250 fine"
            }
            ("RCPT", Mood::TarpitFor(domain)) if address(&line).ends_with(domain) => {
                drip(connection, "250 fine", 50).await?;
                return Ok(End::Over);
            }
            ("RCPT", Mood::Later) => "451 4.3.0 try again later",
            ("RCPT", Mood::NoMailbox) => {
                let answer = format!("550 5.1.1 <{}>: no such mailbox", address(&line));
                say(connection, desk, &answer).await?;
                continue;
            }
            ("RCPT", Mood::Greylisting) if look(desk).seen.insert(address(&line)) => "450 4.2.0 greylisted",
            ("RCPT", _) => {
                to.push(address(&line));
                "250 fine"
            }
            ("DATA", _) => {
                say(connection, desk, "354 go on").await?;
                if mood == Mood::CutInData {
                    connection.read_line(&mut line).await?;
                    return Ok(End::Over);
                }
                let Some(source) = message(connection).await? else {
                    return Ok(End::Over);
                };
                look(desk).received.push(Received {
                    from: from.clone(),
                    to: std::mem::take(&mut to),
                    source,
                });
                if mood == Mood::CutAfterData {
                    return Ok(End::Over);
                }
                "250 2.0.0 taken"
            }
            ("RSET" | "NOOP", _) => "250 fine",
            ("STARTTLS", _) if may_hide => {
                say(connection, desk, "220 go on").await?;
                return Ok(End::Hide);
            }
            ("QUIT", _) => {
                say(connection, desk, "221 bye").await?;
                return Ok(End::Over);
            }
            _ => "502 not spoken here",
        };
        say(connection, desk, answer).await?;
    }
}

async fn say(connection: &mut Talk, desk: &Mutex<Desk>, answer: &str) -> std::io::Result<()> {
    let mood = look(desk).mood;
    match mood {
        Mood::Slow(milliseconds) => sleep(Duration::from_millis(milliseconds)).await,
        Mood::Tarpit(milliseconds) => return drip(connection, answer, milliseconds).await,
        _ => {}
    }
    connection.write_all(format!("{answer}\r\n").as_bytes()).await?;
    connection.flush().await
}

/// Says more and more and never comes to an end.
async fn drip(connection: &mut Talk, answer: &str, milliseconds: u64) -> std::io::Result<()> {
    let (code, _) = answer.split_at(3);
    let endless = format!("{code}-wait a moment, please\r\n");
    for byte in endless.bytes().cycle() {
        connection.write_all(&[byte]).await?;
        connection.flush().await?;
        sleep(Duration::from_millis(milliseconds)).await;
    }
    Ok(())
}

/// The message up to the line with a single dot, without the dots that were put in front of others (RFC 5321, 4.5.2). Nothing if
/// it breaks off.
async fn message(connection: &mut Talk) -> std::io::Result<Option<String>> {
    let mut source = String::new();
    loop {
        let mut line = Vec::new();
        if connection.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        if line == b".\r\n" {
            return Ok(Some(source));
        }
        let line = line.strip_prefix(b".").unwrap_or(&line);
        source.push_str(&String::from_utf8_lossy(line));
    }
}

fn address(line: &str) -> String {
    let inside = line.split(['<', '>']).nth(1);
    inside.unwrap_or_default().to_owned()
}
