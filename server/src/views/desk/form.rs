//! A form in which somebody sets something of the town: fields in groups, what was typed into them, and what does not fit.
//!
//! A field is called as its place in the town's file, within the part that the form is about, `place.street`: so a mistake of the
//! check finds its field by itself.

use serde::Serialize;
use tenants::Text;
use tenants::definition::{self, FieldChange};

use super::wording::name_of;
use crate::views::pages::{Mistake, Page};

/// A form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormPage {
    /// Where it is sent to.
    pub action: String,
    /// Where to go without saving.
    pub back_url: String,
    /// "Alle Ämter".
    pub back: &'static str,
    /// What it is about, in a sentence.
    pub intro: String,
    /// Stands for what is changed.
    pub seal: String,
    /// The fields.
    pub groups: Vec<Group>,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
    /// Where a colleague has saved something else meanwhile.
    pub theirs: Vec<Difference>,
    /// Colours to look at.
    pub colours: Vec<Swatch>,
    /// What the button says.
    pub save: &'static str,
    /// Other pages about the same thing: what they are called, and where they are.
    pub links: Vec<(&'static str, String)>,
    /// Where removing it is sent to; empty where that is not possible here.
    pub remove_url: String,
    /// "Amt entfernen".
    pub remove: &'static str,
}

impl Page for FormPage {
    const TEMPLATE: &'static str = "desk/form.html";
}

/// Fields that belong together.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Group {
    /// "Standort".
    pub title: &'static str,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Field {
    /// `place.street`.
    pub name: String,
    /// "Straße und Hausnummer".
    pub label: String,
    /// What helps to fill it in.
    pub hint: String,
    /// `line`, `lines`, `number`, `one`, `several`, `secret`: what is typed there is never shown again.
    pub kind: &'static str,
    /// What stands in it.
    pub value: String,
    /// Most characters.
    pub most: usize,
    /// What can be chosen.
    pub choices: Vec<Choice>,
}

/// A button and a link in a town's colours.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Swatch {
    /// "Ihre Eingabe".
    pub title: &'static str,
    /// Of the button and the link, "#1f45a8".
    pub accent: String,
    /// Of the text on the button.
    pub ink: String,
    /// Of the link on white, "4,5".
    pub contrast: String,
    /// Whether they can be taken instead of what was typed.
    pub proposed: bool,
}

/// One thing to choose: as it is sent, what it is called, whether it is chosen.
pub type Choice = (String, String, bool);

/// A field that a colleague has changed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Difference {
    /// "Straße und Hausnummer".
    pub label: String,
    /// What holds now.
    pub theirs: String,
    /// What was typed.
    pub yours: String,
}

/// One of several.
#[must_use]
pub fn choice(value: &str, label: impl Into<String>, chosen: bool) -> Choice {
    (value.to_owned(), label.into(), chosen)
}

impl Field {
    /// A line.
    #[must_use]
    pub fn line(name: &str, label: &str, value: &str, most: usize) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            kind: "line",
            value: value.to_owned(),
            most,
            ..Self::default()
        }
    }

    /// A whole number.
    #[must_use]
    pub fn number(name: &str, label: &str, value: u32) -> Self {
        Self {
            kind: "number",
            ..Self::line(name, label, &value.to_string(), 6)
        }
    }

    /// One of these.
    #[must_use]
    pub fn one(name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self {
            kind: "one",
            choices,
            ..Self::line(name, label, "", 0)
        }
    }

    /// Some of these.
    #[must_use]
    pub fn several(name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self {
            kind: "several",
            ..Self::one(name, label, choices)
        }
    }

    /// What helps to fill it in.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    /// A text in every language of the town: a field each.
    pub fn texts(
        languages: &[String],
        name: &str,
        label: &str,
        text: &Text,
        most: usize,
    ) -> impl Iterator<Item = Self> {
        languages.iter().map(move |language| {
            let said = text.exactly(language).map_or("", String::as_str);
            let label = match languages.len() {
                1 => label.to_owned(),
                _ => format!("{label} ({})", name_of(language)),
            };
            let field = Self::line(&format!("{name}.{language}"), &label, said, most);
            if most > 200 {
                return Self {
                    kind: "lines",
                    ..field
                };
            }
            field
        })
    }
}

impl FormPage {
    /// With what was typed in its fields. `typed` knows all that was sent under a name.
    #[must_use]
    pub fn keeping<'t>(mut self, typed: impl Fn(&str) -> Vec<&'t str>) -> Self {
        for field in self.fields_mut() {
            let said = typed(&field.name);
            for choice in &mut field.choices {
                choice.2 = said.contains(&choice.0.as_str());
            }
            field.value = said.first().copied().unwrap_or_default().to_owned();
        }
        self
    }

    /// With what the check says, beside the fields it is about. `prefix` is where in the file the form's part stands.
    #[must_use]
    pub fn correcting(mut self, prefix: &str, mistakes: &[definition::Mistake]) -> Self {
        for mistake in mistakes {
            let told = Mistake {
                field: self.field_at(mistake.path.strip_prefix(prefix).unwrap_or_default()),
                text: mistake.problem.german.clone(),
            };
            if !self.mistakes.contains(&told) {
                self.mistakes.push(told);
            }
        }
        self
    }

    /// Its mistakes as they are told above it, where nobody sees which field they stand beside.
    #[must_use]
    pub fn mistakes_above(&self) -> Vec<Mistake> {
        let named = |mistake: &Mistake| {
            let field = self.fields().find(|field| field.name == mistake.field);
            let text = match field {
                Some(field) => format!("{}: {}", field.label, mistake.text),
                None => mistake.text.clone(),
            };
            Mistake {
                text,
                ..mistake.clone()
            }
        };
        self.mistakes.iter().map(named).collect()
    }

    /// With what a colleague has saved meanwhile. Saving once more makes hers count.
    #[must_use]
    pub fn beside(mut self, fields: &[FieldChange], seal: String) -> Self {
        let difference = |change: &FieldChange| Difference {
            label: self.label_of(&change.field),
            theirs: change.before.clone(),
            yours: change.after.clone(),
        };
        self.theirs = fields.iter().map(difference).collect();
        self.seal = seal;
        self
    }

    /// The name of the field in which this stands, `skills` for `skills[0]` and `name.de` for `name`; empty if it is in none.
    fn field_at(&self, path: &str) -> String {
        let stands_in = |field: &Field| {
            let (name, path) = (field.name.as_str(), path);
            name == path
                || name
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.starts_with('.') && !path.is_empty())
                || path
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with(['[', '.']))
        };
        let found = self.fields().find(|field| field.name == path);
        let found = found.or_else(|| self.fields().find(|field| stands_in(field)));
        found.map_or_else(String::new, |field| field.name.clone())
    }

    fn label_of(&self, path: &str) -> String {
        let name = self.field_at(path);
        let field = self.fields().find(|field| field.name == name);
        field.map_or_else(|| path.to_owned(), |field| field.label.clone())
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.groups.iter().flat_map(|group| &group.fields)
    }

    fn fields_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        self.groups.iter_mut().flat_map(|group| &mut group.fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_finds_its_field() {
        let languages = ["de".to_owned(), "en".to_owned()];
        let mut fields: Vec<_> = Field::texts(&languages, "name", "Name", &Text::default(), 120).collect();
        fields.push(Field::line("place.street", "Straße", "", 120));
        fields.push(Field::several("skills", "Kann", Vec::new()));
        let page = FormPage {
            groups: vec![Group { title: "", fields }],
            ..FormPage::default()
        };
        for (path, field) in [
            ("name", "name.de"),
            ("name.en", "name.en"),
            ("place.street", "place.street"),
            ("skills[1]", "skills"),
            ("skills", "skills"),
            ("names", ""),
            ("", ""),
        ] {
            assert_eq!(page.field_at(path), field, "{path}");
        }
        assert_eq!(page.label_of("name.en"), "Name (English)");
        let wrong = |field: &str| Mistake {
            field: field.to_owned(),
            text: "Bitte füllen Sie dieses Feld aus.".to_owned(),
        };
        let page = FormPage {
            mistakes: vec![wrong("place.street"), wrong("")],
            ..page
        };
        let above = page.mistakes_above();
        assert_eq!(above[0].text, "Straße: Bitte füllen Sie dieses Feld aus.");
        assert_eq!(above[1], wrong(""));
    }
}
