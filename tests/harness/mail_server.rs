//! A mail server (RFC 5321, as much of it as is spoken here) that takes messages, or fails in the ways mail servers do.

use std::collections::{BTreeSet, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use server::config::{Config, Secret};
use server::notices::Carrier;
use server::tasks::Tasks;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

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
    desk: Arc<Mutex<Desk>>,
    tasks: Tasks,
}

#[derive(Default)]
struct Desk {
    mood: Mood,
    received: Vec<Received>,
    seen: BTreeSet<String>,
}

impl MailServer {
    /// Opens a mail server.
    pub async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        let desk = Arc::<Mutex<Desk>>::default();
        let tasks = Tasks::default();
        let (served, running) = (desk.clone(), tasks.clone());
        tasks.spawn("mail server", async move {
            loop {
                let accepted = tokio::select! {
                    () = running.stopped() => return,
                    accepted = listener.accept() => accepted,
                };
                let Ok((connection, _)) = accepted else { return };
                let desk = served.clone();
                running.spawn("mail connection", async move {
                    // Whoever hangs up has heard enough.
                    let _ = talk(connection, &desk).await;
                });
            }
        });
        Self { address, desk, tasks }
    }

    /// A configuration that names it.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut config = Config::default();
        config.mail.smtp = Secret::from(format!("smtp://{}", self.address).as_str());
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

    /// Forgets what it has taken, and returns it.
    #[must_use]
    pub fn empties(&self) -> Vec<Received> {
        std::mem::take(&mut self.look().received)
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

async fn talk(connection: TcpStream, desk: &Mutex<Desk>) -> std::io::Result<()> {
    if look(desk).mood == Mood::Down {
        return Ok(());
    }
    let mut connection = BufReader::new(connection);
    say(&mut connection, desk, "220 mail.example").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut line = String::new();
    loop {
        line.clear();
        if connection.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let mood = look(desk).mood;
        let word = line
            .split([' ', ':', '\r'])
            .next()
            .unwrap_or_default()
            .to_uppercase();
        let answer = match (word.as_str(), mood) {
            (_, Mood::Down) => return Ok(()),
            ("EHLO" | "HELO", _) => "250-mail.example\r\n250 8BITMIME",
            ("MAIL", Mood::NotYou) => "530 5.7.0 please sign in first",
            ("MAIL", _) => {
                (from, to) = (address(&line), Vec::new());
                "250 fine"
            }
            ("RCPT", Mood::Later) => "451 4.3.0 try again later",
            ("RCPT", Mood::NoMailbox) => "550 5.1.1 no such mailbox",
            ("RCPT", Mood::Greylisting) if look(desk).seen.insert(address(&line)) => "450 4.2.0 greylisted",
            ("RCPT", _) => {
                to.push(address(&line));
                "250 fine"
            }
            ("DATA", _) => {
                say(&mut connection, desk, "354 go on").await?;
                if mood == Mood::CutInData {
                    connection.read_line(&mut line).await?;
                    return Ok(());
                }
                let Some(source) = message(&mut connection).await? else {
                    return Ok(());
                };
                look(desk).received.push(Received {
                    from: from.clone(),
                    to: std::mem::take(&mut to),
                    source,
                });
                if mood == Mood::CutAfterData {
                    return Ok(());
                }
                "250 2.0.0 taken"
            }
            ("RSET" | "NOOP", _) => "250 fine",
            ("QUIT", _) => return say(&mut connection, desk, "221 bye").await,
            _ => "502 not spoken here",
        };
        say(&mut connection, desk, answer).await?;
    }
}

async fn say(connection: &mut BufReader<TcpStream>, desk: &Mutex<Desk>, answer: &str) -> std::io::Result<()> {
    let mood = look(desk).mood;
    if let Mood::Slow(milliseconds) = mood {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    connection.write_all(format!("{answer}\r\n").as_bytes()).await
}

/// The message up to the line with a single dot, without the dots that were put in front of others (RFC 5321, 4.5.2). Nothing if
/// it breaks off.
async fn message(connection: &mut BufReader<TcpStream>) -> std::io::Result<Option<String>> {
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
