//! Where everything stands on the pages, and what it is to whoever has them read aloud.
//!
//! A letter keeps to DIN 5008, form B: the address shows in the window of an envelope, the text begins below the first fold.

use super::fonts::{Shaper, Weight};
use super::lines::broken;
use super::set::{Ink, Line, Mark, Node, Set};
use crate::texts::fill;
use crate::views::paper::{Paper, Part, Post};

/// Points of a millimetre.
pub const MM: f32 = 72.0 / 25.4;
/// A4.
pub const PAGE: (f32, f32) = (210.0 * MM, 297.0 * MM);
const LEFT: f32 = 25.0 * MM;
const RIGHT: f32 = 190.0 * MM;
const TOP: f32 = 25.0 * MM;
const BOTTOM: f32 = 276.0 * MM;
/// Where values begin beside their labels, from the left edge of the text.
const VALUES: f32 = 46.0 * MM;
/// Where what is to be ticked off begins, from its box on.
const TICKED: f32 = 8.0 * MM;
/// How high a line is, in parts of its font's size.
const LEADING: f32 = 1.35;
/// Between paragraphs.
const GAP: f32 = 2.6 * MM;

/// A style of text.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    weight: Weight,
    ink: Ink,
}

const BODY: Style = Style {
    size: 12.0,
    weight: Weight::Regular,
    ink: Ink::Dark,
};
const LABEL: Style = Style {
    ink: Ink::Grey,
    ..BODY
};
const NOTE: Style = Style { size: 11.0, ..LABEL };
const SENDER: Style = Style { size: 8.0, ..LABEL };
const TOWN: Style = Style {
    size: 15.0,
    weight: Weight::Strong,
    ink: Ink::Dark,
};
const TITLE: Style = Style { size: 17.0, ..TOWN };
const SUBJECT: Style = Style { size: 13.0, ..TOWN };
const MATTERS: Style = Style { size: 14.0, ..TOWN };
const HEADING: Style = Style { size: 13.0, ..TOWN };

/// Puts everything at its place.
pub fn set(shaper: &Shaper<'_>, paper: &Paper) -> Set {
    let mut setter = Setter {
        shaper,
        set: Set::default(),
        page: 0,
        y: 18.0 * MM,
    };
    setter.head(paper);
    match &paper.post {
        Some(post) => {
            setter.post(post, &paper.town);
            setter.heading(1, &paper.title, SUBJECT);
            setter.y += 5.0 * MM;
        }
        None => {
            setter.y += 12.0 * MM;
            setter.heading(1, &paper.title, TITLE);
            setter.y += 1.0 * MM;
        }
    }
    for part in &paper.parts {
        setter.part(part);
    }
    setter.numbers(paper.page_words);
    setter.set
}

struct Setter<'s> {
    shaper: &'s Shaper<'s>,
    set: Set,
    page: usize,
    y: f32,
}

impl Setter<'_> {
    /// The town, and a rule in its colour.
    fn head(&mut self, paper: &Paper) {
        let leaf = self.text(&paper.town, TOWN, (LEFT, RIGHT));
        self.set.nodes.push(Node::Text(leaf));
        self.y += 2.0 * MM;
        self.mark((LEFT, self.y, RIGHT - LEFT, 1.0 * MM), Ink::Accent, false);
    }

    /// What makes it a letter: address, date, marks to fold and punch at.
    fn post(&mut self, post: &Post, town: &str) {
        for fold in [105.0, 148.5, 210.0] {
            let width = if fold > 140.0 && fold < 150.0 { 6.0 } else { 4.0 };
            self.mark((4.0 * MM, fold * MM, width * MM, 0.4), Ink::Grey, false);
        }
        self.y = self.y.max(55.0 * MM);
        let sender = self.text(town, SENDER, (LEFT, LEFT + 80.0 * MM));
        self.set.nodes.push(Node::Text(sender));
        self.y = self.y.max(62.7 * MM);
        for line in &post.to {
            let leaf = self.text(line, BODY, (LEFT, LEFT + 80.0 * MM));
            self.set.nodes.push(Node::Text(leaf));
        }
        if post.by_hand {
            for _ in 0..2 {
                self.y += 8.5 * MM;
                self.mark((LEFT, self.y, 75.0 * MM, 0.4), Ink::Grey, false);
            }
        }
        let below = self.y.max(92.0 * MM);
        let page = self.page;
        if page == 0 {
            self.y = 50.0 * MM;
            let date = self.text(&post.date, BODY, (125.0 * MM, RIGHT));
            self.set.nodes.push(Node::Text(date));
        }
        self.y = below + 6.0 * MM;
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Text(text) => self.paragraph(text, BODY),
            Part::Note(text) => self.paragraph(text, NOTE),
            Part::Closing(texts) => self.closing(texts),
            Part::Facts(facts) => self.facts(facts),
            Part::List(heading, entries) => self.list(heading, entries),
        }
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        let leaf = self.text(text, style, (LEFT, RIGHT));
        self.set.nodes.push(Node::Text(leaf));
        self.y += GAP;
    }

    fn closing(&mut self, texts: &[String]) {
        let width = (RIGHT - LEFT) / BODY.size;
        let lines = |text: &String| broken(&self.shaper.shape(text, BODY.weight), width).len();
        let lines = u16::try_from(texts.iter().map(lines).sum::<usize>()).unwrap_or(u16::MAX);
        let gaps = u16::try_from(texts.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.room(f32::from(lines) * BODY.size * LEADING + f32::from(gaps) * GAP);
        for text in texts {
            self.paragraph(text, BODY);
        }
    }

    fn heading(&mut self, level: u16, text: &str, style: Style) {
        // Not alone at the foot of a page.
        self.room(style.size * LEADING + 2.0 * BODY.size * LEADING);
        let leaf = self.text(text, style, (LEFT, RIGHT));
        self.set.nodes.push(Node::Heading(level, leaf));
    }

    /// Labels on the left, values on the right; what matters most is bigger.
    fn facts(&mut self, facts: &[(String, String)]) {
        self.y += 2.0 * MM;
        let mut entries = Vec::new();
        for (place, (label, value)) in facts.iter().enumerate() {
            let style = if place == 0 { MATTERS } else { BODY };
            self.room(2.0 * style.size * LEADING);
            let (page, y) = (self.page, self.y);
            // Both on one line, whatever their size.
            self.y += (style.size - LABEL.size) * 0.9;
            let label = self.text(&format!("{label}: "), LABEL, (LEFT, LEFT + VALUES - 1.0 * MM));
            let below = if self.page == page { self.y } else { y };
            (self.page, self.y) = (page, y);
            let value = self.text(value, style, (LEFT + VALUES, RIGHT));
            if self.page == page {
                self.y = self.y.max(below);
            }
            self.y += 0.9 * MM;
            entries.push(vec![label, value]);
        }
        self.set.nodes.push(Node::List(entries));
        self.y += 3.0 * MM;
    }

    /// A heading, and what is to be ticked off.
    fn list(&mut self, heading: &str, entries: &[String]) {
        self.y += 2.0 * MM;
        self.heading(2, heading, HEADING);
        self.y += 1.0 * MM;
        let mut leaves = Vec::new();
        for entry in entries {
            self.room(BODY.size * LEADING);
            let side = 3.4 * MM;
            let top = self.y + (BODY.size * LEADING - side) / 2.0;
            self.mark((LEFT + 0.5, top, side, side), Ink::Grey, true);
            leaves.push(vec![self.text(entry, BODY, (LEFT + TICKED, RIGHT))]);
            self.y += 0.9 * MM;
        }
        self.set.nodes.push(Node::List(leaves));
        self.y += 3.0 * MM;
    }

    /// "Seite 1 von 2", where there is more than one.
    fn numbers(&mut self, words: &str) {
        self.set.pages = self.page + 1;
        if self.set.pages == 1 {
            return;
        }
        let pages = self.set.pages.to_string();
        for page in 0..self.set.pages {
            let text = fill(words, &[("page", &(page + 1).to_string()), ("pages", &pages)]);
            let run = self.shaper.shape(&text, NOTE.weight);
            self.set.lines.push(Line {
                page,
                at: (LEFT, 286.0 * MM),
                size: NOTE.size,
                ink: NOTE.ink,
                run: self.set.runs.len(),
                glyphs: 0..run.glyphs.len(),
                leaf: None,
            });
            self.set.runs.push(run);
        }
    }

    /// Text between two edges, as one leaf; goes on on the next page where this one ends.
    fn text(&mut self, text: &str, style: Style, (left, right): (f32, f32)) -> usize {
        let leaf = self.set.leaves;
        self.set.leaves += 1;
        let run = self.shaper.shape(text, style.weight);
        let height = style.size * LEADING;
        for glyphs in broken(&run, (right - left) / style.size) {
            self.room(height);
            self.set.lines.push(Line {
                page: self.page,
                at: (left, self.y + height / 2.0 + style.size * 0.35),
                size: style.size,
                ink: style.ink,
                run: self.set.runs.len(),
                glyphs,
                leaf: Some(leaf),
            });
            self.y += height;
        }
        self.set.runs.push(run);
        leaf
    }

    /// Begins another page unless there is so much room on this one.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.page += 1;
            self.y = TOP;
        }
    }

    fn mark(&mut self, area: (f32, f32, f32, f32), ink: Ink, is_open: bool) {
        self.set.marks.push(Mark {
            page: self.page,
            area,
            ink,
            is_open,
        });
    }
}
