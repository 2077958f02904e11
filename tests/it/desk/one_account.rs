//! An administrator changes accounts of others, and nobody her own (S-11, S-L02): at once, noted, and never so that nobody is left.

use proof::{Answer, Clerk, Hall, IdentityProvider, PASSWORD, hall_with_provider, on_both, town};
use server::auth::{AccountState, Role};

const EMAIL: &str = "clerk@example.org";

async fn id(hall: &Hall, email: &str) -> i32 {
    hall.account(email).await.id.0
}

async fn path_of(hall: &Hall, email: &str) -> String {
    format!("/konten/{}", id(hall, email).await)
}

/// What the newest entry of the log says.
async fn noted(hall: &Hall) -> Vec<String> {
    let tx = hall
        .app
        .db
        .town(hall.town.as_str())
        .read()
        .await
        .expect("the town");
    let entries = tx.audit(&[], i64::MAX, 1).await.expect("readable");
    let told = entries.iter().flat_map(|entry| {
        let of = entry.part.clone();
        entry
            .fields
            .iter()
            .map(move |field| format!("{of}: {}: {} -> {}", field.field, field.before, field.after))
    });
    told.collect()
}

async fn saves(clerk: &Clerk, path: &str, page: &Answer, typed: &[(&str, &str)]) -> Answer {
    clerk.sends_back(path, page, typed).await
}

on_both! {
    async fn role_and_departments_are_changed_and_count_at_once(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let clerk = hall.signed_in("clerk").await;
        assert_eq!(clerk.opens("/einrichtung").await.status, 403);
        let path = path_of(&hall, EMAIL).await;
        assert!(admin.opens("/konten").await.text().contains(&format!("href=\"/desk/kleinstadt{path}\"")));
        let page = admin.opens(&path).await;
        assert!(page.text().contains("<h1>K. Muster</h1>") && page.text().contains(EMAIL), "{}", page.text());
        let answer = saves(&admin, &path, &page, &[("name", "M. Kaya"), ("rolle", "lead"), ("amt", "buergerbuero"), ("person", "kaya")]).await;
        assert!(answer.status == 200 && answer.text().contains("<h1>M. Kaya</h1>"), "{}", answer.text());
        let account = hall.account(EMAIL).await;
        assert_eq!((account.role, account.departments.len(), account.staff.is_some()), (Role::Lead, 1, true));
        assert_eq!(clerk.opens("/einrichtung").await.status, 200, "in the session she has");
        let log = noted(&hall).await;
        assert!(log.contains(&"account clerk@example.org: Berechtigung: Sachbearbeitung -> Amtsleitung".to_owned()), "{log:?}");
        assert!(log.contains(&"account clerk@example.org: Name: K. Muster -> M. Kaya".to_owned()) && log.len() == 4, "{log:?}");
        let page = admin.opens(&path).await;
        assert_eq!(saves(&admin, &path, &page, &[("name", "M. Kaya"), ("rolle", "clerk"), ("amt", "buergerbuero"), ("person", "")]).await.status, 200);
        assert_eq!(clerk.opens("/einrichtung").await.status, 403, "and lower again, at once");
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        hall.signed_in("clerk").await;
        let path = path_of(&hall, EMAIL).await;
        let page = admin.opens(&path).await;
        let fine = [("name", "M. Kaya"), ("rolle", "lead"), ("person", "")];
        for (name, typed, told) in [
            ("name", "", "Bitte geben Sie einen Namen"),
            ("rolle", "betrieb", "Bitte wählen Sie eine Berechtigung."),
            ("rolle", "", "Bitte wählen Sie eine Berechtigung."),
            ("amt", "nirgends", "Dieses Amt gibt es nicht mehr."),
            ("person", "niemand", "Diese Person gibt es nicht mehr."),
        ] {
            let mut fields = fine.to_vec();
            fields.retain(|(known, _)| *known != name);
            fields.push((name, typed));
            let answer = saves(&admin, &path, &page, &fields).await;
            assert!(answer.status == 422 && answer.text().contains(told), "{name} {typed}: {}", answer.text());
            assert!(answer.text().contains(&format!("id=\"{name}-error\"")), "{name} {typed}: {}", answer.text());
        }
        assert_eq!(hall.account(EMAIL).await.role, Role::Clerk);
        // Two at once.
        assert_eq!(saves(&admin, &path, &page, &fine).await.status, 200);
        let late = saves(&admin, &path, &page, &[("name", "K. Muster"), ("rolle", "administrator"), ("person", "")]).await;
        assert!(late.status == 409 && late.text().contains("<th scope=\"row\">Name</th><td>M. Kaya</td><td>K. Muster</td>"), "{}", late.text());
        assert_eq!(hall.account(EMAIL).await.role, Role::Lead);
        assert_eq!(saves(&admin, &path, &late, &[("name", "K. Muster"), ("rolle", "administrator"), ("person", "")]).await.status, 200);
        assert_eq!(hall.account(EMAIL).await.role, Role::Administrator);
        assert_eq!(admin.opens("/konten/999").await.status, 404);
        assert_eq!(admin.opens("/konten/x").await.status, 404);
    }

    async fn nobody_raises_herself_or_anybody_beyond_herself(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let own = path_of(&hall, "administrator@example.org").await;
        assert!(admin.opens(&own).await.leads_to().ends_with("/konto"));
        for (action, fields) in [("", &[("name", "X. Y"), ("rolle", "clerk")][..]), ("/sperre", &[("locked", "true")]), ("/zweiter-faktor", &[]), ("/sitzungen", &[])] {
            let answer = admin.submits(&format!("{own}{action}"), fields).await;
            assert_eq!(answer.status, 409, "{action}");
        }
        let account = hall.account("administrator@example.org").await;
        assert_eq!((account.role, account.state, account.name.as_str()), (Role::Administrator, AccountState::Active, "K. Muster"));

        // An administrator of one department does not decide who decides for all.
        hall.signed_in("clerk").await;
        let path = path_of(&hall, EMAIL).await;
        hall.employ("klein@example.org", "administrator", &["buergerbuero"]).await;
        let mut small = hall.clerk();
        small.sign_in("klein@example.org", PASSWORD).await;
        let small_own = path_of(&hall, "klein@example.org").await;
        for page in ["/konten", "/konten/neu", path.as_str(), small_own.as_str()] {
            assert_eq!(small.opens(page).await.status, 403, "{page}");
        }
        let everything = [("name", "K. Muster"), ("email", "x@example.org"), ("rolle", "administrator"), ("locked", "true")];
        for action in ["/konten/neu".to_owned(), path.clone(), small_own, format!("{path}/link"), format!("{path}/sperre"), format!("{path}/zweiter-faktor"), format!("{path}/sitzungen")] {
            let fields = if action.ends_with("/sperre") { &everything[3..] } else { &everything[..] };
            assert_eq!(small.submits(&action, fields).await.status, 403, "{action}");
        }
        assert_eq!(hall.account("klein@example.org").await.departments.len(), 1);
        assert_eq!(hall.account(EMAIL).await.role, Role::Clerk);
        // What a form says of more than it asks for is nothing.
        let page = admin.opens(&path).await;
        saves(&admin, &path, &page, &[("name", "K. Muster"), ("rolle", "clerk"), ("person", ""), ("state", "invited"), ("id", "1"), ("town_id", "2"), ("email", "y@example.org"), ("password", "x")]).await;
        let after = hall.account(EMAIL).await;
        assert_eq!((after.state, after.email.as_str()), (AccountState::Active, EMAIL));
    }

    async fn of_two_who_lock_each_other_out_at_once_one_is_left(hall: Hall) {
        for round in 0..4 {
            let (one, two) = (format!("eins{round}@example.org"), format!("zwei{round}@example.org"));
            hall.employ(&one, "administrator", &[]).await;
            hall.employ(&two, "administrator", &[]).await;
            let (mut first, mut second) = (hall.clerk(), hall.clerk());
            first.sign_in(&one, PASSWORD).await;
            second.sign_in(&two, PASSWORD).await;
            let (to_two, to_one) = (path_of(&hall, &two).await, path_of(&hall, &one).await);
            let (lock_two, lock_one) = (format!("{to_two}/sperre"), format!("{to_one}/sperre"));
            let locked = &[("locked", "true")][..];
            let _ = tokio::join!(first.submits(&lock_two, locked), second.submits(&lock_one, locked));
            let states = [hall.account(&one).await.state, hall.account(&two).await.state];
            let left = states.iter().filter(|state| **state == AccountState::Active).count();
            assert_eq!(left, 1, "round {round}: {states:?}");
            let active = if states[0] == AccountState::Active { &one } else { &two };
            // So that nobody of this round is in the way of the next.
            let tx = hall.app.db.town(hall.town.as_str()).write().await.expect("the town");
            let account = tx.account_of(active).await.expect("readable").expect("an account");
            tx.set_state(account.id, AccountState::Suspended).await.expect("written");
            tx.commit_quietly().await.expect("kept");
        }
    }

    async fn a_lost_factor_is_forgotten_and_every_session_ended(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let mut clerk = hall.signed_in("clerk").await;
        clerk.enrols(&hall, EMAIL).await;
        let path = path_of(&hall, EMAIL).await;
        let page = admin.opens(&path).await.text();
        assert!(page.contains("Gerade auf 1 Gerät angemeldet.") && page.contains("Der zweite Faktor ist eingerichtet."), "{page}");
        let answer = admin.submits(&format!("{path}/zweiter-faktor"), &[]).await;
        assert!(answer.status == 200 && answer.text().contains("Kein zweiter Faktor eingerichtet."), "{}", answer.text());
        assert_eq!(noted(&hall).await, ["account clerk@example.org: Zweiter Faktor: eingerichtet -> vergessen"]);
        assert_eq!(clerk.opens("/tag").await.status, 303);
        assert_eq!(clerk.sign_in(EMAIL, PASSWORD).await.leads_to(), "/desk/kleinstadt");
        let answer = admin.submits(&format!("{path}/sitzungen"), &[]).await;
        assert!(answer.text().contains("Gerade auf keinem Gerät angemeldet."), "{}", answer.text());
        assert_eq!(noted(&hall).await, ["account clerk@example.org: Anmeldungen:  -> alle beendet"]);
        assert_eq!(clerk.opens("/tag").await.status, 303);
        assert_eq!(admin.opens("/konten").await.status, 200, "nobody else's");
    }

    async fn a_locked_account_is_noted_once_and_keeps_its_place(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        hall.signed_in("clerk").await;
        let path = format!("{}/sperre", path_of(&hall, EMAIL).await);
        for (locked, told) in [("true", "Zustand: frei -> gesperrt"), ("true", "Zustand: frei -> gesperrt"), ("false", "Zustand: gesperrt -> frei")] {
            assert_eq!(admin.submits(&path, &[("locked", locked)]).await.status, 200);
            assert_eq!(noted(&hall).await, [format!("account clerk@example.org: {told}")]);
        }
        let tx = hall.app.db.town(hall.town.as_str()).read().await.expect("the town");
        let entries = tx.audit(&[], i64::MAX, 9).await.expect("readable");
        let locks = entries.iter().filter(|entry| entry.fields.iter().any(|field| field.field == "Zustand"));
        assert_eq!(locks.count(), 2, "the second click changed nothing");
    }

    async fn the_list_says_what_is_prescribed_and_whom_that_concerns(hall: Hall) {
        let mut admin = hall.signed_in("administrator").await;
        let mut clerk = hall.signed_in("clerk").await;
        clerk.enrols(&hall, EMAIL).await;
        let page = admin.opens("/konten").await.text();
        assert!(page.contains("1 von 2 Konten haben ihn eingerichtet. Nicht vorgeschrieben"), "{page}");
        assert!(page.contains("href=\"/desk/kleinstadt/einrichtung/kommune#policy.second_factor\""), "{page}");
        assert!(admin.opens("/einrichtung/kommune").await.text().contains("id=\"policy.second_factor\""));
        hall.take_in(&town::small().replace("max_services = 6", "max_services = 6\nsecond_factor = \"required\"")).await;
        assert!(admin.opens("/konten").await.leads_to().contains("/zweiter-faktor"), "at once, for herself, too");
        assert_eq!(clerk.opens("/tag").await.status, 200, "who has one notices nothing");
        admin.enrols(&hall, "administrator@example.org").await;
        let page = admin.opens("/konten").await.text();
        assert!(page.contains("2 von 2 Konten haben ihn eingerichtet. Vorgeschrieben"), "{page}");
    }
}

on_both! {
    async fn an_administrator_takes_a_link_with_the_provider_away(kind: Kind) {
        let (hall, provider): (Hall, IdentityProvider) = hall_with_provider(kind, "").await;
        let mut clerk = hall.signed_in("clerk").await;
        assert_eq!(clerk.links_with(&provider, "kaya").await.status, 200);
        let admin = hall.signed_in("administrator").await;
        let path = path_of(&hall, EMAIL).await;
        let page = admin.opens(&path).await.text();
        assert!(page.contains("Verbunden mit Rathaus-Login."), "{page}");
        let answer = admin.submits(&format!("{path}/anbieter"), &[]).await;
        assert!(answer.status == 200 && !answer.text().contains("Verbunden mit"), "{}", answer.text());
        assert_eq!(noted(&hall).await, ["account clerk@example.org: Anmeldung mit Rathaus-Login: verbunden -> "]);
        assert_eq!(clerk.opens("/tag").await.status, 303);
        assert_eq!(hall.clerk().signs_in_at(&provider, "kaya").await.status, 422);
        // Where there is no provider there is nothing to take.
        hall.take_in(&town::small()).await;
        assert_eq!(admin.submits(&format!("{path}/anbieter"), &[]).await.status, 404);
        hall.close().await;
    }
}
