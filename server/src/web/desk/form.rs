//! How forms that set something of the town are read and answered; each of their pages only says what its fields mean.

use axum::http::StatusCode;
use axum::response::Response;
use tenants::Text;

use super::answer;
use super::clerk::Clerk;
use crate::desk::Edited;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::form::FormPage;
use crate::views::desk::setup::PLACE;
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;

/// Names and values as a browser sends them; a name may come more than once.
pub(super) type Typed = Vec<(String, String)>;

/// All that was sent under a name.
pub(super) fn all<'t>(typed: &'t Typed, name: &str) -> Vec<&'t str> {
    let said = typed.iter().filter(|(known, _)| known == name);
    said.map(|(_, value)| value.as_str()).collect()
}

/// What was sent under a name, without what surrounds it.
pub(super) fn one<'t>(typed: &'t Typed, name: &str) -> &'t str {
    let said = all(typed, name).first().copied();
    said.unwrap_or_default().trim()
}

/// A text as it was typed in each of the town's languages.
pub(super) fn texts(typed: &Typed, name: &str, languages: &[String]) -> Text {
    let said = languages.iter().filter_map(|language| {
        let text = one(typed, &format!("{name}.{language}"))
            .replace("\r\n", " ")
            .replace('\n', " ");
        (!text.is_empty()).then_some((language.clone(), text))
    });
    Text::new(said)
}

/// The form as it stands.
pub(super) fn show(clerk: &Clerk, heading: &str, page: &FormPage) -> Outcome<Response> {
    told(clerk, heading, StatusCode::OK, page, None)
}

/// The form with what was typed, and what is wrong with it; nothing is saved.
pub(super) fn correct(
    clerk: &Clerk,
    heading: &str,
    page: FormPage,
    typed: &Typed,
    mistakes: Vec<Mistake>,
) -> Outcome<Response> {
    let page = FormPage {
        mistakes,
        seal: one(typed, "stand").to_owned(),
        ..page.keeping(|name| all(typed, name))
    };
    let notice = Notice::mistakes(words("de"), page.mistakes_above());
    told(
        clerk,
        heading,
        StatusCode::UNPROCESSABLE_ENTITY,
        &page,
        Some(notice),
    )
}

/// How saving ended: `done` where it is saved, else the form once more, with the way out. `prefix` is where in the town's file its
/// part stands.
pub(super) fn answered(
    clerk: &Clerk,
    heading: &str,
    (page, prefix): (FormPage, &str),
    typed: &Typed,
    edited: Edited,
    done: impl FnOnce() -> Response,
) -> Outcome<Response> {
    match edited {
        Edited::Done => Ok(done()),
        Edited::Wrong(wrong) => {
            let page = page.correcting(prefix, &wrong);
            let mistakes = page.mistakes.clone();
            correct(clerk, heading, page, typed, mistakes)
        }
        Edited::ChangedMeanwhile(fields, seal) => {
            let page = page.keeping(|name| all(typed, name)).beside(&fields, seal);
            told(
                clerk,
                heading,
                StatusCode::CONFLICT,
                &page,
                Some(changed_meanwhile()),
            )
        }
        Edited::WouldOrphan(_) => {
            let page = FormPage {
                seal: one(typed, "stand").to_owned(),
                ..page.keeping(|name| all(typed, name))
            };
            told(clerk, heading, StatusCode::CONFLICT, &page, Some(in_the_way()))
        }
    }
}

/// A colleague was first.
pub(super) fn changed_meanwhile() -> Notice {
    Notice::warning(
        "Inzwischen hat jemand anderes hier etwas geändert, nichts ist gespeichert.",
        "Ihre Eingaben stehen in den Feldern, darüber steht, was jetzt gilt. Wenn Sie noch einmal speichern, gilt Ihre Fassung.",
    )
}

/// Somebody has an appointment with what would go.
pub(super) fn in_the_way() -> Notice {
    Notice::warning(
        "Dann könnten vereinbarte Termine nicht stattfinden, nichts ist gespeichert.",
        "Bitte beenden oder kürzen Sie die Dienstzeiten zuerst unter „Dienstzeiten“; dort sehen Sie, wer betroffen ist und wer übernimmt.",
    )
}

/// The form in the desk's frame.
pub(super) fn told(
    clerk: &Clerk,
    heading: &str,
    status: StatusCode,
    page: &FormPage,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let frame = clerk.frame(heading, PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, page)
}
