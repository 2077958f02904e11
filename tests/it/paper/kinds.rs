//! Every letter and the slip, in both languages: complete, in order, tagged, and in the words of the mails.

use chrono::NaiveDate;
use server::views::letter::{Letter, Occasion};
use server::views::paper::{self, Paper, Part, goes_by_post};
use server::views::wire_views::Teller;
use tenants::notice::Kind;

use super::read::Read;
use crate::mail::letters::{PUBLIC_URL, Sample, on_the_wall};

/// Reads it as a reader of screens would, and checks what every one must have.
fn read(paper: &Paper) -> Read {
    let made = server::paper::pdf(paper).expect("a PDF");
    let read = Read::new(&made);
    assert_eq!(
        (read.language.as_str(), read.title.as_str()),
        (paper.language, paper.title.as_str())
    );
    assert!(read.marked && read.shows_title, "{read:?}");
    assert!(read.metadata.contains("<pdfuaid:part>1<"), "{}", read.metadata);
    assert_eq!(
        read.of("H1"),
        [paper.title.as_str()],
        "one heading of the first level"
    );
    assert_eq!(read.said[0], ("P".to_owned(), paper.town.clone()));
    let mut expected = Vec::new();
    for part in &paper.parts {
        match part {
            Part::Text(text) | Part::Note(text) => expected.push(("P", text.clone())),
            Part::Closing(texts) => expected.extend(texts.iter().map(|text| ("P", text.clone()))),
            Part::Facts(facts) => expected.extend(
                facts
                    .iter()
                    .map(|(label, value)| ("L/LI/LBody", format!("{label}: {value}"))),
            ),
            Part::List(heading, entries) => {
                expected.push(("H2", heading.clone()));
                expected.extend(entries.iter().map(|entry| ("L/LI/LBody", entry.clone())));
            }
        }
    }
    let after = read
        .said
        .iter()
        .position(|(kind, _)| kind == "H1")
        .expect("a heading")
        + 1;
    let said: Vec<_> = read.said[after..]
        .iter()
        .map(|(kind, text)| (kind.as_str(), text.clone()))
        .collect();
    assert_eq!(said, expected, "all of it, in order");
    for kind in ["L", "L/LI", "P"] {
        assert!(
            read.kinds.iter().any(|known| known == kind),
            "{kind}: {:?}",
            read.kinds
        );
    }
    read
}

#[tokio::test]
async fn every_letter_says_what_the_mail_says_and_can_be_read_aloud() {
    let sample = Sample::new().await;
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    for language in ["de", "en"] {
        let teller = Teller::new(&sample.town, language);
        for kind in Kind::ALL.into_iter().filter(|&kind| goes_by_post(kind)) {
            let view = sample.view(teller);
            let occasion = Occasion {
                kind,
                previous: (kind == Kind::Moved).then(|| on_the_wall("2026-11-23T10:15:00")),
                offers: &[],
                proof: None,
            };
            let to = vec!["Lange Straße 7".to_owned(), "32694 Dörentrup".to_owned()];
            let paper = paper::letter(teller, PUBLIC_URL, &view, &occasion, (to, date));
            let read = read(&paper);
            assert_eq!(read.pages, 1, "{kind:?}");
            let text = read.text();
            let mail = Letter::new(teller, PUBLIC_URL, &view, &occasion);
            for line in mail
                .news
                .iter()
                .chain(mail.papers.iter().flat_map(|(_, papers)| papers))
            {
                assert!(text.contains(line), "{kind:?} {line}: {text}");
            }
            for line in [
                "Lange Straße 7",
                "32694 Dörentrup",
                &mail.greeting,
                &view.reference,
            ] {
                assert!(text.contains(line), "{kind:?} {line}: {text}");
            }
            // What only makes sense in a mail program is not there.
            for line in [
                words(language, "mail.private"),
                words(language, "mail.attached"),
                &view.token,
            ] {
                assert!(!text.contains(line), "{kind:?} {line}: {text}");
            }
            assert!(!text.contains("://"), "{text}");
            let calls = text.contains(
                words(language, "paper.displaced")
                    .split('{')
                    .next()
                    .expect("words"),
            );
            assert_eq!(calls, kind == Kind::Displaced, "{text}");
        }
    }
    sample.hall.close().await;
}

#[tokio::test]
async fn a_slip_holds_everything_one_takes_along() {
    let sample = Sample::new().await;
    for language in ["de", "en"] {
        let teller = Teller::new(&sample.town, language);
        let view = sample.view(teller);
        let read = read(&paper::slip(teller, PUBLIC_URL, &view));
        let text = read.text();
        for line in [
            &view.reference,
            &view.pin,
            &view.date_label,
            &view.time_label,
            &view.place.street,
            &view.phone,
        ] {
            assert!(text.contains(line.as_str()), "{line}: {text}");
        }
        assert!(
            text.contains("2 × ") && text.contains("termine.example/kleinstadt/termin "),
            "{text}"
        );
        let unknown = wire::AppointmentView {
            pin: String::new(),
            ..view
        };
        let without = server::paper::pdf(&paper::slip(teller, PUBLIC_URL, &unknown)).expect("a PDF");
        assert!(!Read::new(&without).text().contains("PIN:"));
    }
    sample.hall.close().await;
}

#[tokio::test]
async fn what_does_not_fit_goes_on_on_the_next_page() {
    let sample = Sample::new().await;
    let teller = Teller::new(&sample.town, "de");
    let mut view = sample.view(teller);
    let one = |number: u32| wire::ChecklistLine {
        text: format!(
            "Unterlage Nummer {number}, im Original und mit einer Kopie, die bei uns bleibt und nicht zurückgegeben wird"
        ),
        hint: Some("falls vorhanden".to_owned()),
    };
    view.documents = (1..=60).map(one).collect();
    let read = read(&paper::slip(teller, PUBLIC_URL, &view));
    assert!(read.pages > 2, "{}", read.pages);
    let number = |page| format!("Seite {page} von {}", read.pages);
    assert_eq!(
        read.unread,
        (1..=read.pages).map(number).collect::<String>(),
        "and nothing else is left unread"
    );
    sample.hall.close().await;
}

/// Whatever its length, a letter does not end with its last lines alone on a page.
#[tokio::test]
async fn the_end_of_a_letter_stays_together() {
    let sample = Sample::new().await;
    let teller = Teller::new(&sample.town, "de");
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let mut lengths = std::collections::BTreeSet::new();
    for papers in 3..24 {
        let mut view = sample.view(teller);
        let one = wire::ChecklistLine {
            text: "Unterlage".to_owned(),
            hint: None,
        };
        view.documents = vec![one; papers];
        let occasion = Occasion {
            kind: Kind::Booked,
            previous: None,
            offers: &[],
            proof: None,
        };
        let letter = paper::letter(teller, PUBLIC_URL, &view, &occasion, (Vec::new(), date));
        let Some(Part::Closing(texts)) = letter.parts.last() else {
            panic!("it ends")
        };
        let read = read(&letter);
        lengths.insert(read.pages);
        let on = |text: &String| read.page_of(text);
        assert!(
            texts.iter().map(on).all(|page| page == read.pages),
            "{papers} papers: {texts:?}"
        );
        assert_eq!(texts.len(), 4, "how to change it, whom to ask, greeting, town");
    }
    assert_eq!(lengths, [1, 2].into(), "some fit on one page, some do not");
    sample.hall.close().await;
}

fn words(language: &str, key: &'static str) -> &'static str {
    server::texts::words(language).get(key)
}
