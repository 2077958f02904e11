//! Short messages: to whoever reads no mail, once, at a price that is known, and never lost without anybody noticing (H19, L24).

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use futures_util::future::join_all;
use proof::{Gateway, Hall, Mood, Temper, on_both, town};
use serde_json::json;
use server::notices::{self, Carrier};

use super::Post;
use crate::desk::absence::count;

const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const MOBILE: &str = "+491701234567";

/// A town that writes short messages, and the gateway it hands them to.
struct Phones {
    post: Post,
    gateway: Gateway,
}

impl Phones {
    async fn open(kind: proof::Kind) -> Self {
        Self::open_with(kind, "", |_| {}).await
    }

    /// The same with more in the town's section of messages, and another configuration.
    async fn open_with(
        kind: proof::Kind,
        more: &str,
        tune: impl FnOnce(&mut server::config::Config),
    ) -> Self {
        let town = town::small()
            .replace("required = \"email\"", "required = \"either\"")
            .replacen(
                "[policy]",
                &format!("[messages]\nsms = true\n{more}\n\n[policy]"),
                1,
            );
        let gateway = Gateway::open().await;
        let server = proof::MailServer::open().await;
        let mut config = server.config();
        gateway.name_in(&mut config);
        tune(&mut config);
        let hall = Hall::tuned(proof::Database::new(kind).await, &town, config).await;
        Self {
            post: Post { hall, server },
            gateway,
        }
    }

    async fn books(&self, email: Option<&str>, phone: &str, at: &str) {
        let citizen = self.post.hall.citizen();
        let hold = citizen.holds(&[("pass", 1)], at).await;
        let form = json!({
            "hold": hold.hold, "name": "Mika Beispiel", "email": email, "phone": phone, "language": "de", "privacy_accepted": true,
        });
        let made = citizen.ask(Method::POST, "/appointments", Some(&form)).await;
        assert!(made.status.is_success(), "{}", made.text());
    }

    /// Carries what is due. Returns what the gateway has taken meanwhile.
    async fn arrives(&self) -> Vec<proof::Texted> {
        let _ = self.post.arrives().await;
        self.gateway.empties()
    }

    async fn half_hours(&self, times: usize) -> Vec<proof::Texted> {
        let mut taken = Vec::new();
        for _ in 0..times {
            taken.extend(self.arrives().await);
            self.post.hall.minutes_pass(30);
        }
        taken
    }

    async fn reports(&self, path: &str, body: &str) -> u16 {
        let request = Request::post(path)
            .body(Body::from(body.to_owned()))
            .expect("a request");
        self.post.hall.send(request).await.status().as_u16()
    }

    async fn count(&self, what: &str) -> i64 {
        count(&self.post.hall, what).await
    }

    async fn calls(&self) -> String {
        let clerk = self.post.hall.signed_in("clerk").await;
        clerk.opens("/anrufliste").await.text()
    }

    async fn close(self) {
        self.post.hall.close().await;
    }
}

on_both! {
    async fn whoever_reads_no_mail_gets_a_short_message(kind: Kind) {
        let phones = Phones::open(kind).await;
        phones.books(None, MOBILE, AT_NINE).await;
        let taken = phones.arrives().await;
        assert_eq!(taken.len(), 1);
        let one = &taken[0];
        assert_eq!(one.authorization, "Token geheim");
        assert_eq!(one.body["recipients"][0]["msisdn"], "491701234567");
        let text = one.text();
        assert!(text.starts_with("Gemeinde kleinstadt: Ihr Termin ist vereinbart: Dienstag, 24. November 2026, 09:00 Uhr."), "{text}");
        assert!(text.contains("https://termine.example/kleinstadt/termin/") && !text.contains("Reisepass"), "{text}");
        assert_eq!(phones.post.count("sent").await, 1);
        assert_eq!(phones.count("sending WHERE channel = 'sms' AND their_id = '421332671' AND outcome = 'handed_over'").await, 1);
        assert!(phones.half_hours(4).await.is_empty(), "it goes once");
        phones.close().await;
    }

    async fn mail_goes_first_and_what_it_refuses_goes_by_phone(kind: Kind) {
        let phones = Phones::open(kind).await;
        phones.books(Some("mika@example.org"), MOBILE, AT_NINE).await;
        assert_eq!(phones.post.arrives().await.len(), 1);
        assert!(phones.gateway.empties().is_empty());
        phones.post.server.is(Mood::NoMailbox);
        phones.books(Some("mika@example.org"), MOBILE, "2026-11-24T10:00:00+01:00").await;
        let taken = phones.half_hours(2).await;
        assert_eq!(taken.len(), 1);
        assert_eq!((phones.post.count("sent").await, phones.post.count("dead").await), (2, 0));
        assert_eq!(phones.count("appointment WHERE mail_fails").await, 1, "one address is known to fail, for one appointment");
        phones.close().await;
    }

    async fn gateways_fail_and_nothing_is_lost_nor_paid_for_again_and_again(kind: Kind) {
        // How it fails, how often it was asked meanwhile and may have taken it, and whether it goes once it is well again.
        for (temper, taken, goes) in [
            (Temper::Broken, 0, true),
            (Temper::NotYou, 0, true),
            (Temper::Elsewhere, 0, true),
            (Temper::Silent, 2, false),
            (Temper::Garbage, 2, false),
            (Temper::Refusing, 0, false),
        ] {
            let phones = Phones::open(kind).await;
            phones.gateway.is(temper);
            phones.books(None, MOBILE, "2026-12-01T09:00:00+01:00").await;
            assert_eq!(phones.half_hours(6).await.len(), taken, "{temper:?}");
            phones.gateway.is(Temper::Fine);
            assert_eq!(phones.half_hours(2).await.len(), usize::from(goes), "{temper:?}");
            let states = (phones.post.count("sent").await, phones.post.count("dead").await);
            assert_eq!(states, if goes { (1, 0) } else { (0, 1) }, "{temper:?}");
            assert!(goes || phones.calls().await.contains("Nicht zugestellte"), "{temper:?}");
            phones.close().await;
        }
    }

    async fn whoever_is_killed_in_between_makes_one_double_at_most(kind: Kind) {
        let phones = Phones::open_with(kind, "", |config| config.sms.patience_seconds = 30).await;
        phones.gateway.is(Temper::Silent);
        phones.books(None, MOBILE, "2026-12-01T09:00:00+01:00").await;
        let carrier = Carrier::of(&phones.post.hall.app.config).expect("usable").expect("named");
        for _ in 0..3 {
            let turn = notices::turn(&phones.post.hall.app, &carrier);
            assert!(tokio::time::timeout(Duration::from_millis(500), turn).await.is_err() || phones.post.count("dead").await == 1);
            phones.post.hall.minutes_pass(4);
        }
        let taken = phones.gateway.empties();
        assert_eq!(taken.len(), 2, "once, and once more");
        assert_eq!(taken[0].body, taken[1].body, "under the same name");
        assert_eq!(phones.post.count("dead").await, 1, "then somebody looks after it");
        phones.close().await;
    }

    async fn nobody_pays_for_more_than_was_said(kind: Kind) {
        let phones = Phones::open_with(kind, "sms_per_day = 5", |_| {}).await;
        for (number, minutes) in (0..12).zip((9 * 60..).step_by(15)) {
            let at = format!("2026-11-25T{:02}:{:02}:00+01:00", minutes / 60, minutes % 60);
            phones.books(None, &format!("+4917012345{number:02}"), &at).await;
        }
        let carrier = Carrier::of(&phones.post.hall.app.config).expect("usable").expect("named");
        let turns = (0..4).map(|_| notices::turn(&phones.post.hall.app, &carrier));
        join_all(turns).await.into_iter().for_each(|turn| { turn.expect("the list can be read"); });
        assert_eq!(phones.gateway.empties().len(), 5, "however many carry");
        assert_eq!((phones.post.count("sent").await, phones.post.count("dead").await), (5, 7));
        assert!(phones.calls().await.contains("die SMS dieses Tages sind aufgebraucht"));
        phones.post.hall.minutes_pass(24 * 60);
        phones.books(None, MOBILE, "2026-11-26T09:00:00+01:00").await;
        assert_eq!(phones.arrives().await.len(), 1, "tomorrow is another day");
        phones.close().await;
    }

    async fn one_number_is_not_written_to_without_end(kind: Kind) {
        let phones = Phones::open_with(kind, "", |config| config.sms.per_number_and_day = 2).await;
        for hour in 9..12 {
            phones.books(None, MOBILE, &format!("2026-11-24T{hour:02}:00:00+01:00")).await;
        }
        phones.books(None, "+491701234568", "2026-11-25T09:00:00+01:00").await;
        assert_eq!(phones.arrives().await.len(), 3);
        assert_eq!(phones.post.count("dead").await, 1);
        phones.close().await;
    }

    async fn a_gateway_tells_what_has_become_of_it(kind: Kind) {
        let phones = Phones::open(kind).await;
        phones.books(None, MOBILE, AT_NINE).await;
        let path = phones.arrives().await[0].report_path();
        let (secret, name) = path.split_once("?id=").expect("a name");
        for body in ["", "{}", "[]", "null", "\"DELIVERED\"", "{\"status\": {}}", "{\"status\": \"\"}", "\0", "{\"status\"", "%%%=%%%&status"] {
            assert_eq!(phones.reports(&path, body).await, 400, "{body}");
        }
        let delivered = r#"{"id": 421332671, "msisdn": 491701234567, "status": "DELIVERED"}"#;
        for name in ["", "1.x", "999.0190d3a5-0000-7000-8000-000000000000"] {
            let status = phones.reports(&format!("{secret}?id={name}"), delivered).await;
            assert!([204, 400].contains(&status), "{name}: {status}");
        }
        let forged = format!("/hooks/sms/{}?id={name}", "A".repeat(43));
        assert_eq!(phones.reports(&forged, r#"{"status": "REJECTED"}"#).await, 404);
        assert_eq!(phones.reports(&path, r#"{"status": "ENROUTE"}"#).await, 204);
        assert_eq!(phones.count("sending WHERE outcome = 'handed_over'").await, 1, "nothing of this meant anything");
        assert_eq!(phones.reports(&path, delivered).await, 204);
        assert_eq!(phones.reports(&path, r#"{"status": "REJECTED"}"#).await, 204);
        assert_eq!(phones.count("sending WHERE outcome = 'delivered'").await, 1, "the first word counts");
        let clerk = phones.post.hall.signed_in("clerk").await;
        let found = clerk.opens("/suche?q=Mika").await.text();
        let id = found.split("/termine/").nth(1).expect("found").split('"').next().expect("a link");
        assert!(clerk.opens(&format!("/termine/{id}")).await.text().contains("Terminbestätigung per SMS zugestellt"));

        phones.books(None, "+491701234568", "2026-11-24T10:00:00+01:00").await;
        let path = phones.arrives().await[0].report_path();
        assert_eq!(phones.reports(&path, "status=UNDELIVERABLE&id=7").await, 204, "also as a form");
        assert_eq!(phones.post.count("dead").await, 1);
        assert!(clerk.opens("/anrufliste").await.text().contains("Nicht zugestellte"));
        phones.close().await;
    }

    async fn whoever_loses_her_time_chooses_by_phone(kind: Kind) {
        let phones = Phones::open(kind).await;
        phones.books(None, MOBILE, AT_NINE).await;
        assert_eq!(phones.arrives().await.len(), 1);
        let clerk = phones.post.hall.signed_in("clerk").await;
        let saved = clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.&ab=09:00&um=12:00").await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert_eq!(phones.count("appointment WHERE state = 'held'").await, 3, "times are kept for her");
        phones.post.hall.minutes_pass(5);
        let taken = phones.arrives().await;
        assert_eq!(taken.len(), 1);
        assert!(taken[0].text().contains("muss leider entfallen"), "{}", taken[0].text());
        let path = taken[0].report_path();
        assert_eq!(phones.reports(&path, r#"{"status": "EXPIRED"}"#).await, 204);
        assert_eq!(phones.count("call_entry WHERE cause = 'unreachable'").await, 1, "whom no message reaches is called");
        phones.close().await;
    }
}
