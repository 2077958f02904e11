//! A PDF as a reader of screens has it: language, title, and what is said in the order of its tree of tags.

use std::collections::BTreeMap;

use lopdf::content::Operation;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// What is in a PDF.
#[derive(Debug)]
pub struct Read {
    pub language: String,
    pub title: String,
    /// Whether it says of itself that it is tagged, and shows its title instead of its file's name.
    pub marked: bool,
    pub shows_title: bool,
    /// What it says of itself in XMP.
    pub metadata: String,
    pub pages: usize,
    /// Every element that holds text, in reading order: "H1", "P", "L/LI/LBody", with its text.
    pub said: Vec<(String, String)>,
    /// On which page the text of each of these begins, counted from one.
    pub begins: Vec<usize>,
    /// Every element, also those that only hold others.
    pub kinds: Vec<String>,
    /// What stands on pages and is read by nobody.
    pub unread: String,
}

impl Read {
    /// Reads a PDF, or fails.
    pub fn new(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).expect("a PDF");
        let catalog = document.catalog().expect("a catalogue");
        let part = |name: &[u8]| dictionary(&document, catalog.get(name).expect("a part of the catalogue"));
        let info = document
            .trailer
            .get(b"Info")
            .map(|info| dictionary(&document, info));
        let title = info
            .ok()
            .and_then(|info| info.get(b"Title").ok().map(text))
            .unwrap_or_default();
        let is = |of: &Dictionary, name: &[u8]| of.get(name).and_then(Object::as_bool).unwrap_or(false);
        let metadata = catalog
            .get(b"Metadata")
            .and_then(Object::as_reference)
            .expect("metadata");
        let metadata = document
            .get_object(metadata)
            .and_then(Object::as_stream)
            .expect("a stream");
        let mut pieces = BTreeMap::new();
        let mut unread = String::new();
        let pages = document.get_pages();
        for page in pages.values() {
            on_page(&document, *page, &mut pieces, &mut unread);
        }
        let mut read = Self {
            language: text(catalog.get(b"Lang").expect("a language")),
            title,
            marked: is(part(b"MarkInfo"), b"Marked"),
            shows_title: is(part(b"ViewerPreferences"), b"DisplayDocTitle"),
            metadata: String::from_utf8_lossy(&metadata.get_plain_content().unwrap_or_default()).into_owned(),
            pages: pages.len(),
            said: Vec::new(),
            begins: Vec::new(),
            kinds: Vec::new(),
            unread,
        };
        read.walk(&document, part(b"StructTreeRoot"), (None, ""), &mut pieces);
        assert!(
            pieces.values().all(|text| text.trim().is_empty()),
            "text that no element holds: {pieces:?}"
        );
        read
    }

    /// All that is said.
    pub fn text(&self) -> String {
        let lines: Vec<_> = self.said.iter().map(|(_, text)| text.as_str()).collect();
        lines.join("\n")
    }

    /// On which page the last element that says this begins.
    pub fn page_of(&self, text: &str) -> usize {
        let last = self.said.iter().rposition(|(_, said)| said == text);
        self.begins[last.expect("it is said")]
    }

    /// What elements of this kind say.
    pub fn of(&self, kind: &str) -> Vec<&str> {
        let of_kind = self.said.iter().filter(|(known, _)| known == kind);
        of_kind.map(|(_, text)| text.as_str()).collect()
    }

    fn walk(
        &mut self,
        document: &Document,
        element: &Dictionary,
        (page, above): (Option<ObjectId>, &str),
        pieces: &mut BTreeMap<(ObjectId, i64), String>,
    ) {
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let kind = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
        let kind = String::from_utf8_lossy(kind).into_owned();
        let path = match (above, kind.as_str()) {
            ("" | "Document", kind) => kind.to_owned(),
            (above, kind) => format!("{above}/{kind}"),
        };
        if !kind.is_empty() {
            self.kinds.push(path.clone());
        }
        let (mut held, mut begins) = (String::new(), 0);
        let children = match element.get(b"K") {
            Ok(Object::Array(children)) => children.clone(),
            Ok(child) => vec![child.clone()],
            Err(_) => Vec::new(),
        };
        for child in children {
            let piece = match &child {
                Object::Integer(number) => page.map(|page| (page, *number)),
                Object::Dictionary(content) => {
                    content.get(b"MCID").and_then(Object::as_i64).ok().map(|number| {
                        let own = content.get(b"Pg").and_then(Object::as_reference).ok();
                        (own.or(page).expect("a page"), number)
                    })
                }
                _ => None,
            };
            match piece {
                Some(piece) => {
                    if held.is_empty() {
                        let pages = document.get_pages();
                        begins = 1 + pages.values().position(|page| *page == piece.0).expect("a page");
                    }
                    held.push_str(&pieces.remove(&piece).expect("content on the page, once"));
                }
                None => self.walk(document, dictionary(document, &child), (page, &path), pieces),
            }
        }
        if !held.is_empty() {
            self.begins.push(begins);
            self.said.push((path, held.trim_end().to_owned()));
        }
    }
}

/// The text of each marked piece of a page, by its number.
fn on_page(
    document: &Document,
    page: ObjectId,
    pieces: &mut BTreeMap<(ObjectId, i64), String>,
    unread: &mut String,
) {
    let fonts = document.get_page_fonts(page).expect("fonts");
    let encodings: BTreeMap<_, _> = fonts
        .iter()
        .map(|(name, font)| {
            (
                name.clone(),
                font.get_font_encoding(document).expect("an encoding"),
            )
        })
        .collect();
    let properties = document.get_page_resources(page).expect("resources");
    let content = document.get_and_decode_page_content(page).expect("content");
    let mut font = Vec::new();
    // What is open: its number, whether it is read, and the text that stands for what is drawn.
    let mut open: Vec<(Option<i64>, Option<String>)> = Vec::new();
    for Operation { operator, operands } in &content.operations {
        match operator.as_str() {
            "Tf" => font = operands[0].as_name().expect("a font").to_vec(),
            "BMC" => open.push((None, None)),
            "BDC" => {
                let of = match &operands[1] {
                    Object::Dictionary(of) => Some(of),
                    Object::Name(name) => properties.0.and_then(|known| {
                        let all = dictionary(document, known.get(b"Properties").ok()?);
                        Some(dictionary(document, all.get(name).ok()?))
                    }),
                    _ => None,
                };
                let number = of.and_then(|of| of.get(b"MCID").and_then(Object::as_i64).ok());
                let actual = of.and_then(|of| of.get(b"ActualText").ok()).map(text);
                open.push((number, actual));
            }
            "EMC" => {
                let (_, actual) = open.pop().expect("something open");
                if let Some(actual) = actual {
                    add(&open, page, &actual, pieces, unread);
                }
            }
            "Tj" | "TJ" => {
                let shown = match &operands[0] {
                    Object::Array(parts) => parts.clone(),
                    one => vec![one.clone()],
                };
                for part in shown {
                    if let Object::String(bytes, _) = part
                        && open.iter().all(|(_, actual)| actual.is_none())
                    {
                        let said = Document::decode_text(&encodings[&font], &bytes).expect("letters");
                        add(&open, page, &said, pieces, unread);
                    }
                }
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "what is opened is closed");
}

fn add(
    open: &[(Option<i64>, Option<String>)],
    page: ObjectId,
    said: &str,
    pieces: &mut BTreeMap<(ObjectId, i64), String>,
    unread: &mut String,
) {
    match open.iter().find_map(|(number, _)| *number) {
        Some(number) => pieces.entry((page, number)).or_default().push_str(said),
        None => unread.push_str(said),
    }
}

fn dictionary<'d>(document: &'d Document, object: &'d Object) -> &'d Dictionary {
    let (_, object) = document.dereference(object).expect("an object");
    object.as_dict().expect("a dictionary")
}

fn text(object: &Object) -> String {
    lopdf::decode_text_string(object).expect("a text")
}
