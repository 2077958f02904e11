//! The engine of the pages: templates that are part of the program, words, and addresses of assets.
//!
//! Escaping is on for every template whatever its name, and no template switches it off; a test says so. A template that is
//! wrong is found when the program starts, a context that does not fit by the test that renders every sample.

use serde::Serialize;
use tera::{Context, Error, Kwargs, State, Tera, Value};

use crate::refusal::Fault;
use crate::texts::{self, Words};
use crate::views::letter::Letter;
use crate::views::pages::Page;

const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("../templates/base.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("concerns.html", include_str!("../templates/concerns.html")),
    ("papers.html", include_str!("../templates/papers.html")),
    ("times.html", include_str!("../templates/times.html")),
    ("details.html", include_str!("../templates/details.html")),
    ("appointment.html", include_str!("../templates/appointment.html")),
    ("cancel.html", include_str!("../templates/cancel.html")),
    ("earlier.html", include_str!("../templates/earlier.html")),
    ("erase.html", include_str!("../templates/erase.html")),
    ("erased.html", include_str!("../templates/erased.html")),
    ("find.html", include_str!("../templates/find.html")),
    ("lapsed.html", include_str!("../templates/lapsed.html")),
    ("proof.html", include_str!("../templates/proof.html")),
    ("problem.html", include_str!("../templates/problem.html")),
    ("mail/letter.html", include_str!("../templates/mail/letter.html")),
    ("demo/post.html", include_str!("../templates/demo/post.html")),
    ("desk/base.html", include_str!("../templates/desk/base.html")),
    (
        "desk/sign_in.html",
        include_str!("../templates/desk/sign_in.html"),
    ),
    (
        "desk/message.html",
        include_str!("../templates/desk/message.html"),
    ),
    (
        "desk/appointment.html",
        include_str!("../templates/desk/appointment.html"),
    ),
    (
        "desk/privacy.html",
        include_str!("../templates/desk/privacy.html"),
    ),
    ("desk/search.html", include_str!("../templates/desk/search.html")),
    (
        "desk/absence.html",
        include_str!("../templates/desk/absence.html"),
    ),
    ("desk/feed.html", include_str!("../templates/desk/feed.html")),
    ("desk/fields.html", include_str!("../templates/desk/fields.html")),
    ("desk/logo.html", include_str!("../templates/desk/logo.html")),
    ("desk/give.html", include_str!("../templates/desk/give.html")),
    ("desk/move.html", include_str!("../templates/desk/move.html")),
    (
        "desk/move_beside.html",
        include_str!("../templates/desk/move_beside.html"),
    ),
    (
        "desk/overbook.html",
        include_str!("../templates/desk/overbook.html"),
    ),
    ("desk/slip.html", include_str!("../templates/desk/slip.html")),
    ("desk/plan.html", include_str!("../templates/desk/plan.html")),
    (
        "desk/displaced.html",
        include_str!("../templates/desk/displaced.html"),
    ),
    ("desk/day.html", include_str!("../templates/desk/day.html")),
    ("desk/week.html", include_str!("../templates/desk/week.html")),
    (
        "desk/day_rest.html",
        include_str!("../templates/desk/day_rest.html"),
    ),
    (
        "desk/one_town.html",
        include_str!("../templates/desk/one_town.html"),
    ),
    (
        "desk/new_town.html",
        include_str!("../templates/desk/new_town.html"),
    ),
    (
        "desk/town_begun.html",
        include_str!("../templates/desk/town_begun.html"),
    ),
    (
        "desk/new_account.html",
        include_str!("../templates/desk/new_account.html"),
    ),
    ("desk/towns.html", include_str!("../templates/desk/towns.html")),
    (
        "desk/leaving.html",
        include_str!("../templates/desk/leaving.html"),
    ),
    ("desk/link.html", include_str!("../templates/desk/link.html")),
    (
        "desk/forgotten.html",
        include_str!("../templates/desk/forgotten.html"),
    ),
    ("desk/code.html", include_str!("../templates/desk/code.html")),
    ("desk/enrol.html", include_str!("../templates/desk/enrol.html")),
    (
        "desk/recovery.html",
        include_str!("../templates/desk/recovery.html"),
    ),
    (
        "desk/back_early.html",
        include_str!("../templates/desk/back_early.html"),
    ),
    (
        "desk/catalogue.html",
        include_str!("../templates/desk/catalogue.html"),
    ),
    (
        "desk/catalogue_changes.html",
        include_str!("../templates/desk/catalogue_changes.html"),
    ),
    (
        "desk/closure.html",
        include_str!("../templates/desk/closure.html"),
    ),
    (
        "desk/departments.html",
        include_str!("../templates/desk/departments.html"),
    ),
    ("desk/form.html", include_str!("../templates/desk/form.html")),
    ("desk/people.html", include_str!("../templates/desk/people.html")),
    ("desk/roster.html", include_str!("../templates/desk/roster.html")),
    ("desk/embed.html", include_str!("../templates/desk/embed.html")),
    ("desk/setup.html", include_str!("../templates/desk/setup.html")),
    (
        "desk/services.html",
        include_str!("../templates/desk/services.html"),
    ),
    (
        "desk/service.html",
        include_str!("../templates/desk/service.html"),
    ),
    (
        "desk/service_fields.html",
        include_str!("../templates/desk/service_fields.html"),
    ),
    ("desk/shifts.html", include_str!("../templates/desk/shifts.html")),
    (
        "desk/earlier.html",
        include_str!("../templates/desk/earlier.html"),
    ),
    (
        "desk/figures.html",
        include_str!("../templates/desk/figures.html"),
    ),
    ("desk/log.html", include_str!("../templates/desk/log.html")),
    (
        "desk/log_entry.html",
        include_str!("../templates/desk/log_entry.html"),
    ),
    (
        "desk/wording.html",
        include_str!("../templates/desk/wording.html"),
    ),
    ("desk/word.html", include_str!("../templates/desk/word.html")),
    ("desk/calls.html", include_str!("../templates/desk/calls.html")),
    (
        "desk/account.html",
        include_str!("../templates/desk/account.html"),
    ),
    (
        "desk/one_account.html",
        include_str!("../templates/desk/one_account.html"),
    ),
    (
        "desk/accounts.html",
        include_str!("../templates/desk/accounts.html"),
    ),
];

/// Renders pages.
pub struct Templates(Tera);

#[derive(Serialize)]
struct Whole<'a, F, P> {
    lang: &'static str,
    frame: &'a F,
    page: &'a P,
}

impl Templates {
    /// Reads every template. `asset` knows the address of a style sheet or picture.
    ///
    /// # Errors
    /// If a template is wrong, with the place.
    pub fn new(asset: impl Fn(&str) -> String + Send + Sync + 'static) -> Result<Self, Fault> {
        let mut tera = Tera::new();
        tera.autoescape_on([""]);
        tera.register_function("t", text);
        tera.register_function("asset", move |arguments: Kwargs, _: &State| {
            Ok::<_, Error>(asset(arguments.must_get::<&str>("name")?))
        });
        tera.add_raw_templates(TEMPLATES.iter().copied())
            .map_err(|wrong| Fault(wrong.into()))?;
        Ok(Self(tera))
    }

    /// Renders a page within what surrounds it: `views::pages::frame` for citizens, `views::desk::frame` for clerks.
    ///
    /// # Errors
    /// If the context does not fit the template.
    pub fn render<P: Page>(&self, words: Words, frame: &impl Serialize, page: &P) -> Result<String, Fault> {
        let rest = self.render_rest(words, frame, page)?;
        self.render_around(words, frame, page, &rest)
    }

    /// Renders the part of a page that has a template of its own; nothing for most pages.
    ///
    /// # Errors
    /// If the context does not fit the template.
    pub fn render_rest<P: Page>(
        &self,
        words: Words,
        frame: &impl Serialize,
        page: &P,
    ) -> Result<String, Fault> {
        match P::REST {
            Some(template) => self.put(template, &context(words, frame, page)?),
            None => Ok(String::new()),
        }
    }

    /// Renders a page around its rest, which [`Templates::render_rest`] has rendered, and so escaped, already.
    ///
    /// # Errors
    /// If the context does not fit the template.
    pub fn render_around<P: Page>(
        &self,
        words: Words,
        frame: &impl Serialize,
        page: &P,
        rest: &str,
    ) -> Result<String, Fault> {
        let mut context = context(words, frame, page)?;
        context.insert_value("rest", Value::safe_string(rest));
        self.put(P::TEMPLATE, &context)
    }

    /// Renders a letter for mail programs.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn letter(&self, letter: &Letter) -> Result<String, Fault> {
        let mut context = Context::new();
        context.insert("letter", letter);
        self.put("mail/letter.html", &context)
    }

    /// Renders the postbox of the demo.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn demo_post(&self, messages: &impl Serialize) -> Result<String, Fault> {
        let mut context = Context::new();
        context.insert("messages", messages);
        self.put("demo/post.html", &context)
    }

    fn put(&self, template: &str, context: &Context) -> Result<String, Fault> {
        self.0
            .render(template, context)
            .map_err(|wrong| Fault(wrong.into()))
    }
}

fn context(words: Words, frame: &impl Serialize, page: &impl Serialize) -> Result<Context, Fault> {
    let whole = Whole {
        lang: words.language,
        frame,
        page,
    };
    Context::from_serialize(&whole).map_err(|wrong| Fault(wrong.into()))
}

/// `t(key="pages.step", number=2)`: a text of the page's language with its placeholders filled.
fn text(arguments: Kwargs, state: &State) -> Result<String, Error> {
    let key: &str = arguments.must_get("key")?;
    let language = state.get::<String>("lang")?.unwrap_or_default();
    let values: Vec<(&str, String)> = arguments
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?, shown(value))))
        .collect();
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let known = texts::words(&language).find(key);
    known
        .map(|text| texts::fill(text, &values))
        .ok_or_else(|| Error::message(format!("no text \"{key}\"")))
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{LANGUAGES, words};
    use crate::views::desk;
    use crate::views::pages::samples;

    fn templates() -> Templates {
        Templates::new(|name| format!("/assets/{name}")).unwrap_or_else(|fault| panic!("{:#?}", fault.0))
    }

    #[test]
    fn every_page_renders_every_sample_in_every_language() {
        let templates = templates();
        // Where to put the pages, for looking at them in a browser.
        let folder = option_env!("RATHAUSTERMIN_PAGES");
        for words in LANGUAGES.map(words) {
            for (name, render) in samples::every().into_iter().chain(desk::samples::every()) {
                let html = render(&templates, words).unwrap_or_else(|fault| panic!("{name}: {}", fault.0));
                assert!(
                    html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"),
                    "{name}"
                );
                assert!(!html.contains("pages."), "{name} shows a key");
                let scripts = html.matches("<script").count();
                let files = ["desk", "live"].map(|name| {
                    html.matches(&format!("<script src=\"/assets/{name}.js\" defer></script>"))
                        .count()
                });
                // The booking as homepages show it, where a town sees what it would look like.
                let widget = html
                    .matches("<script src=\"/widget/v1/loader.js\" async></script>")
                    .count();
                let files = files.iter().sum::<usize>() + widget;
                assert!(
                    !html.contains(" style=") && scripts == files,
                    "{name} breaks the policy"
                );
                if let Some(folder) = folder {
                    std::fs::write(format!("{folder}/{name}.{}.html", words.language), html).unwrap();
                }
            }
        }
    }

    #[test]
    fn what_people_write_stays_text() {
        let mut html = samples::hostile(&templates()).unwrap();
        let clerk = desk::samples::hostile("\"><b><img src=x onerror=alert(1)>'");
        html += &clerk(&templates(), words("de")).unwrap();
        assert!(!html.contains("<img") && html.contains("&lt;img"));
        assert!(!html.contains("\"><b>") && !html.contains("javascript:"));
    }

    #[test]
    fn no_template_switches_escaping_off() {
        for (name, source) in TEMPLATES {
            assert!(!source.contains("safe"), "{name}");
        }
    }
}
