//! What mail servers send back afterwards: an address that reaches nobody is known from then on, and whoever is at its other end
//! hears another way (RFC 3464).

use axum::body::Body;
use axum::http::{Method, Request};
use proof::{Hall, MailServer, on_both, town};
use serde_json::json;

use super::{Mail, Post};
use crate::desk::absence::count;

const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
pub const SECRET: &str = "ein Wort, das nur der Mailserver kennt";

/// A town that hears of what came back.
pub async fn open(kind: proof::Kind, town: &str) -> Post {
    let server = MailServer::open().await;
    let mut config = server.config();
    config.mail.bounce_secret = SECRET.into();
    let hall = Hall::tuned(proof::Database::new(kind).await, town, config).await;
    Post { hall, server }
}

/// What a mail server writes about a mail it could not deliver.
pub fn notification(id: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mail.example\r\nTo: termine@rathaus.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n\
         Final-Recipient: rfc822; mika@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 no such mailbox <script>\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\nSubject: Ihr Termin\r\n\r\n--b--\r\n"
    )
}

pub async fn hands_in(post: &Post, secret: &str, body: &[u8]) -> u16 {
    let request = Request::post("/hooks/bounces").header("authorization", format!("Bearer {secret}"));
    let request = request.body(Body::from(body.to_vec())).expect("a request");
    post.hall.send(request).await.status().as_u16()
}

on_both! {
    async fn an_address_that_reaches_nobody_is_on_somebodys_desk(kind: Kind) {
        let post = open(kind, &town::small()).await;
        post.books_for("mika@example.org", AT_NINE).await;
        let id = post.one().await.id;
        assert_eq!(hands_in(&post, SECRET, notification(&id, "delayed", "4.4.1").as_bytes()).await, 204);
        assert_eq!(post.count("sent").await, 1, "what is late is not lost");
        for _ in 0..2 {
            assert_eq!(hands_in(&post, SECRET, notification(&id, "failed", "5.1.1").as_bytes()).await, 204);
        }
        assert_eq!((post.count("sent").await, post.count("dead").await), (0, 1));
        assert_eq!(count(&post.hall, "sending WHERE outcome = 'bounced' AND answer LIKE '%no such mailbox%'").await, 1);
        assert_eq!(count(&post.hall, "appointment WHERE mail_fails").await, 1);
        let clerk = post.hall.signed_in("clerk").await;
        let page = clerk.opens("/anrufliste").await.text();
        assert!(page.contains("no such mailbox") && !page.contains("<script>"), "{page}");
        let away = clerk.opens("/abwesenheit?person=kaya&zeitraum=von-bis&von=24.11.").await.text();
        assert!(away.contains("die E-Mail-Adresse nimmt nichts an"), "{away}");
        post.hall.minutes_pass(10);
        assert!(post.arrives().await.is_empty(), "nothing goes there by itself");

        // Whoever has it sent again thinks better of the address.
        let action = page.split("/nachrichten/").nth(1).expect("a form").split('"').next().expect("an address");
        let again = clerk.submits(&format!("/nachrichten/{action}"), &[("schritt", "erneut")]).await;
        assert_eq!(again.status, 303);
        assert_eq!(post.one().await.id, id, "the message keeps its name");
        assert_eq!((post.count("sent").await, post.count("dead").await), (1, 0));
        post.hall.close().await;
    }

    async fn whoever_cannot_be_offered_other_times_is_called(kind: Kind) {
        let post = open(kind, &town::small()).await;
        post.books_for("mika@example.org", AT_NINE).await;
        let _ = post.one().await;
        let clerk = post.hall.signed_in("clerk").await;
        clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.&ab=09:00&um=12:00").await;
        post.hall.minutes_pass(5);
        let id = post.one().await.id;
        assert_eq!(hands_in(&post, SECRET, notification(&id, "failed", "5.2.1").as_bytes()).await, 204);
        assert_eq!(count(&post.hall, "call_entry WHERE cause = 'unreachable'").await, 1);
        post.hall.close().await;
    }

    async fn what_comes_back_goes_by_phone(kind: Kind) {
        let gateway = proof::Gateway::open().await;
        let server = MailServer::open().await;
        let mut config = server.config();
        config.mail.bounce_secret = SECRET.into();
        gateway.name_in(&mut config);
        let town = town::small().replacen("[policy]", "[messages]\nsms = true\n\n[policy]", 1);
        let hall = Hall::tuned(proof::Database::new(kind).await, &town, config).await;
        let post = Post { hall, server };
        let citizen = post.hall.citizen();
        let hold = citizen.holds(&[("pass", 1)], AT_NINE).await;
        let form = json!({
            "hold": hold.hold, "name": "Mika Beispiel", "email": "mika@example.org", "phone": "0170 1234567", "language": "de",
            "privacy_accepted": true,
        });
        let made = citizen.ask(Method::POST, "/appointments", Some(&form)).await;
        assert!(made.status.is_success(), "{}", made.text());
        let id = post.one().await.id;
        assert!(gateway.empties().is_empty());
        assert_eq!(hands_in(&post, SECRET, notification(&id, "failed", "5.1.1").as_bytes()).await, 204);
        assert!(post.arrives().await.is_empty());
        assert_eq!(gateway.empties().len(), 1);
        assert_eq!((post.count("sent").await, post.count("dead").await), (1, 0));
        post.hall.close().await;
    }

    async fn nobody_else_is_believed_and_nothing_breaks(kind: Kind) {
        let post = open(kind, &town::small()).await;
        post.books_for("mika@example.org", AT_NINE).await;
        let id = post.one().await.id;
        let ours = notification(&id, "failed", "5.1.1");
        for secret in ["", "geraten", &SECRET[1..], &format!("{SECRET} ")] {
            assert_eq!(hands_in(&post, secret, ours.as_bytes()).await, 404, "{secret}");
        }
        let (_, notice) = id.split_once('.').expect("town and notice");
        let of_another_town = notification(&format!("999.{notice}"), "failed", "5.1.1");
        assert_eq!(hands_in(&post, SECRET, of_another_town.as_bytes()).await, 204);
        let nothing = "nothing to be read";
        let cut = ours.split_once("Action:").expect("fields").0;
        let nested = "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n".repeat(500);
        for body in ["", nothing, "\0\u{7f}\r\n", cut, "Content-Type: multipart/report; boundary=\r\n\r\n--\r\n", &nested] {
            let status = hands_in(&post, SECRET, body.as_bytes()).await;
            assert_eq!(status, 400, "{body}");
        }
        assert_eq!(hands_in(&post, SECRET, &vec![b'a'; 1 << 20]).await, 413, "there is an end");
        assert_eq!(post.count("sent").await, 1, "nothing of this meant anything");
        post.hall.close().await;
    }

    async fn answers_go_where_the_town_reads_them(kind: Kind) {
        let reads = town::small().replacen("[policy]", "[messages]\nreply_to = \"buergerbuero@kleinstadt.example\"\n\n[policy]", 1);
        for (town, expected) in [(town::small(), None), (reads, Some("buergerbuero@kleinstadt.example"))] {
            let post = open(kind, &town).await;
            post.books_for("mika@example.org", AT_NINE).await;
            let received = post.arrives().await;
            let headers = received[0].headers();
            assert_eq!(headers.get("Reply-To").map(String::as_str), expected);
            let says_nobody_reads = Mail::read(&received[0]).text.contains("liest niemand");
            assert_eq!(says_nobody_reads, expected.is_none());
            assert!(!headers.contains_key("List-Unsubscribe"));
            post.hall.close().await;
        }
    }
}
