//! What was set: pieces of text and marks at their places, and what they are to whoever has them read aloud.

use std::ops::Range;

use super::fonts::Run;

/// What colour something has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// What is read.
    Dark,
    /// What is read when it is needed.
    Grey,
    /// The town's colour.
    Accent,
}

/// A piece of text that is drawn at once.
pub struct Line {
    /// On which page.
    pub page: usize,
    /// Where its baseline begins.
    pub at: (f32, f32),
    /// How big its letters are.
    pub size: f32,
    /// In which colour.
    pub ink: Ink,
    /// Which text it is of.
    pub run: usize,
    /// Which glyphs of that.
    pub glyphs: Range<usize>,
    /// What it belongs to; nothing for what is not read aloud.
    pub leaf: Option<usize>,
}

/// A filled or an open rectangle, which means nothing.
pub struct Mark {
    /// On which page.
    pub page: usize,
    /// Left, top, width, height.
    pub area: (f32, f32, f32, f32),
    /// In which colour.
    pub ink: Ink,
    /// Whether only its edge is drawn.
    pub is_open: bool,
}

/// What something is, in the order in which it is read; the numbers are leaves.
pub enum Node {
    /// A heading of this level.
    Heading(u16, usize),
    /// A paragraph.
    Text(usize),
    /// A list: each entry of one piece or more.
    List(Vec<Vec<usize>>),
}

/// Everything, at its place.
#[derive(Default)]
pub struct Set {
    /// Texts as glyphs.
    pub runs: Vec<Run>,
    /// Pieces of them.
    pub lines: Vec<Line>,
    /// Rules and boxes.
    pub marks: Vec<Mark>,
    /// What is what.
    pub nodes: Vec<Node>,
    /// How many leaves there are.
    pub leaves: usize,
    /// How many pages there are.
    pub pages: usize,
}

impl Set {
    /// The text of a leaf.
    pub fn says(&self, leaf: usize) -> String {
        let line = self.lines.iter().find(|line| line.leaf == Some(leaf));
        let run = line.and_then(|line| self.runs.get(line.run));
        run.map(|run| run.text.clone()).unwrap_or_default()
    }
}
