//! Nothing a citizen or a town has typed becomes a header, a second message or a tag (L36, L37, S-53, S-55).

use std::collections::BTreeSet;

use chrono::DateTime;
use mail_parser::{MessageParser, PartType};
use proof::{Dice, Hall, Kind, MailServer, town};
use server::notices::Carrier;
use server::notices::mail::Envelope;
use server::notices::name::Name;
use server::notices::postbox::Postbox;
use server::views::letter::{Letter, Occasion};
use server::views::wire_views::Teller;
use tenants::{TownId, notice};
use uuid::Uuid;

/// What breaks programs that put texts together.
const PIECES: [&str; 30] = [
    "\r\n",
    "\n",
    "\r",
    "\r\n.\r\n",
    ".\r\n",
    "..",
    "\r\nBcc: alle@example.org\r\n",
    "Subject: x",
    "\0",
    "\u{2028}",
    "<script>",
    "</a>",
    "\" onclick=\"x",
    "&amp;",
    "{{ letter.town }}",
    "{% raw %}",
    "=?utf-8?q?x?=",
    "ä",
    "😀",
    "\u{202e}",
    "\u{200d}",
    ",;:\\",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "'",
    "%0d%0a",
    "Mika",
    "Beispiel",
    " ",
    "x=",
];

/// The headers a message of ours has.
const HEADERS: [&str; 8] = [
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
];

/// And one that can be answered, or stopped with one click (RFC 8058).
const IF_ANSWERED: [&str; 3] = ["List-Unsubscribe", "List-Unsubscribe-Post", "Reply-To"];

fn typed(dice: &mut Dice) -> String {
    let pieces = 1 + dice.below(12);
    (0..pieces).map(|_| *dice.one_of(&PIECES)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_typed_makes_one_message_with_the_headers_of_ours() {
    let server = MailServer::open().await;
    let hall = Hall::tuned(
        proof::Database::new(Kind::Sqlite).await,
        &town::small(),
        server.config(),
    )
    .await;
    let mut view = hall
        .citizen()
        .books(&[("pass", 1)], "2026-11-24T09:00:00+01:00")
        .await;
    let known = hall
        .app
        .db
        .town(hall.town.as_str())
        .read()
        .await
        .expect("the town")
        .town
        .clone();
    let postbox = Postbox::default();
    let keeping = Carrier::keeping(postbox.clone(), &hall.app.config).expect("a carrier");
    let sending = server.carrier();
    let mut dice = Dice::seeded(53);
    for number in 0..10_000_u128 {
        view.name = typed(&mut dice);
        view.fee = typed(&mut dice);
        view.place.hint = typed(&mut dice);
        if let Some(paper) = view.documents.first_mut() {
            paper.text = typed(&mut dice);
        }
        let occasion = Occasion {
            kind: *dice.one_of(&notice::Kind::ALL),
            previous: None,
            offers: &[],
            proof: None,
        };
        let letter = Letter::new(
            Teller::new(&known, "de"),
            "https://termine.example",
            &view,
            &occasion,
        );
        let html = hall.app.templates.letter(&letter).expect("the letter fits");
        for tag in ["<script", "onclick=\"x", "{{ letter"] {
            let typed = html.matches(tag).count();
            assert!(tag == "{{ letter" || typed == 0, "{tag} in {html}");
        }
        let can_answer = number % 2 == 1;
        let envelope = Envelope {
            name: Name {
                town: TownId(1),
                notice: Uuid::from_u128(number),
            },
            reply_to: can_answer.then_some("buergerbuero@rathaus.example"),
            unsubscribe: can_answer.then_some("https://termine.example/stop?x=1"),
            to: "mika@example.org",
            letter: &letter,
            html,
            calendar: Some(("REQUEST", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_owned())),
            at: DateTime::UNIX_EPOCH,
        };
        keeping.carry(&envelope).await;
        let source = postbox.all().swap_remove(0).source;
        check(&source, &letter, can_answer);
        if number % 25 == 0 {
            let (_, answer) = sending.carry(&envelope).await;
            let received = server.empties();
            assert_eq!(received.len(), 1, "one message: {answer}");
            assert_eq!(received[0].to, ["mika@example.org"]);
            check(received[0].source.as_bytes(), &letter, can_answer);
        }
    }
    hall.close().await;
}

#[track_caller]
fn check(source: &[u8], letter: &Letter, can_answer: bool) {
    let message = MessageParser::default().parse(source).expect("a message");
    let headers: BTreeSet<_> = message
        .headers()
        .iter()
        .map(|header| header.name().to_owned())
        .collect();
    let more: &[&str] = if can_answer { &IF_ANSWERED } else { &[] };
    let expected: BTreeSet<_> = HEADERS.iter().chain(more).map(|&name| name.to_owned()).collect();
    assert_eq!(headers, expected, "{letter:?}");
    if can_answer {
        let raw = |name| message.header_raw(name).map(str::trim);
        assert_eq!(
            raw("List-Unsubscribe"),
            Some("<https://termine.example/stop?x=1>")
        );
        assert_eq!(raw("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    }
    assert_eq!(message.subject(), Some(letter.subject.as_str()));
    // Two envelopes, text, HTML, calendar file.
    assert_eq!(message.parts.len(), 5, "{letter:?}");
    assert!(
        matches!(&message.parts[2].body, PartType::Text(_))
            && matches!(&message.parts[3].body, PartType::Html(_))
    );
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let told = message.body_text(0).expect("a text");
    assert_eq!(plain(&told), plain(&letter.text()), "not a letter is lost");
}
