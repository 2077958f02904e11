//! Serving: from a configuration to an application that answers, and down again.
//!
//! Whoever asks us to stop (SIGTERM, Ctrl-C) gets every running request finished, for half a minute at most; then connections and
//! background work are cut. Losing them is safe: what was answered is stored, what was not will be asked again.

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use crate::app::App;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{self, Db, relay};
use crate::key::Key;
use crate::notices::{self, Carrier};
use crate::refusal::{Fault, Outcome, Trouble};
use crate::tasks::Tasks;
use crate::upkeep;
use crate::web::routes;

/// How long running requests may take to finish.
const GRACE: Duration = Duration::from_secs(30);

/// Serves as configured until asked to stop.
pub async fn serve(config: Config) -> Outcome<()> {
    let tasks = Tasks::default();
    stop_on_signals(&tasks)?;
    let listener = listen(config.listen).await?;
    let metrics = match config.metrics_listen() {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    warn_of_risks(&config);
    let carrier = Carrier::of(&config)?;
    let app = open(config).await?;
    if let Some(listener) = metrics {
        let (router, watched) = (routes::metrics_router(app.clone()), tasks.clone());
        tasks.spawn("metrics", async move {
            if let Err(fault) = answer(listener, router, &watched).await {
                tracing::error!(%fault, "metrics cannot be served");
            }
        });
    }
    run(app, listener, carrier, &tasks).await
}

/// Answers on the listener until asked to stop, and carries messages if somebody does; then closes everything.
pub async fn run(app: App, listener: TcpListener, carrier: Option<Carrier>, tasks: &Tasks) -> Outcome<()> {
    if !app.assets.are_built() {
        tracing::warn!(
            "the browser's files are missing: run `cargo bundle`; pages have no style and the widget is not there"
        );
    }
    start_background(&app, tasks);
    if let Some(carrier) = carrier {
        notices::carry(&app, carrier, tasks);
    }
    tracing::info!(address = %app.config.listen, public_url = app.config.base_url(), "serving");
    answer(listener, routes::router(app.clone()), tasks).await?;
    tasks.join(GRACE).await;
    app.db.close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// An application on its database, with the tables up to date.
pub async fn open(config: Config) -> Outcome<App> {
    let url = config.database.url.reveal();
    if config.database.migrate {
        db::migrate(url)
            .await
            .map_err(|error| unusable(&config, &error))?;
    }
    let db = Db::connect(url, config.database.connections)
        .await
        .map_err(|error| unusable(&config, &error))?;
    let key = key_of(&db, &config.key_file).await?;
    Ok(App::new(db, key, config, Clock::System, Chance::System)?)
}

/// The key of this installation. Only where no server has ever had one is a new one made.
async fn key_of(db: &Db, file: &Path) -> Outcome<Key> {
    let name = file.display();
    let key = match Key::read(file)? {
        Some(key) => key,
        None if db.key_print().await?.is_none() => match Key::make(file, &Chance::System) {
            Ok(key) => key,
            // Another server of this machine was faster.
            Err(fault) => Key::read(file)?.ok_or(Trouble::from(fault))?,
        },
        None => {
            return Err(Fault::because(format!(
                "the key of this installation is missing: copy the file {name} from another of its servers or from your backup. \
                 Links that citizens have follow from it"
            ))
            .into());
        }
    };
    if db.settle_key(&key).await? {
        return Ok(key);
    }
    Err(Fault::because(format!(
        "the key in {name} is not the key of this installation: copy the file from another of its servers or from your backup"
    ))
    .into())
}

/// A database that cannot be used, told so that the operator knows which.
pub fn unusable(config: &Config, error: &dyn std::error::Error) -> Fault {
    Fault::because(format!(
        "the database {:?} cannot be used: {error}",
        config.database.url
    ))
}

/// Opens an address.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Fault> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Fault::because(format!("{address} cannot be listened on: {error}")))
}

/// Stops the tasks, and with them the server, when the machine asks for it.
pub fn stop_on_signals(tasks: &Tasks) -> Result<(), Fault> {
    use tokio::signal::unix::{SignalKind, signal};
    let broken = |error: std::io::Error| Fault(error.into());
    let mut terminate = signal(SignalKind::terminate()).map_err(broken)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(broken)?;
    let stopping = tasks.clone();
    tasks.spawn("signals", async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = stopping.stopped() => {}
        }
        stopping.stop();
    });
    Ok(())
}

/// Answers requests until the tasks stop, and finishes those that run.
pub async fn answer(listener: TcpListener, router: Router, tasks: &Tasks) -> Result<(), Fault> {
    // Answers are small: waiting to fill a packet would only make them late.
    let listener = listener.tap_io(|connection| {
        // A connection that refuses this is slower, no more.
        let _ = connection.set_nodelay(true);
    });
    let stopping = tasks.clone();
    let serving = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(async move { stopping.stopped().await });
    let patience = async {
        tasks.stopped().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = serving.into_future() => ended.map_err(|error| Fault(error.into())),
        () = patience => {
            tracing::warn!("some requests did not finish in time and were cut off");
            Ok(())
        }
    }
}

fn start_background(app: &App, tasks: &Tasks) {
    keep_live(app, tasks);
    let metrics = app.metrics.clone();
    tasks.repeat("metrics upkeep", Duration::from_secs(5), move || {
        metrics.tidy();
        std::future::ready(Ok(()))
    });
    let swept = app.clone();
    tasks.repeat("sweep of expired holds", Duration::from_secs(300), move || {
        let app = swept.clone();
        async move { upkeep::sweep(&app).await.map(|_| ()) }
    });
    let listing = app.clone();
    tasks.repeat("lists of the day", Duration::from_secs(300), move || {
        let app = listing.clone();
        async move { upkeep::daily_lists(&app).await.map(|_| ()) }
    });
    let forgetting = app.clone();
    tasks.repeat("forgetting", Duration::from_secs(3600), move || {
        let app = forgetting.clone();
        async move { upkeep::forget(&app).await.map(|_| ()) }
    });
    let looking = app.clone();
    tasks.repeat("freed times", Duration::from_secs(2), move || {
        let app = looking.clone();
        async move { upkeep::look(&app).await.map(|_| ()) }
    });
    let limits = app.limits.clone();
    tasks.repeat("limits upkeep", Duration::from_secs(60), move || {
        limits.forget_quiet_clients();
        std::future::ready(Ok(()))
    });
}

/// Lets the pages of the desk hear what happens at other servers, and ends their streams before the server waits for them.
pub fn keep_live(app: &App, tasks: &Tasks) {
    let (touching, stopping) = (app.clone(), tasks.clone());
    tasks.spawn("pulse between servers", async move {
        tokio::select! {
            () = relay::keep_in_touch(&touching.db, touching.live.server()) => stopping.stopped().await,
            () = stopping.stopped() => {}
        }
        touching.live.end();
    });
}

fn warn_of_risks(config: &Config) {
    if !config.limits.enabled {
        tracing::warn!("RATE LIMITS ARE OFF: any client may ask without end. This is for load tests only.");
    }
    if config.mail.smtp.reveal().is_empty() {
        tracing::warn!("no mail server is named (mail.smtp): messages to citizens wait");
    }
    if config.metrics.public {
        tracing::warn!("metrics are public: everybody who reaches this server may read /metrics");
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::Arc;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;
    use tokio::sync::Notify;

    use super::*;

    async fn send(address: SocketAddr, request: &str) -> TcpStream {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        connection
    }

    async fn answer_of(mut connection: TcpStream) -> String {
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn a_request_that_runs_when_the_server_is_asked_to_stop_is_finished() {
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (began, going_on) = (Arc::clone(&begun), Arc::clone(&go_on));
        let slow = get(async move || {
            began.notify_one();
            going_on.notified().await;
            "finished"
        });
        let listener = listen((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let tasks = Tasks::default();
        let citizen = async {
            let connection = send(address, "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
            begun.notified().await;
            tasks.stop();
            // New ones are not let in any more, soon.
            while TcpStream::connect(address).await.is_ok() {
                tokio::task::yield_now().await;
            }
            go_on.notify_one();
            answer_of(connection).await
        };
        let (served, answer) =
            tokio::join!(answer(listener, Router::new().route("/", slow), &tasks), citizen);
        served.unwrap();
        assert!(answer.ends_with("finished"), "{answer}");
    }

    #[tokio::test]
    async fn a_body_whose_length_is_not_told_ends_at_the_limit() {
        let config = Config {
            body_limit_bytes: 1000,
            ..Config::default()
        };
        let app = App::new(
            Db::nowhere(),
            Key::of([0; 32]),
            config,
            Clock::System,
            Chance::System,
        )
        .unwrap();
        let listener = listen((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let tasks = Tasks::default();
        let chunk = format!("400\r\n{}\r\n", "x".repeat(1024));
        let head = "POST /api/v1/towns/a/holds HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
                    content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        let citizen = async {
            let answer = answer_of(send(address, &format!("{head}{chunk}0\r\n\r\n")).await).await;
            tasks.stop();
            answer
        };
        let (served, answer) = tokio::join!(answer(listener, routes::router(app), &tasks), citizen);
        served.unwrap();
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        assert!(answer.contains("\"code\":\"too_large\""), "{answer}");
    }
}
