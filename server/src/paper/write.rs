//! The file: what was set, drawn page by page, with the tree that says what it is.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::Accessibility;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, Tag, TagGroup, TagTree,
};

use super::fonts::Fonts;
use super::layout::PAGE;
use super::set::{Ink, Line, Mark, Node, Set};
use crate::refusal::Fault;
use crate::views::paper::Paper;

/// Writes the file.
pub fn file(fonts: &Fonts, paper: &Paper, set: &Set) -> Result<Vec<u8>, Fault> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Fault::because(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let language = paper.language.to_owned();
    document.set_metadata(
        Metadata::new()
            .title(paper.title.clone())
            .language(language)
            .authors(vec![paper.town.clone()]),
    );
    let mut leaves: Vec<Vec<Identifier>> = vec![Vec::new(); set.leaves];
    for number in 0..set.pages {
        let size =
            PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| Fault::because("a page without size"))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in set.marks.iter().filter(|mark| mark.page == number) {
            draw_mark(&mut surface, mark, &paper.accent);
        }
        for line in set.lines.iter().filter(|line| line.page == number) {
            let drawn = draw_line(&mut surface, line, (fonts, set), &paper.accent);
            if let Some(leaf) = line.leaf.and_then(|leaf| leaves.get_mut(leaf)) {
                leaf.push(drawn);
            }
        }
    }
    document.set_outline(outline(set));
    document.set_tag_tree(tree(set, &leaves, paper.language));
    document
        .finish()
        .map_err(|error| Fault::because(format!("a PDF is not accessible: {error:?}")))
}

fn draw_line(
    surface: &mut Surface<'_>,
    line: &Line,
    (fonts, set): (&Fonts, &Set),
    accent: &str,
) -> Identifier {
    let tag = if line.leaf.is_some() {
        ContentTag::Span(SpanTag::empty())
    } else {
        ContentTag::Artifact(Artifact::with_kind(ArtifactType::PageNumber))
    };
    let drawn = surface.start_tagged(tag);
    if let Some(run) = set.runs.get(line.run)
        && let Some(glyphs) = run.glyphs.get(line.glyphs.clone())
    {
        surface.set_fill(Some(fill(line.ink, accent)));
        let start = Point::from_xy(line.at.0, line.at.1);
        surface.draw_glyphs(start, glyphs, fonts.font(run.weight), &run.text, line.size, false);
    }
    surface.end_tagged();
    drawn
}

fn draw_mark(surface: &mut Surface<'_>, mark: &Mark, accent: &str) {
    let (left, top, width, height) = mark.area;
    let mut path = PathBuilder::new();
    if let Some(area) = Rect::from_xywh(left, top, width, height) {
        path.push_rect(area);
    }
    let Some(path) = path.finish() else { return };
    let paint = fill(mark.ink, accent);
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    if mark.is_open {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: paint.paint,
            width: 0.8,
            ..Stroke::default()
        }));
    } else {
        surface.set_fill(Some(paint));
    }
    surface.draw_path(&path);
    surface.set_stroke(None);
    surface.end_tagged();
}

/// The headings, to jump to.
fn outline(set: &Set) -> Outline {
    let mut outline = Outline::new();
    for node in &set.nodes {
        if let Node::Heading(_, leaf) = node
            && let Some(line) = set.lines.iter().find(|line| line.leaf == Some(*leaf))
        {
            let place = Point::from_xy(line.at.0, line.at.1 - line.size);
            let place = XyzDestination::new(line.page, place);
            outline.push_child(OutlineNode::new(set.says(*leaf), place));
        }
    }
    outline
}

fn tree(set: &Set, leaves: &[Vec<Identifier>], language: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    let fill = |group: &mut TagGroup, leaf: usize| {
        for drawn in leaves.get(leaf).into_iter().flatten() {
            group.push(*drawn);
        }
    };
    for node in &set.nodes {
        let mut group = match node {
            Node::Heading(level, leaf) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                TagGroup::new(Tag::Hn(level, Some(set.says(*leaf))))
            }
            Node::Text(_) => TagGroup::new(Tag::P),
            Node::List(_) => TagGroup::new(Tag::L(ListNumbering::None)),
        };
        match node {
            Node::Heading(_, leaf) | Node::Text(leaf) => fill(&mut group, *leaf),
            Node::List(entries) => {
                for entry in entries {
                    let mut body = TagGroup::new(Tag::LBody);
                    for leaf in entry {
                        fill(&mut body, *leaf);
                    }
                    let mut item = TagGroup::new(Tag::LI);
                    item.push(body);
                    group.push(item);
                }
            }
        }
        tree.push(group);
    }
    tree
}

fn fill(ink: Ink, accent: &str) -> Fill {
    let (red, green, blue) = match ink {
        Ink::Dark => (0x17, 0x1a, 0x1c),
        Ink::Grey => (0x4a, 0x52, 0x59),
        Ink::Accent => colour(accent),
    };
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        ..Fill::default()
    }
}

/// "#1f4ea8"; dark where it is something else.
fn colour(accent: &str) -> (u8, u8, u8) {
    let hex = accent.trim_start_matches('#');
    let part = |from: usize| {
        hex.get(from..from + 2)
            .and_then(|part| u8::from_str_radix(part, 16).ok())
    };
    match (part(0), part(2), part(4)) {
        (Some(red), Some(green), Some(blue)) => (red, green, blue),
        _ => (0x17, 0x1a, 0x1c),
    }
}
