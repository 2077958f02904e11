//! "Neue Kommune": the operator takes a town in.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tenants::calendar::Land;
use tenants::definition::Beginning;
use tenants::operator::SLUG;

use super::accounts::told;
use super::answer;
use super::clerk::Clerk;
use crate::db::audit::Author;
use crate::operator::{Begun, NewTown, begin};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::accounts::{FreshLink, lasts};
use crate::views::desk::frame::{TOWNS, address};
use crate::views::desk::new_town::{NewTownPage, TownBegunPage, at_fields};
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::ValidForm;

/// What was typed.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub struct Form {
    name: String,
    adresse: String,
    land: String,
    homepage: String,
    telefon: String,
    amt: String,
    strasse: String,
    ort: String,
    person: String,
    email: String,
}

/// Asks for what has to be known.
pub async fn ask(clerk: Clerk) -> Outcome<Response> {
    let typed = Form {
        amt: "Bürgerbüro".to_owned(),
        ..Form::default()
    };
    form(&clerk, &typed.read(), Vec::new())
}

/// Takes it in and shows its first administrator's link, this once.
pub async fn save(clerk: Clerk, ValidForm(typed): ValidForm<Form>) -> Outcome<Response> {
    let app = &clerk.visitor.app;
    let new = typed.read();
    match begin(app, &new, &Author::of_operator(&clerk.account), clerk.visitor.now).await? {
        Begun::Wrong(mistakes, unfit) => {
            let mut wrong = at_fields(&mistakes);
            wrong.extend(unfit.map(|why| {
                let told = told(why);
                match told.field.as_str() {
                    "name" => Mistake {
                        field: "person".to_owned(),
                        ..told
                    },
                    _ => told,
                }
            }));
            form(&clerk, &new, wrong)
        }
        Begun::Taken => {
            let text =
                "Eine Kommune mit diesem Namen in der Adresse gibt es schon. Bitte wählen Sie einen anderen.";
            let taken = Mistake {
                field: "adresse".to_owned(),
                text: text.to_owned(),
            };
            form(&clerk, &new, vec![taken])
        }
        Begun::Done(town, link) => {
            let page = TownBegunPage {
                link: FreshLink {
                    url: link.address(&app.config.base_url(), &town),
                    lasts: lasts(link.occasion),
                    name: link.account.name,
                },
                name: new.beginning.name,
                back_url: address(SLUG, ""),
                page_url: format!("/{town}"),
            };
            let frame = clerk.frame("Die Kommune ist angelegt", TOWNS);
            answer::page(app, StatusCode::OK, &frame, &page)
        }
    }
}

impl Form {
    fn read(self) -> NewTown {
        let line = |text: String| text.trim().to_owned();
        NewTown {
            beginning: Beginning {
                name: line(self.name),
                slug: line(self.adresse),
                land: Land::ALL.iter().copied().find(|land| land.code() == self.land),
                phone: line(self.telefon),
                homepage: line(self.homepage).trim_end_matches('/').to_owned(),
                department: line(self.amt),
                street: line(self.strasse),
                city: line(self.ort),
            },
            person: self.person,
            email: self.email,
        }
    }
}

fn form(clerk: &Clerk, typed: &NewTown, mistakes: Vec<Mistake>) -> Outcome<Response> {
    let (status, notice) = if mistakes.is_empty() {
        (StatusCode::OK, None)
    } else {
        let notice = Notice::mistakes(words("de"), mistakes.clone());
        (StatusCode::UNPROCESSABLE_ENTITY, Some(notice))
    };
    let frame = clerk.frame("Neue Kommune", TOWNS).with_notice(notice);
    let page = NewTownPage::new(typed, mistakes);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}
