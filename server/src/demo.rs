//! The demo: two towns on an embedded database, and their homepages on a second port, so really from another origin.
//!
//! The homepages are those of `examples/`, which name the server `https://termine.example`; they are served with the real address in
//! its place. The database stays from run to run. Nothing here runs where citizens are served.

mod post;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use rust_embed::RustEmbed;
use tenants::definition::{self, Definition};
use tenants::operator::SLUG as HOUSE;
use tokio::net::TcpListener;

use crate::app::App;
use crate::auth::accounts::{AccountsFile, Wanted};
use crate::cli::told;
use crate::config::{Config, Secret};
use crate::db::audit::Author;
use crate::db::operator;
use crate::notices::Carrier;
use crate::notices::postbox::Postbox;
use crate::refusal::{Fault, Outcome};
use crate::serve;
use crate::tasks::Tasks;
use crate::web::assets::content_type;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../examples"]
#[allow_missing = true]
struct Examples;

/// The password of every account of the demo.
const PASSWORD: &str = "drei blaue Eimer";

/// How the examples call the server.
const PLACEHOLDER: &str = "https://termine.example";

/// Adapts the configuration: a database in the demo's folder, numbers for the curious, a quiet log.
pub fn configure(config: &mut Config, folder: &Path) -> Result<(), Fault> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Fault::because(format!("{} cannot be made: {error}", folder.display())))?;
    let file = folder.join("rathaustermin.sqlite");
    config.database.url = Secret::from(format!("sqlite:{}", file.display()).as_str());
    config.key_file = folder.join("rathaustermin.key");
    // Short messages lie in the same postbox as mails: this names a gateway that nobody asks.
    "gatewayapi".clone_into(&mut config.sms.profile);
    config.metrics.public = true;
    if config.log.level == "info" {
        config.log.level = "warn".to_owned();
    }
    Ok(())
}

/// Serves towns and homepages until asked to stop.
pub async fn run(mut config: Config, first_port: u16) -> Outcome<()> {
    let tasks = Tasks::default();
    serve::stop_on_signals(&tasks)?;
    let (listener, address) = next_free(first_port).await?;
    let (homepages, homepages_address) = next_free(address.port().saturating_add(1)).await?;
    config.listen = address;
    config.public_url = format!("http://{address}");
    let app = serve::open(config).await?;
    let mut towns = definitions()?;
    for town in &mut towns {
        bring_home(town, homepages_address);
        println!(
            "{}",
            told(
                town,
                &operator::apply(&app.db, town, &Author::console(), app.clock.now()).await?
            )
        );
    }
    let postbox = Postbox::default();
    let site = homepages_router(app.config.base_url()).merge(post::routes(app.clone(), postbox.clone()));
    let watched = tasks.clone();
    tasks.spawn("homepages", async move {
        if let Err(fault) = serve::answer(homepages, site, &watched).await {
            tracing::error!(%fault, "the homepages cannot be served");
        }
    });
    let accounts = accounts(&app, &towns).await?;
    announce(&towns, &accounts, &app.config.base_url(), homepages_address);
    let carrier = Carrier::keeping(postbox, &app.config)?;
    serve::run(app, listener, Some(carrier), &tasks).await
}

/// Lets links to the town's homepage lead to its stand-in, and the stand-in embed the widget.
fn bring_home(town: &mut Definition, homepages: SocketAddr) {
    let facts = &mut town.facts;
    let pages = &mut facts.pages;
    for origin in &facts.origins {
        for page in [
            &mut pages.privacy,
            &mut pages.imprint,
            &mut pages.accessibility,
            &mut pages.barrier,
        ] {
            if let Some(path) = page.strip_prefix(origin.as_str()) {
                *page = format!("http://{homepages}/{}{path}", facts.slug);
            }
        }
    }
    let stand_ins = ["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{}", homepages.port()));
    facts.origins.extend(stand_ins);
}

/// The first port from here on that is free.
async fn next_free(first: u16) -> Result<(TcpListener, SocketAddr), Fault> {
    for port in first..=first.saturating_add(99) {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            let address = listener.local_addr().map_err(|error| Fault(error.into()))?;
            return Ok((listener, address));
        }
    }
    Err(Fault::because(format!("no port from {first} on is free")))
}

/// The towns of the examples.
fn definitions() -> Result<Vec<Definition>, Fault> {
    let files = Examples::iter().filter(|name| name.ends_with("/town.toml"));
    let texts = files.filter_map(|name| Some((Examples::get(&name)?, name)));
    texts
        .map(|(file, name)| {
            let text = String::from_utf8_lossy(&file.data);
            definition::read(&text, &format!("examples/{name}")).map_err(|mistakes| {
                Fault::because(
                    mistakes
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("\n"),
                )
            })
        })
        .collect()
}

/// Makes sure that the accounts of the examples exist, in the towns and in the operator's house. Returns whose, by its name in
/// addresses, and the account, one a line.
async fn accounts(app: &App, towns: &[Definition]) -> Outcome<Vec<(String, Wanted)>> {
    let now = app.clock.now();
    let mut all = Vec::new();
    for slug in towns.iter().map(|town| town.facts.slug.as_str()).chain([HOUSE]) {
        let Some(file) = Examples::get(&format!("{slug}/accounts.toml")) else {
            continue;
        };
        let listed: AccountsFile =
            toml::from_str(&String::from_utf8_lossy(&file.data)).map_err(|error| Fault(error.into()))?;
        let known = app.db.town(slug).read().await?.accounts().await?;
        for wanted in listed.accounts {
            if !known.iter().any(|account| account.email == wanted.email) {
                let password = app.passwords.hash(PASSWORD, &app.chance).await?;
                let tx = app.db.town(slug).write().await?;
                let new = wanted.in_town(&tx.town, Some(password));
                let new = new.map_err(|unfit| Fault(Box::new(unfit)))?;
                tx.create_account(new, now).await?;
                tx.commit().await?;
            }
            all.push((slug.to_owned(), wanted));
        }
    }
    Ok(all)
}

fn announce(towns: &[Definition], accounts: &[(String, Wanted)], server: &str, homepages: SocketAddr) {
    println!("\nRathaustermin is running. Ctrl-C stops it.\n");
    println!("  Sample homepages          http://{homepages}/");
    for town in towns {
        let (name, slug) = (&town.facts.name, &town.facts.slug);
        println!("  {name:<24}  http://{homepages}/{slug}/");
        println!("  {:<24}  {server}/{slug}", "  without JavaScript");
        println!("  {:<24}  {server}/desk/{slug}", "  desk");
        for (_, account) in accounts.iter().filter(|(of, _)| of == slug) {
            println!("  {:<24}  {} ({})", "", account.email, account.role);
        }
    }
    println!("  {:<24}  {server}/desk/{HOUSE}", "Operator");
    for (_, account) in accounts.iter().filter(|(of, _)| of == HOUSE) {
        println!("  {:<24}  {} (sets up a second factor first)", "", account.email);
    }
    println!("  Password at every desk    {PASSWORD}");
    println!("  Messages to citizens      http://{homepages}/post/");
    println!("  Interface for programs    {server}/api/docs/");
    println!("  Numbers for operators     {server}/metrics\n");
}

/// The examples as a site of their own.
fn homepages_router(server: String) -> Router {
    Router::new().fallback(homepage).with_state(server)
}

async fn homepage(State(server): State<String>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let index = format!(
        "{}index.html",
        if path.is_empty() {
            String::new()
        } else {
            format!("{}/", path.trim_end_matches('/'))
        }
    );
    let name = if path.is_empty() || path.ends_with('/') {
        index.as_str()
    } else {
        path
    };
    if let Some(file) = Examples::get(name) {
        let kind = HeaderValue::from_static(content_type(name));
        let body = match String::from_utf8(file.data.into_owned()) {
            Ok(text) => text.replace(PLACEHOLDER, &server).into_bytes(),
            Err(bytes) => bytes.into_bytes(),
        };
        return (
            [
                (CONTENT_TYPE, kind),
                (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            body,
        )
            .into_response();
    }
    match Examples::get(&index) {
        // Only what we have just found is redirected to, so the path is one of ours.
        Some(_) => Redirect::temporary(&format!("/{path}/")).into_response(),
        None => (
            StatusCode::NOT_FOUND,
            "Diese Seite gibt es in den Beispielen nicht.",
        )
            .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use tower::ServiceExt as _;

    use super::*;

    async fn get(path: &str) -> (StatusCode, String, String) {
        let request = Request::get(path).body(axum::body::Body::empty()).unwrap();
        let site = homepages_router("http://127.0.0.1:1234".to_owned());
        let response = site.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let kind = parts
            .headers
            .get(CONTENT_TYPE)
            .map_or("", |kind| kind.to_str().unwrap())
            .to_owned();
        let bytes = axum::body::to_bytes(body, 1 << 22).await.unwrap();
        (parts.status, kind, String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn homepages_name_the_running_server() {
        let (status, kind, page) = get("/doerentrup/").await;
        assert_eq!(
            (status, kind.as_str()),
            (StatusCode::OK, "text/html; charset=utf-8")
        );
        assert!(!page.contains(PLACEHOLDER));
        assert_eq!(get("/doerentrup").await.0, StatusCode::TEMPORARY_REDIRECT);
    }

    #[tokio::test]
    async fn there_is_no_way_out_of_the_examples() {
        for path in [
            "/../Cargo.toml",
            "/doerentrup/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/nowhere",
            "//",
        ] {
            let (status, _, page) = get(path).await;
            assert!(!page.contains("[workspace]"), "{path}");
            assert!(
                status == StatusCode::NOT_FOUND || path == "//",
                "{path}: {status}"
            );
        }
    }
}
