//! Whatever somebody is called and whatever a town writes: there is a PDF, whoever has it read aloud hears every word of it that can
//! be printed, and what cannot is seen to be missing (L36, S-55).

use std::time::Instant;

use chrono::NaiveDate;
use proof::Dice;
use server::views::letter::Occasion;
use server::views::paper::{letter, slip};
use server::views::wire_views::Teller;
use tenants::notice::Kind;

use super::read::Read;
use crate::mail::letters::{PUBLIC_URL, Sample};

/// Names as people have them: every word of these is printed as it is.
const WORDS: [&str; 14] = [
    "Mika",
    "Beispiel",
    "Müller-Lüdenscheidt",
    "Şebnem",
    "Çağlayan",
    "Łukasz",
    "Źdźbło",
    "Nguyễn",
    "Đặng",
    "Ștefan",
    "Иванова",
    "Γιώργος",
    "Ærøskøbing",
    "Strauß",
];

/// What breaks programs that put texts together.
const PIECES: [&str; 26] = [
    "\r\n",
    "\n",
    "\t",
    "\0",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{200d}",
    "\u{200b}",
    "\u{feff}",
    "\u{ad}",
    "\u{301}",
    "\u{308}\u{323}",
    "😀",
    "👩‍👩‍👧",
    "שלום",
    "محمد",
    "王小明",
    "\u{e000}",
    "\u{fffd}",
    "\u{10fffd}",
    ") Tj ET (",
    "%%EOF",
    " ",
];

fn typed(dice: &mut Dice) -> (String, Vec<&'static str>) {
    let (mut text, mut words) = (String::new(), Vec::new());
    for _ in 0..=dice.below(12) {
        if dice.percent(40) {
            let word = *dice.one_of(&WORDS);
            text.push_str(word);
            words.push(word);
        } else {
            let piece = *dice.one_of(&PIECES);
            text.push_str(piece);
        }
    }
    (text, words)
}

#[tokio::test]
async fn whatever_was_typed_makes_a_letter_that_can_be_read_aloud() {
    let sample = Sample::new().await;
    let teller = Teller::new(&sample.town, "de");
    let plain = sample.view(teller);
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let mut dice = Dice::seeded(20);
    let kinds = [Kind::Booked, Kind::Displaced, Kind::Cancelled];
    for round in 0..1_000 {
        let mut view = plain.clone();
        let (name, in_name) = typed(&mut dice);
        let (note, in_note) = typed(&mut dice);
        view.name.clone_from(&name);
        view.documents[0].text.clone_from(&note);
        let kind = *dice.one_of(&kinds);
        let occasion = Occasion {
            kind,
            previous: None,
            offers: &[],
            proof: None,
        };
        let paper = if dice.percent(50) {
            slip(teller, PUBLIC_URL, &view)
        } else {
            letter(teller, PUBLIC_URL, &view, &occasion, (vec![note.clone()], date))
        };
        let made =
            server::paper::pdf(&paper).unwrap_or_else(|fault| panic!("{round} {name:?} {note:?}: {fault:?}"));
        let text = Read::new(&made).text();
        for word in in_name.iter().chain(&in_note) {
            assert!(text.contains(word), "{round} {word} of {name:?} {note:?}: {text}");
        }
        assert!(
            !text.contains(['\u{202e}', '\u{0}', '\u{1b}', '\u{200b}', '\u{e000}']),
            "{text:?}"
        );
        assert!(
            !name.contains("محمد") || text.contains("\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            "what is missing is seen: {text}"
        );
    }
    sample.hall.close().await;
}

/// Letters of DIN SPEC 91379 that stand for themselves, and marks that are put on others.
fn every_letter() -> String {
    let ranges = [
        0xc0..=0xd6,
        0xd8..=0xf6,
        0xf8..=0x17e,
        0x1cd..=0x1dc,
        0x1e2..=0x1f0,
        0x1f8..=0x21f,
        0x226..=0x233,
        0x1e02..=0x1e9e,
        0x1ea0..=0x1ef9,
        0x391..=0x3a1,
        0x3a3..=0x3ce,
        0x400..=0x45f,
    ];
    let alone = [
        0x187, 0x18f, 0x197, 0x1a0, 0x1a1, 0x1af, 0x1b0, 0x1b7, 0x259, 0x268, 0x292, 0x2b9, 0x2ba, 0x2be,
        0x2bf, 0x2c8, 0x2cc,
    ];
    let alone = ranges
        .into_iter()
        .flatten()
        .chain(alone)
        .filter_map(char::from_u32);
    let marks = [
        0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x30a, 0x30b, 0x30c, 0x30f, 0x315, 0x323,
        0x326, 0x327, 0x328, 0x32e, 0x331,
    ];
    let marked = marks
        .into_iter()
        .filter_map(char::from_u32)
        .flat_map(|mark| ['C', mark, 'k', mark, 'x', mark]);
    alone.chain(marked).collect()
}

#[tokio::test]
async fn every_letter_that_authorities_must_be_able_to_write_is_printed() {
    let sample = Sample::new().await;
    let teller = Teller::new(&sample.town, "de");
    let mut view = sample.view(teller);
    view.name = every_letter();
    let read = Read::new(&server::paper::pdf(&slip(teller, PUBLIC_URL, &view)).expect("a PDF"));
    assert!(read.text().contains(&view.name), "{}", read.text());
    sample.hall.close().await;
}

#[tokio::test]
async fn a_name_of_five_thousand_letters_is_broken_and_none_is_lost() {
    let sample = Sample::new().await;
    let teller = Teller::new(&sample.town, "de");
    for piece in ["W", "Wort ", "ä-", "😀"] {
        let mut view = sample.view(teller);
        view.name = piece.repeat(5_000 / piece.chars().count());
        let read = Read::new(&server::paper::pdf(&slip(teller, PUBLIC_URL, &view)).expect("a PDF"));
        let shown = if piece == "😀" { "\u{fffd}" } else { piece.trim() };
        assert!(
            read.pages > 1 && read.text().matches(shown).count() >= 5_000 / piece.chars().count(),
            "{piece}"
        );
    }
    sample.hall.close().await;
}

#[tokio::test]
async fn a_letter_takes_milliseconds() {
    let sample = Sample::new().await;
    let teller = Teller::new(&sample.town, "de");
    let paper = slip(teller, PUBLIC_URL, &sample.view(teller));
    let size = server::paper::pdf(&paper).expect("a PDF").len();
    let start = Instant::now();
    for _ in 0..20 {
        server::paper::pdf(&paper).expect("a PDF");
    }
    println!("one slip: {:?}, {size} bytes", start.elapsed() / 20);
    assert!(size < 60_000, "only the letters that are used are in it: {size}");
    sample.hall.close().await;
}
