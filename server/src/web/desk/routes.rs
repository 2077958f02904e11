//! Every address of the desk on one screen, each with whom it is for.
//!
//! A route cannot be added without a policy: there is no other way in than `Desk::route`.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use tower_http::limit::RequestBodyLimitLayer;

use super::guard::{Policy, guard};
use super::{
    absence, account, accounts, appointment, back_early, catalogue, catalogue_changes, closure, cut, day,
    departments, displaced, earlier, elsewhere, embed, factor, feed, figures, give, holidays, link, log,
    logo, look, messages, move_beside, move_to, new_town, news, one_account, one_town, overbook, paper,
    people, privacy, provider, roster, service, services, settings, setup, shifts, sign_in, towns, week,
    wording,
};
use crate::app::App;
use crate::auth::Role::{Administrator, Clerk, Lead};

/// The routes of the desk.
#[rustfmt::skip] // One address a line.
pub fn routes(app: &App) -> Router<App> {
    Desk::new(app)
        .route("/desk/{town}/anmelden", Policy::Anyone, get(sign_in::ask).post(sign_in::sign_in))
        .route("/desk/{town}/anmelden/anbieter", Policy::Anyone, post(elsewhere::leave))
        .route("/desk/{town}/anmelden/zurueck", Policy::Anyone, get(elsewhere::come_back))
        .route("/desk/{town}/abmelden", Policy::HalfSignedIn, post(sign_in::sign_out))
        .route("/desk/{town}/passwort", Policy::Anyone, get(sign_in::forgotten))
        .route("/desk/{town}/zugang/{secret}", Policy::Anyone, get(link::show).post(link::set_password))
        .route("/desk/{town}/zugang/{secret}/anbieter", Policy::Anyone, post(elsewhere::leave_by_link))
        .route("/desk/{town}/zweiter-faktor", Policy::HalfSignedIn, get(factor::ask).post(factor::step_up))
        .route("/desk/{town}/zweiter-faktor/einrichten", Policy::HalfSignedIn, get(factor::show).post(factor::confirm))
        .route("/desk/{town}/zweiter-faktor/beginnen", Policy::HalfSignedIn, post(factor::begin))
        .route("/desk/{town}/zweiter-faktor/bild.svg", Policy::HalfSignedIn, get(factor::picture))
        .route("/desk/{town}/konto", Policy::InAnyHouse(Clerk), get(account::show))
        .route("/desk/{town}/konto/passwort", Policy::InAnyHouse(Clerk), post(account::change_password))
        .route("/desk/{town}/konto/zweiter-faktor", Policy::InAnyHouse(Clerk), post(account::give_up_factor))
        .route("/desk/{town}/konto/anbieter", Policy::AtLeast(Clerk), post(elsewhere::link))
        .route("/desk/{town}/konto/anbieter/trennen", Policy::AtLeast(Clerk), post(elsewhere::unlink))
        .route("/desk/{town}/konto/sitzungen", Policy::InAnyHouse(Clerk), post(account::end_sessions))
        .route("/desk/{town}/konto/kalender", Policy::AtLeast(Clerk), get(feed::show).post(feed::change))
        .route("/desk/{town}/kalender/{secret}", Policy::Anyone, get(feed::subscribed))
        .route("/desk/{town}/konto/tagesliste", Policy::AtLeast(Clerk), post(account::daily_list))
        .route("/desk/{town}/konten", Policy::InAnyHouse(Administrator), get(accounts::list))
        .route("/desk/{town}/konten/neu", Policy::InAnyHouse(Administrator), get(accounts::ask).post(accounts::invite))
        .route("/desk/{town}/konten/{account}", Policy::InAnyHouse(Administrator), get(one_account::show).post(one_account::change))
        .route("/desk/{town}/konten/{account}/zweiter-faktor", Policy::InAnyHouse(Administrator), post(one_account::forget_factor))
        .route("/desk/{town}/konten/{account}/sitzungen", Policy::InAnyHouse(Administrator), post(one_account::end_sessions))
        .route("/desk/{town}/konten/{account}/anbieter", Policy::AtLeast(Administrator), post(one_account::unlink))
        .route("/desk/{town}/konten/{account}/link", Policy::InAnyHouse(Administrator), post(accounts::make_link))
        .route("/desk/{town}/konten/{account}/sperre", Policy::InAnyHouse(Administrator), post(accounts::lock))
        .route("/desk/{town}/auskunft", Policy::AtLeast(Administrator), get(privacy::show).post(privacy::act))
        .route("/desk/betrieb", Policy::Operator, get(towns::show))
        .route("/desk/betrieb/neu", Policy::Operator, get(new_town::ask).post(new_town::save))
        .route("/desk/betrieb/kommunen/{kommune}", Policy::Operator, get(one_town::show))
        .route("/desk/betrieb/kommunen/{kommune}/stoppen", Policy::Operator, post(one_town::stop))
        .route("/desk/betrieb/kommunen/{kommune}/zugang", Policy::Operator, post(one_town::admit))
        .route("/desk/betrieb/kommunen/{kommune}/weiterlaufen", Policy::Operator, post(one_town::go_on))
        .route("/desk/{town}", Policy::AtLeast(Clerk), get(day::today))
        .route("/desk/{town}/tag", Policy::AtLeast(Clerk), get(day::show))
        .route("/desk/{town}/neues", Policy::AtLeast(Clerk), get(news::stream))
        .route("/desk/{town}/woche", Policy::AtLeast(Clerk), get(week::show))
        .route("/desk/{town}/raster.css", Policy::Anyone, get(day::raster_sheet))
        .route("/desk/{town}/suche", Policy::AtLeast(Clerk), get(appointment::search))
        .route("/desk/{town}/termine/{id}", Policy::AtLeast(Clerk), get(appointment::show).post(appointment::step))
        .route("/desk/{town}/termine/{id}/abholbereit", Policy::AtLeast(Clerk), post(appointment::ready))
        .route("/desk/{town}/termine/{id}/merkzettel", Policy::AtLeast(Clerk), post(paper::slip))
        .route("/desk/{town}/termine/{id}/brief", Policy::AtLeast(Clerk), post(paper::letter))
        .route("/desk/{town}/termine/{id}/suchen", Policy::AtLeast(Clerk), post(displaced::look_again))
        .route("/desk/{town}/termine/{id}/verschieben", Policy::AtLeast(Clerk), get(move_to::ask).post(move_to::move_to))
        .route("/desk/{town}/termine/{id}/ueberbuchen", Policy::AtLeast(Clerk), get(move_beside::ask).post(move_beside::move_to))
        .route("/desk/{town}/vergeben", Policy::AtLeast(Clerk), get(give::ask).post(give::give))
        .route("/desk/{town}/ueberbuchen", Policy::AtLeast(Clerk), get(overbook::ask).post(overbook::overbook))
        .route("/desk/{town}/abwesenheit", Policy::AtLeast(Clerk), get(absence::ask).post(absence::save))
        .route("/desk/{town}/abwesenheit/{number}/zuruecknehmen", Policy::AtLeast(Clerk), post(cut::take_back))
        .route("/desk/{town}/abwesenheit/ende", Policy::AtLeast(Clerk), get(back_early::ask).post(back_early::end))
        .route("/desk/{town}/schliesstage", Policy::AtLeast(Lead), get(closure::ask).post(closure::save))
        .route("/desk/{town}/dienstzeiten", Policy::AtLeast(Lead), get(shifts::ask).post(shifts::save))
        .route("/desk/{town}/betroffene", Policy::AtLeast(Clerk), get(displaced::show))
        .route("/desk/{town}/anrufliste", Policy::AtLeast(Clerk), get(displaced::calls))
        .route("/desk/{town}/frueher", Policy::AtLeast(Clerk), get(earlier::show).post(earlier::put))
        .route("/desk/{town}/frueher/{id}", Policy::AtLeast(Clerk), post(earlier::step))
        .route("/desk/{town}/nachrichten/{id}", Policy::AtLeast(Clerk), post(messages::look_after))
        .route("/desk/{town}/einrichtung", Policy::AtLeast(Lead), get(setup::show))
        .route("/desk/{town}/einrichtung/feiertage", Policy::AtLeast(Administrator), get(holidays::show).post(holidays::change))
        .route("/desk/{town}/einrichtung/kommune", Policy::AtLeast(Administrator), get(settings::show).post(settings::change))
        .route("/desk/{town}/einrichtung/anmeldedienst", Policy::AtLeast(Administrator), get(provider::show).post(provider::change))
        .route("/desk/{town}/einrichtung/auftritt", Policy::AtLeast(Administrator), get(look::show).post(look::change))
        .route("/desk/{town}/einrichtung/homepages", Policy::AtLeast(Administrator), get(look::show_homepages).post(look::change_homepages))
        .route("/desk/{town}/einrichtung/einbinden", Policy::AtLeast(Administrator), get(embed::show))
        .route("/desk/{town}/einrichtung/einbinden/rathaustermin.php", Policy::AtLeast(Administrator), get(embed::download_plugin))
        .route("/desk/{town}/einrichtung/aemter", Policy::AtLeast(Lead), get(departments::list).post(departments::arrange))
        .route("/desk/{town}/einrichtung/neues-amt", Policy::AtLeast(Lead), get(departments::ask).post(departments::begin))
        .route("/desk/{town}/einrichtung/aemter/{department}", Policy::AtLeast(Lead), get(departments::show).post(departments::change))
        .route("/desk/{town}/einrichtung/aemter/{department}/entfernen", Policy::AtLeast(Lead), post(departments::end))
        .route("/desk/{town}/einrichtung/mitarbeitende", Policy::AtLeast(Lead), get(people::list).post(people::arrange))
        .route("/desk/{town}/einrichtung/neue-person", Policy::AtLeast(Lead), get(people::ask).post(people::begin))
        .route("/desk/{town}/einrichtung/mitarbeitende/{person}", Policy::AtLeast(Lead), get(people::show).post(people::change))
        .route("/desk/{town}/einrichtung/mitarbeitende/{person}/dienstzeiten", Policy::AtLeast(Lead), get(roster::show).post(roster::change))
        .route("/desk/{town}/einrichtung/katalog", Policy::AtLeast(Lead), get(catalogue::show).post(catalogue::pick))
        .route("/desk/{town}/einrichtung/katalog/aenderungen", Policy::AtLeast(Lead), get(catalogue_changes::show))
        .route("/desk/{town}/einrichtung/katalog/aenderungen/{service}", Policy::AtLeast(Lead), post(catalogue_changes::accept))
        .route("/desk/{town}/wortlaut", Policy::AtLeast(Administrator), get(wording::list))
        .route("/desk/{town}/wortlaut/{kind}", Policy::AtLeast(Administrator), get(wording::show).post(wording::change))
        .route("/desk/{town}/wortlaut/{kind}/brief", Policy::AtLeast(Administrator), get(wording::letter))
        .route("/desk/{town}/protokoll", Policy::AtLeast(Administrator), get(log::show).post(log::verify))
        .route("/desk/{town}/protokoll/{number}", Policy::AtLeast(Administrator), get(log::entry))
        .route("/desk/{town}/einrichtung/dienstleistungen", Policy::AtLeast(Lead), get(services::list).post(services::arrange))
        .route("/desk/{town}/einrichtung/dienstleistungen/{service}", Policy::AtLeast(Lead), get(service::show).post(service::change))
        .route("/desk/{town}/einrichtung/neue-dienstleistung", Policy::AtLeast(Lead), get(service::ask).post(service::begin))
        .route("/desk/{town}/zahlen", Policy::AtLeast(Lead), get(figures::show))
        .route("/desk/{town}/zahlen/tabellen.csv", Policy::AtLeast(Lead), get(figures::file))
        .route("/desk/{town}/anrufliste/{id}", Policy::AtLeast(Clerk), post(displaced::call))
        .routes
}

/// The routes of the desk that take files: more bytes than others take.
#[rustfmt::skip] // One address a line.
pub fn uploads(app: &App) -> Router<App> {
    Desk::new(app)
        .route("/desk/{town}/einrichtung/logo", Policy::AtLeast(Administrator), get(logo::show).post(logo::change))
        .routes
        .layer(RequestBodyLimitLayer::new(logo::MOST_SENT))
}

/// Puts a guard in front of every route.
struct Desk<'a> {
    app: &'a App,
    routes: Router<App>,
}

impl<'a> Desk<'a> {
    fn new(app: &'a App) -> Self {
        Self {
            app,
            routes: Router::new(),
        }
    }

    fn route(mut self, path: &str, policy: Policy, handlers: MethodRouter<App>) -> Self {
        let guarded = handlers.route_layer(from_fn_with_state((self.app.clone(), policy), guard));
        self.routes = self.routes.route(path, guarded);
        self
    }
}
