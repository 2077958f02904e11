//! An administrator names the town's identity provider; the secret it has given out is never seen again.

use base64::Engine as _;
use proof::{Answer, CLIENT, Clerk, Hall, IdentityProvider, Kind, hall_with_provider, on_both, town};
use sea_orm::{ConnectionTrait, Statement};

const PAGE: &str = "/einrichtung/anmeldedienst";
const SECRET: &str = "sehr-geheimes-geheimnis-42";

async fn saves(clerk: &Clerk, page: &Answer, typed: &[(&str, &str)]) -> Answer {
    clerk.sends_back(PAGE, page, typed).await
}

fn naming<'a>(provider: &'a IdentityProvider, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut typed = vec![
        ("sign_in.label", "Rathaus-Login"),
        ("sign_in.issuer", provider.issuer.as_str()),
        ("sign_in.client_id", CLIENT),
        ("sign_in.second_factor", ""),
        ("sign_in.acr", ""),
        ("secret", ""),
    ];
    typed.retain(|(known, _)| more.iter().all(|(name, _)| name != known));
    typed.extend(more);
    typed
}

/// A hall that may reach providers, and has none yet.
async fn hall_without(kind: Kind) -> (Hall, IdentityProvider, Clerk) {
    let (hall, provider) = hall_with_provider(kind, "").await;
    hall.take_in(&town::small()).await;
    let clerk = hall.signed_in("administrator").await;
    (hall, provider, clerk)
}

/// Everything that the database keeps of secrets of providers.
async fn kept(hall: &Hall) -> Vec<Vec<u8>> {
    let db = hall.database.inspector().await;
    let sql = "SELECT sealed FROM identity_secret";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect("rows");
    let sealed = rows
        .iter()
        .map(|row| row.try_get::<Vec<u8>>("", "sealed").expect("bytes"));
    let sealed = sealed.collect();
    db.close().await.expect("closed");
    sealed
}

on_both! {
    async fn a_town_names_its_provider_and_everybody_may_use_it(kind: Kind) {
        let (hall, provider, clerk) = hall_without(kind).await;
        assert!(clerk.opens("/einrichtung").await.text().contains("nur Passwörter"));
        let page = clerk.opens(PAGE).await;
        assert!(page.text().contains("http://127.0.0.1:8080/desk/kleinstadt/anmelden/zurueck"), "{}", page.text());
        let answer = saves(&clerk, &page, &naming(&provider, &[])).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let told = clerk.opens(&format!("{PAGE}?gespeichert=ja")).await.text();
        assert!(told.contains("Der Anmeldedienst antwortet.") && told.contains("value=\"Rathaus-Login\""), "{told}");
        assert!(clerk.opens("/einrichtung").await.text().contains("Rathaus-Login"));
        let file = hall.exports().await;
        assert!(file.contains("[sign_in]\nlabel = \"Rathaus-Login\"\n"), "{file}");
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "out, in and out again");
        let mut clerk = clerk;
        assert_eq!(clerk.links_with(&provider, "chefin").await.status, 200);
        assert!(clerk.opens(PAGE).await.text().contains("Schon verbunden: 1 Konto."));
        // And takes it out again.
        let page = clerk.opens(PAGE).await;
        let nothing = [("sign_in.label", ""), ("sign_in.issuer", ""), ("sign_in.client_id", "")];
        assert_eq!(saves(&clerk, &page, &nothing).await.status, 303);
        assert!(!hall.exports().await.contains("sign_in"));
        assert!(clerk.opens(&format!("{PAGE}?gespeichert=ja")).await.text().contains("Angemeldet wird mit Passwort."));
        hall.close().await;
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(kind: Kind) {
        let (hall, provider, clerk) = hall_without(kind).await;
        let page = clerk.opens(PAGE).await;
        let long = "x".repeat(61);
        for (name, typed, told) in [
            ("sign_in.label", "", "Bitte füllen Sie dieses Feld aus."),
            ("sign_in.label", long.as_str(), "höchstens 60 passen"),
            ("sign_in.client_id", "", "Bitte füllen Sie dieses Feld aus."),
            ("sign_in.issuer", "", "Bitte füllen Sie dieses Feld aus."),
            ("sign_in.issuer", "login.example", "muss eine vollständige Adresse mit https://"),
            ("sign_in.issuer", "http://login.example", "muss eine vollständige Adresse mit https://"),
            ("sign_in.issuer", "https://login.example?realm=a", "ohne Fragezeichen"),
            ("sign_in.issuer", "https://kaya@login.example", "ohne Benutzernamen"),
            ("sign_in.issuer", "https://login.example/.well-known/openid-configuration", "ohne „/.well-known/…“"),
            ("sign_in.acr", "gold silber", "genau einen Wert ohne Leerzeichen"),
        ] {
            let answer = saves(&clerk, &page, &naming(&provider, &[(name, typed)])).await;
            assert_eq!(answer.status, 422, "{name} {typed}");
            let text = answer.text();
            assert!(text.contains(told) && text.contains(&format!("id=\"{name}-error\"")), "{told}: {text}");
            assert!(text.contains(&format!("value=\"{typed}\"")), "what was typed is kept: {text}");
        }
        let answer = saves(&clerk, &page, &naming(&provider, &[("sign_in.label", ""), ("secret", SECRET)])).await;
        assert!(answer.status == 422 && !answer.text().contains(SECRET), "but never a secret");
        assert!(!hall.exports().await.contains("sign_in") && kept(&hall).await.is_empty());
        hall.close().await;
    }

    async fn a_secret_is_used_and_never_seen_again(kind: Kind) {
        let (hall, provider, mut clerk) = hall_without(kind).await;
        provider.wants_secret(SECRET);
        let page = clerk.opens(PAGE).await;
        assert_eq!(saves(&clerk, &page, &naming(&provider, &[("secret", SECRET)])).await.status, 303);
        let page = clerk.opens(PAGE).await;
        let log = clerk.opens("/protokoll").await.text();
        for text in [page.text(), log.clone(), hall.exports().await] {
            assert!(!text.contains(SECRET), "{text}");
        }
        assert!(log.contains("Anmeldedienst: Geheimnis") && log.contains("hinterlegt"), "{log}");
        let sealed = kept(&hall).await;
        assert!(sealed.len() == 1 && !sealed[0].windows(6).any(|part| SECRET.as_bytes().windows(6).any(|other| other == part)));
        assert_eq!(clerk.links_with(&provider, "chefin").await.status, 200);
        let shown = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT}:{SECRET}"));
        assert_eq!(provider.shown(), [format!("Basic {shown}")]);
        // Saving something else leaves it as it is.
        assert_eq!(saves(&clerk, &page, &naming(&provider, &[("sign_in.label", "Login")])).await.status, 303);
        assert_eq!(kept(&hall).await, sealed);
        assert_eq!(hall.clerk().signs_in_at(&provider, "chefin").await.status, 303);

        // Whoever names another provider does not get it sent there.
        let other = IdentityProvider::open(&hall.clock).await;
        let page = clerk.opens(PAGE).await;
        assert_eq!(saves(&clerk, &page, &naming(&other, &[])).await.status, 303);
        assert!(kept(&hall).await.is_empty());
        let mut stranger = hall.clerk();
        assert_eq!(stranger.signs_in_at(&other, "chefin").await.status, 422);
        assert!(other.shown().is_empty(), "{:?}", other.shown());
        // Nor by the town's file.
        let page = clerk.opens(PAGE).await;
        assert_eq!(saves(&clerk, &page, &naming(&provider, &[("secret", SECRET)])).await.status, 303);
        hall.take_in(&other.in_town(&town::small(), "")).await;
        assert_eq!(stranger.signs_in_at(&other, "chefin").await.status, 422);
        assert!(other.shown().is_empty(), "{:?}", other.shown());
        hall.take_in(&provider.in_town(&town::small(), "")).await;
        assert_eq!(hall.clerk().signs_in_at(&provider, "chefin").await.status, 303, "it is the same provider again");
        let page = clerk.opens(PAGE).await;
        assert_eq!(saves(&clerk, &page, &naming(&provider, &[("kept", "vergessen")])).await.status, 303);
        assert!(kept(&hall).await.is_empty());
        hall.close().await;
    }

    async fn of_two_who_change_the_provider_the_second_sees_both(kind: Kind) {
        let (hall, provider, clerk) = hall_without(kind).await;
        let page = clerk.opens(PAGE).await;
        assert_eq!(saves(&clerk, &page, &naming(&provider, &[])).await.status, 303);
        let late = saves(&clerk, &page, &naming(&provider, &[("sign_in.label", "Login"), ("secret", SECRET)])).await;
        assert_eq!(late.status, 409);
        assert!(late.text().contains("<td>Rathaus-Login</td><td>Login</td>"), "{}", late.text());
        assert!(kept(&hall).await.is_empty(), "nothing of it is saved");
        hall.close().await;
    }

    async fn a_provider_in_the_towns_own_network_needs_the_operators_word(kind: Kind) {
        let (hall, provider, _) = hall_without(kind).await;
        // Another server on the same database, whose operator names nobody.
        let mut config = server::config::Config::default();
        config.limits.enabled = false;
        config.identity.patience_seconds = 1;
        let db = server::db::Db::connect(&hall.database.url, 4).await.expect("the database opens");
        let app = server::app::App::new(db, server::key::Key::of([7; 32]), config, hall.clock.clone(), server::chance::Chance::System);
        let mut strict = hall.clerk();
        strict = strict.at_server(server::web::routes::router(app.expect("an application")));
        strict.sign_in("administrator@example.org", proof::PASSWORD).await;
        for issuer in [provider.issuer.as_str(), "https://127.0.0.1:9", "https://169.254.169.254", "https://10.0.0.1", "https://0x7f.1", "https://localhost:9"] {
            let page = strict.opens(PAGE).await;
            let _ = provider.asked();
            assert_eq!(saves(&strict, &page, &naming(&provider, &[("sign_in.issuer", issuer)])).await.status, 303, "{issuer}");
            let told = strict.opens(&format!("{PAGE}?gespeichert=ja")).await.text();
            assert!(told.contains("antwortet nicht") && told.contains("muss der Betrieb seinen Namen freigeben"), "{issuer}: {told}");
            assert_eq!(strict.submits("/anmelden/anbieter", &[("weiter", "")]).await.status, 503, "{issuer}");
            assert!(provider.asked().is_empty(), "{issuer} was reached");
        }
        hall.close().await;
    }
}
