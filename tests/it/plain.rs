//! The plain pages, as a browser without JavaScript sends and gets them.

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use proof::{Hall, on_both};

const TUESDAY_0930: &str = "2026-11-24T09:30:00+01:00";
const KEY: &str = "a-key-drawn-for-one-page";
const TYPED: [(&str, &str); 4] = [
    ("name", "Mika Beispiel"),
    ("email", "mika@example.org"),
    ("note", "Kinderwagen"),
    ("privacy_accepted", "1"),
];

/// What came back.
struct Page {
    status: StatusCode,
    location: String,
    html: String,
}

impl Page {
    #[track_caller]
    fn says(&self, text: &str) -> &Self {
        assert!(
            self.html.contains(text),
            "{} does not say {text}:\n{}",
            self.status,
            self.html
        );
        self
    }

    /// The value of a hidden field or an input.
    fn value(&self, name: &str) -> &str {
        let field = format!(" name=\"{name}\"");
        let input = self
            .html
            .split("<input")
            .find(|input| input.contains(&field))
            .unwrap_or_default();
        input
            .split(" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default()
    }
}

async fn send(hall: &Hall, method: &str, path: &str, body: String) -> Page {
    let request = Request::builder()
        .method(method)
        .uri(format!("/kleinstadt{path}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .expect("a request");
    let response = hall.send(request).await;
    let location = response
        .headers()
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok());
    let location = location.unwrap_or_default().to_owned();
    let status = response.status();
    let html = to_bytes(response.into_body(), 4 << 20).await.expect("a body");
    Page {
        status,
        location,
        html: String::from_utf8(html.to_vec()).expect("text"),
    }
}

async fn get(hall: &Hall, path: &str) -> Page {
    send(hall, "GET", path, String::new()).await
}

async fn post(hall: &Hall, path: &str, fields: &[(&str, &str)]) -> Page {
    let encoded = |text: &str| {
        text.bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect::<String>()
    };
    let body: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    send(hall, "POST", path, body.join("&")).await
}

/// Asks for a time; everything already typed is sent along.
async fn reserve(hall: &Hall, at: &str, key: &str, typed: &[(&str, &str)]) -> Page {
    let mut fields = vec![("service", "pass:1"), ("at", at), ("key", key)];
    fields.extend(typed);
    post(hall, "/reservieren", &fields).await
}

/// Sends the form of this page with something typed.
async fn confirm(hall: &Hall, page: &Page, typed: &[(&str, &str)]) -> Page {
    let mut fields: Vec<_> = ["service", "at", "key", "hold"]
        .map(|name| (name, page.value(name)))
        .into_iter()
        .collect();
    fields.extend(typed);
    post(hall, "/termin", &fields).await
}

on_both! {
    async fn the_form_sent_twice_is_one_appointment(hall: Hall) {
        let held = reserve(&hall, TUESDAY_0930, KEY, &[]).await;
        held.says("Für Sie reserviert bis").says("07:10 Uhr").says("Dienstag, 24. November 2026, 09:30 Uhr");
        let again = reserve(&hall, TUESDAY_0930, KEY, &[]).await;
        assert_eq!(again.value("hold"), held.value("hold"));
        let made = confirm(&hall, &held, &TYPED).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        assert_eq!(confirm(&hall, &held, &TYPED).await.location, made.location);
        let path = made.location.strip_prefix("/kleinstadt").expect("the town's own page");
        get(&hall, path).await.says("Ihr Termin steht").says("09:30 bis 09:45 Uhr").says("Mika Beispiel");
    }

    async fn whoever_steps_back_and_sends_again_is_led_to_the_appointment_there_is(hall: Hall) {
        let held = reserve(&hall, TUESDAY_0930, KEY, &[]).await;
        let made = confirm(&hall, &held, &TYPED).await;
        let path = made.location.strip_prefix("/kleinstadt").expect("the town's own page").replace("&neu=1", "");
        let fields = [("service", "pass:1"), ("at", TUESDAY_0930), ("key", KEY), ("hold", held.value("hold"))];
        let others = [("name", "Robin Muster"), ("email", "robin@example.org"), ("privacy_accepted", "1")];
        for again in [
            confirm(&hall, &held, &others).await,
            confirm(&hall, &held, &[("name", "")]).await,
            reserve(&hall, TUESDAY_0930, KEY, &TYPED).await,
            post(&hall, "/verlaengern", &fields).await,
        ] {
            assert_eq!((again.status, again.location), (StatusCode::SEE_OTHER, format!("/kleinstadt{path}&schon=1")));
        }
        let shown = get(&hall, &format!("{path}&schon=1")).await;
        shown.says("Diesen Termin haben Sie schon vereinbart").says("Mika Beispiel").says("0221 4710-123");

        let stranger = reserve(&hall, TUESDAY_0930, "a-strangers-own-key", &others).await;
        assert_eq!((stranger.status, stranger.location.as_str()), (StatusCode::CONFLICT, ""));
        let guessed = [("service", "pass:1"), ("at", TUESDAY_0930), ("key", "a-strangers-own-key"), ("hold", KEY)];
        let guessed = post(&hall, "/termin", &[guessed.as_slice(), &others].concat()).await;
        assert_eq!((guessed.status, guessed.location.as_str()), (StatusCode::GONE, ""));
        assert!(![stranger.html, guessed.html].concat().contains("Mika"));

        let page = path.split('?').next().unwrap_or_default();
        assert_eq!(post(&hall, &format!("{page}/absagen"), &[]).await.status, StatusCode::SEE_OTHER);
        let over = get(&hall, &format!("{path}&schon=1")).await;
        over.says("Ihr Termin ist abgesagt");
        assert!(!over.html.contains("schon vereinbart"));
        hall.citizen().holds(&[("pass", 1)], TUESDAY_0930).await;
    }

    async fn whoever_loses_the_race_sees_the_nearest_times_and_keeps_every_word(hall: Hall) {
        hall.citizen().holds(&[("pass", 1)], TUESDAY_0930).await;
        let lost = reserve(&hall, TUESDAY_0930, KEY, &TYPED).await;
        assert_eq!(lost.status, StatusCode::CONFLICT);
        lost.says("<title>Fehler: ").says("Diese Uhrzeit wurde gerade vergeben").says("Ihre Angaben sind noch da");
        for at in ["2026-11-24T09:00:00+01:00", "2026-11-24T09:15:00+01:00", "2026-11-24T09:45:00+01:00"] {
            lost.says(&format!("name=\"at\" value=\"{at}\""));
        }
        assert_eq!((lost.value("name"), lost.value("note")), ("Mika Beispiel", "Kinderwagen"));
        assert_ne!(lost.value("key"), KEY);
    }

    async fn a_hold_that_ran_out_costs_the_time_but_no_word(hall: Hall) {
        let held = reserve(&hall, TUESDAY_0930, KEY, &[]).await;
        hall.minutes_pass(11);
        let late = confirm(&hall, &held, &TYPED).await;
        assert_eq!(late.status, StatusCode::GONE);
        late.says("Die Reservierung ist abgelaufen").says("Ihre Angaben sind noch da");
        assert_eq!(late.value("email"), "mika@example.org");
        let key = late.value("key").to_owned();
        let anew = reserve(&hall, TUESDAY_0930, &key, &TYPED).await;
        anew.says("value=\"Mika Beispiel\"").says("Kinderwagen</textarea>");
        assert_eq!(confirm(&hall, &anew, &TYPED).await.status, StatusCode::SEE_OTHER);
    }

    async fn mistakes_are_listed_with_links_and_the_time_stays_held(hall: Hall) {
        let held = reserve(&hall, TUESDAY_0930, KEY, &[]).await;
        let typed = [("name", ""), ("email", "mika@"), ("phone", "0221 4710-5")];
        let wrong = confirm(&hall, &held, &typed).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["name", "email", "privacy_accepted"] {
            wrong.says(&format!("href=\"#{field}\"")).says(&format!("id=\"{field}-error\""));
        }
        assert_eq!((wrong.value("email"), wrong.value("hold")), ("mika@", held.value("hold")));
        let empty = confirm(&hall, &held, &[]).await;
        empty.says(">Bitte geben Sie Ihren Vor- und Nachnamen an.</a>").says(">Bitte geben Sie eine E-Mail-Adresse an.</a>");
        assert_eq!(confirm(&hall, &wrong, &TYPED).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_hold_is_extended_once_and_let_go_when_another_time_is_wanted(hall: Hall) {
        let held = reserve(&hall, TUESDAY_0930, KEY, &[]).await;
        let fields = [
            ("service", "pass:1"),
            ("at", TUESDAY_0930),
            ("key", KEY),
            ("hold", held.value("hold")),
            ("name", "Mika Beispiel"),
        ];
        hall.minutes_pass(5);
        let longer = post(&hall, "/verlaengern", &fields).await;
        longer.says("07:15 Uhr").says("value=\"Mika Beispiel\"");
        let twice = post(&hall, "/verlaengern", &fields).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        twice.says("Die Reservierung läuft weiter").says("07:15 Uhr");
        let other = post(&hall, "/zeit", &fields).await;
        other.says(TUESDAY_0930).says("formaction=\"/kleinstadt/zeit?lang=de&amp;service=pass:1&amp;");
        assert_eq!(other.value("name"), "Mika Beispiel");
        hall.citizen().holds(&[("pass", 1)], TUESDAY_0930).await;
    }

    async fn an_appointment_is_moved_and_cancelled_by_buttons_only(hall: Hall) {
        let booked = hall.citizen().books(&[("pass", 1)], TUESDAY_0930).await;
        let page = format!("/termin/{}", booked.token);
        get(&hall, &format!("{page}/absagen")).await.says("Möchten Sie diesen Termin absagen?");
        get(&hall, &format!("{page}/verschieben")).await.says("Neue Uhrzeit wählen").says("10:00");
        assert_eq!(hall.citizen().views(&booked.token).await, booked);

        let move_to = format!("{page}/verschieben");
        let unpicked = post(&hall, &move_to, &[("key", KEY)]).await;
        assert_eq!(unpicked.status, StatusCode::UNPROCESSABLE_ENTITY);
        unpicked.says("Bitte wählen Sie eine Uhrzeit");
        let later = "2026-11-24T10:00:00+01:00";
        let moved = post(&hall, &move_to, &[("key", KEY), ("at", later)]).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER);
        assert_eq!(hall.citizen().views(&booked.token).await.at, later);

        let cancelled = post(&hall, &format!("{page}/absagen"), &[]).await;
        assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
        get(&hall, &page).await.says("Ihr Termin ist abgesagt").says("Neuen Termin vereinbaren");
        assert_eq!(get(&hall, &move_to).await.status, StatusCode::SEE_OTHER);
        let over = post(&hall, &move_to, &[("key", KEY), ("at", TUESDAY_0930)]).await;
        assert_eq!(over.status, StatusCode::CONFLICT);
        over.says("Der Termin ist unverändert").says("0221 4710-123");
        hall.citizen().holds(&[("pass", 1)], TUESDAY_0930).await;
    }

    async fn whatever_is_sent_is_answered_by_a_page_with_a_way_out(hall: Hall) {
        let long = "x".repeat(60_000);
        for path in [
            "?service=nirgendwo:1", "?service=perso:99", "?suche=%00%22%3E%3Cscript%3E", "?lang=xx&lang=%FF", "?%",
            "/unterlagen", "/unterlagen?service=perso:0", "/unterlagen?service=perso:5", "/unterlagen?service=nix",
            "/unterlagen?service=perso&answer.perso.age=unsinn", "/unterlagen?service=perso:x",
            "/zeit", "/zeit?service=perso&ab=0000-00-00", "/zeit?service=perso&ab=9999-12-31",
            "/zeit?service=perso&ab=-262143-01-01", "/zeit?service=perso&tageszeit=nachts", "/zeit?service=",
            "/termin/..%2f..", "/termin/%00", "/termin/x/absagen", "/termin/x/verschieben", "/reservieren", "/nirgends",
        ] {
            let page = get(&hall, path).await;
            assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
            assert!(page.status.is_redirection() || page.html.contains("0221 4710-123"), "{path}: {}", page.html);
            assert!(!page.html.contains("<script"), "{path}");
        }
        let fields = ["service", "at", "key", "hold", "name", "email", "phone", "note", "reference", "pin", "ab"];
        for path in ["/reservieren", "/verlaengern", "/zeit", "/termin", "/termin/finden", "/termin/x/absagen"] {
            for field in fields {
                for value in ["", "\r\nBcc: x", "2026-11-24T09:30:00Z", "2027-03-28T02:30:00+01:00", &long] {
                    let sent = [("service", "pass:1"), ("at", TUESDAY_0930), (field, value)];
                    let page = post(&hall, path, &sent).await;
                    assert!(page.status.as_u16() < 500, "{path} {field}: {}", page.status);
                    assert!(page.status.is_redirection() || page.html.contains("0221 4710-123"), "{path} {field}");
                }
            }
        }
    }

    async fn every_page_speaks_the_readers_language_and_keeps_it(hall: Hall) {
        let page = get(&hall, "/zeit?lang=en&service=pass").await;
        page.says("<html lang=\"en\"").says("When does it suit you?").says("Tuesday, 24 November");
        page.says("action=\"/kleinstadt/reservieren?lang=en\"").says("/kleinstadt/zeit?lang=de&amp;service=pass:1");
        let sheet = get(&hall, "/theme.css").await;
        sheet.says("--kern-color-action-default:#1f45a8");
    }
}
