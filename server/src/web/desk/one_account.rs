//! One account of somebody else: what it may do, and what is taken from it.

use axum::http::StatusCode;
use axum::response::Response;
use wire::ProblemCode;

use super::accounts::{AccountPath, told as unfit};
use super::answer;
use super::clerk::Clerk;
use super::form::{Typed, all, changed_meanwhile, one};
use crate::auth::accounts::Wanted;
use crate::auth::standing::{self, NotChanged, Standing, Taking};
use crate::auth::{AccountId, Role, elsewhere, own};
use crate::desk::seal_of;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::form::FormPage;
use crate::views::desk::frame::address;
use crate::views::desk::one_account::{AboutAccount, OneAccountPage};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath};

/// The account; her own is on another page.
pub async fn show(clerk: Clerk, ValidPath(path): ValidPath<AccountPath>) -> Outcome<Response> {
    let of = AccountId(path.account);
    if !clerk.account.decides_for_the_town() {
        return Ok(answer::not_allowed(&clerk));
    }
    if of == clerk.account.id {
        return Ok(answer::send_on(&address(&clerk.town.slug, "konto")));
    }
    let (name, page) = form(&clerk, of).await?;
    told(&clerk, name, StatusCode::OK, &page, None)
}

/// Gives it another standing.
pub async fn change(
    clerk: Clerk,
    ValidPath(path): ValidPath<AccountPath>,
    ValidForm(typed): ValidForm<Typed>,
) -> Outcome<Response> {
    let of = AccountId(path.account);
    let seal = one(&typed, "stand").to_owned();
    let done = standing::change(
        &clerk.visitor,
        (of, &clerk.account),
        &seal,
        &wanted(&clerk, &typed),
    )
    .await?;
    let why = match done {
        Ok(_) => {
            let (name, page) = form(&clerk, of).await?;
            let notice = Notice::success("Gespeichert. Es gilt ab sofort.");
            return told(&clerk, name, StatusCode::OK, &page, Some(notice));
        }
        Err(why @ (NotChanged::Own | NotChanged::NotAllowed)) => return Ok(refused(&clerk, &why)),
        Err(why) => why,
    };
    let (name, page) = form(&clerk, of).await?;
    let keeping = |form: FormPage| form.keeping(|name| all(&typed, name));
    let (status, form, notice) = match why {
        NotChanged::Meanwhile(fields, seal) => (
            StatusCode::CONFLICT,
            keeping(page.form).beside(&fields, seal),
            changed_meanwhile(),
        ),
        NotChanged::Unfit(why) => {
            let mistakes = vec![unfit(why)];
            let notice = Notice::mistakes(words("de"), mistakes.clone());
            let form = FormPage {
                mistakes,
                seal,
                ..keeping(page.form)
            };
            (StatusCode::UNPROCESSABLE_ENTITY, form, notice)
        }
        NotChanged::Own | NotChanged::NotAllowed => return Ok(refused(&clerk, &why)),
    };
    told(
        &clerk,
        name,
        status,
        &OneAccountPage { form, ..page },
        Some(notice),
    )
}

/// Forgets the second factor of whoever has lost it.
pub async fn forget_factor(clerk: Clerk, path: ValidPath<AccountPath>) -> Outcome<Response> {
    let done = "Der zweite Faktor ist vergessen, und die Person ist überall abgemeldet.";
    take(&clerk, path, Taking::Factor, done).await
}

/// Ends every session.
pub async fn end_sessions(clerk: Clerk, path: ValidPath<AccountPath>) -> Outcome<Response> {
    take(
        &clerk,
        path,
        Taking::Sessions,
        "Die Person ist überall abgemeldet.",
    )
    .await
}

/// Takes the link with a sign-in at the town's identity provider.
pub async fn unlink(clerk: Clerk, path: ValidPath<AccountPath>) -> Outcome<Response> {
    let done = "Die Verbindung ist gelöst, und die Person ist überall abgemeldet.";
    take(&clerk, path, Taking::Link, done).await
}

async fn take(
    clerk: &Clerk,
    ValidPath(path): ValidPath<AccountPath>,
    what: Taking,
    done: &str,
) -> Outcome<Response> {
    let of = AccountId(path.account);
    if let Err(why) = standing::take(&clerk.visitor, of, what, &clerk.account).await? {
        return Ok(refused(clerk, &why));
    }
    let (name, page) = form(clerk, of).await?;
    told(clerk, name, StatusCode::OK, &page, Some(Notice::success(done)))
}

/// What only another person can do.
pub(super) fn refused(clerk: &Clerk, why: &NotChanged) -> Response {
    if *why == NotChanged::NotAllowed {
        return answer::not_allowed(clerk);
    }
    let text = "Ihre eigenen Rechte kann nur eine andere Person der Verwaltung ändern. Passwort, zweiten Faktor und Geräte finden Sie \
                unter „Mein Konto“.";
    let frame = clerk.frame("Das ist Ihr eigenes Konto", "konten");
    let url = address(&clerk.town.slug, "konto");
    answer::message(&clerk.visitor.app, StatusCode::CONFLICT, &frame, text, &url)
}

async fn form(clerk: &Clerk, of: AccountId) -> Outcome<(String, OneAccountPage)> {
    let account = clerk.visitor.reading().await?.account(of).await?;
    let account = account.ok_or(ProblemCode::NotFound)?;
    let known = AboutAccount {
        devices: own::sessions(&clerk.visitor, &account).await?.len(),
        linked: elsewhere::is_linked(&clerk.visitor, &account).await?,
    };
    let seal = seal_of(&Standing::of(&clerk.town, &account));
    let page = OneAccountPage::new(&clerk.town, &account, known, seal);
    Ok((account.name, page))
}

fn wanted(clerk: &Clerk, typed: &Typed) -> Wanted {
    let role = if clerk.town.is_operator() {
        Role::Administrator.name()
    } else {
        one(typed, "rolle")
    };
    Wanted {
        email: String::new(),
        name: one(typed, "name").to_owned(),
        role: role.to_owned(),
        departments: all(typed, "amt").into_iter().map(str::to_owned).collect(),
        staff: Some(one(typed, "person").to_owned()).filter(|slug| !slug.is_empty()),
    }
}

fn told(
    clerk: &Clerk,
    name: String,
    status: StatusCode,
    page: &OneAccountPage,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let frame = clerk.frame(name, "konten").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, page)
}
