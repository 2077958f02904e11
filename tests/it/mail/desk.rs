//! What the desk knows of messages: what a citizen was told, and what nobody could deliver.

use axum::http::Method;
use proof::{Mood, on_both, town};
use serde_json::json;

use super::Post;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";

/// Where the first form about a dead message is sent to, below the desk's address.
fn action(page: &str) -> String {
    let rest = page.split("/nachrichten/").nth(1).expect("a form");
    format!("/nachrichten/{}", rest.split('"').next().expect("an address"))
}

/// The page of the one appointment that is found by name.
async fn appointment(clerk: &proof::Clerk) -> String {
    let found = clerk.opens("/suche?q=Mika").await.text();
    let id = found
        .split("/termine/")
        .nth(1)
        .expect("found")
        .split('"')
        .next()
        .expect("a link");
    clerk.opens(&format!("/termine/{id}")).await.text()
}

on_both! {
    async fn a_clerk_sees_what_a_citizen_was_told(kind: Kind) {
        let post = Post::open(kind).await;
        post.hall.citizen().books(PASS, AT_NINE).await;
        let clerk = post.hall.signed_in("clerk").await;
        assert!(appointment(&clerk).await.contains("Terminbestätigung geht hinaus: "));
        post.server.is(Mood::Later);
        assert!(post.arrives().await.is_empty());
        let page = appointment(&clerk).await;
        assert!(page.contains("Terminbestätigung wird weiter versucht (1 Versuch, Antwort:"), "{page}");
        post.server.is(Mood::Fine);
        post.hall.minutes_pass(2);
        let _ = post.one().await;
        assert!(appointment(&clerk).await.contains("Terminbestätigung per E-Mail verschickt"));
        post.hall.close().await;
    }

    async fn what_could_not_be_delivered_stands_on_the_call_list_until_somebody_looks_after_it(kind: Kind) {
        let post = Post::open(kind).await;
        post.hall.citizen().books(PASS, AT_NINE).await;
        let clerk = post.hall.signed_in("clerk").await;
        assert!(!clerk.opens("/anrufliste").await.text().contains("Nicht zugestellte"));
        post.server.is(Mood::NoMailbox);
        assert!(post.arrives().await.is_empty());
        let page = clerk.opens("/anrufliste").await.text();
        assert!(page.contains("1 Anruf offen") && page.contains("no such mailbox"), "{page}");

        let again = clerk.submits(&action(&page), &[("schritt", "erneut")]).await;
        assert_eq!(again.status, 303, "{}", again.text());
        assert!(!clerk.opens("/anrufliste").await.text().contains("Nicht zugestellte"));
        assert!(post.arrives().await.is_empty(), "the mailbox is still unknown");
        assert!(clerk.opens("/anrufliste").await.text().contains("Nicht zugestellte"));

        let done = clerk.submits(&action(&page), &[("schritt", "erledigt")]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let colleague = post.hall.signed_in("lead").await;
        let late = colleague.submits(&action(&page), &[("schritt", "erneut")]).await;
        assert_eq!(late.status, 409, "a colleague was faster");
        assert!(late.text().contains("inzwischen jemand gekümmert"));
        post.hall.minutes_pass(60);
        assert!(post.arrives().await.is_empty());
        post.hall.close().await;
    }

    async fn the_desk_knows_whom_no_message_reaches(kind: Kind) {
        let post = Post::open_in(kind, &town::small().replace("required = \"email\"", "required = \"either\"")).await;
        let citizen = post.hall.citizen();
        let hold = citizen.holds(PASS, AT_NINE).await;
        let form = json!({
            "hold": hold.hold, "name": "Mika Beispiel", "phone": "0221 4710456", "language": "de", "privacy_accepted": true,
        });
        let made = citizen.ask(Method::POST, "/appointments", Some(&form)).await;
        assert!(made.status.is_success(), "{}", made.text());
        assert!(post.arrives().await.is_empty());
        let clerk = post.hall.signed_in("clerk").await;
        let page = appointment(&clerk).await;
        assert!(page.contains("Terminbestätigung nicht verschickt, keine E-Mail-Adresse"), "{page}");
        post.hall.close().await;
    }

    async fn a_later_message_makes_an_undelivered_one_needless(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let booked = citizen.books(PASS, AT_NINE).await;
        post.server.is(Mood::NoMailbox);
        assert!(post.arrives().await.is_empty());
        let clerk = post.hall.signed_in("clerk").await;
        assert!(clerk.opens("/anrufliste").await.text().contains("Nicht zugestellte"));
        post.server.is(Mood::Fine);
        let path = format!("/appointments/{}/cancel", booked.token);
        let cancelled = citizen.ask(Method::POST, &path, Some(&json!({}))).await;
        assert!(cancelled.status.is_success(), "{}", cancelled.text());
        post.hall.minutes_pass(5);
        assert_eq!(post.one().await.method, "CANCEL");
        assert!(!clerk.opens("/anrufliste").await.text().contains("Nicht zugestellte"));
        post.hall.close().await;
    }
}
