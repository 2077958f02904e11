//! What the operator's people know of a town's health, and how they let somebody in where nobody can (S-08, S-36).

use axum::http::Method;
use proof::{Clerk, PASSWORD, on_both, town};
use sea_orm::ConnectionTrait as _;
use server::db::audit::verify;

use super::operator::line;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const TOWN: &str = "/kommunen/kleinstadt";

/// The link that a page shows, below the town's desk.
fn link(page: &str) -> String {
    let rest = page
        .split("/desk/kleinstadt/zugang/")
        .nth(1)
        .unwrap_or_else(|| panic!("no link: {page}"));
    format!("/zugang/{}", rest.split('<').next().unwrap_or_default())
}

async fn admits(operator: &Clerk, name: &str, email: &str) -> proof::Answer {
    operator
        .submits(&format!("{TOWN}/zugang"), &[("name", name), ("email", email)])
        .await
}

on_both! {
    async fn the_list_says_what_is_to_come_what_waits_and_what_reached_nobody(hall: Hall) {
        hall.take_in(&town::staffed("grossstadt", 3)).await;
        let operator = hall.operator().await;
        let page = operator.opens("").await.text();
        for town in ["kleinstadt", "grossstadt"] {
            assert!(line(&page, town).contains("0 stehen an 0 gespeichert alle zugestellt nicht bekannt"), "{}", line(&page, town));
        }
        let mika = hall.citizen();
        let first = mika.books(PASS, "2026-11-24T09:00:00+01:00").await;
        mika.books(PASS, "2026-11-24T09:30:00+01:00").await;
        mika.holds(PASS, "2026-11-25T09:00:00+01:00").await;
        let path = format!("/appointments/{}/cancel", first.token);
        assert!(mika.ask(Method::POST, &path, None).await.status.is_success());
        // A message that came back and one that still waits.
        let db = hall.database.inspector().await;
        let dead = "UPDATE notice SET state = 'dead' WHERE kind = 'booked' AND appointment_id IN (SELECT id FROM appointment WHERE state = 'booked')";
        assert_eq!(db.execute_unprepared(dead).await.expect("written").rows_affected(), 1);
        db.execute_unprepared("DELETE FROM errand WHERE notice_id IN (SELECT id FROM notice WHERE state = 'dead')").await.expect("written");
        db.close().await.expect("closed");
        hall.minutes_pass(10);
        let page = operator.opens("").await.text();
        let small = line(&page, "kleinstadt");
        assert!(small.contains("1 stehen an 3 gespeichert 1 unzustellbar") && small.contains("warten 23.11.2026"), "{small}");
        assert!(line(&page, "grossstadt").contains("0 stehen an 0 gespeichert alle zugestellt nicht bekannt"), "{}", line(&page, "grossstadt"));
        let own = operator.opens(TOWN).await.text();
        assert!(own.contains("1 stehen an, 3 sind gespeichert") && own.contains("1 sind unzustellbar"), "{own}");
        // Two days later the one is over; whoever works there uses the town.
        hall.minutes_pass(2 * 24 * 60);
        hall.signed_in_at("grossstadt", "clerk").await;
        let mut operator = operator;
        operator.sign_in(proof::OPERATOR, PASSWORD).await;
        operator.shows_code(&hall.code_at("betrieb", proof::OPERATOR).await).await;
        let page = operator.opens("").await.text();
        assert!(line(&page, "kleinstadt").contains("0 stehen an 3 gespeichert"), "{}", line(&page, "kleinstadt"));
        assert!(line(&page, "grossstadt").contains("25.11.2026"), "{}", line(&page, "grossstadt"));
        for citizens in ["Mika", "mika@example.org", &first.reference] {
            assert!(!page.contains(citizens) && !own.contains(citizens), "{citizens}");
        }
    }

    async fn somebody_is_let_in_where_nobody_could_sign_in_yet(hall: Hall) {
        let operator = hall.operator().await;
        let page = operator.opens(TOWN).await.text();
        assert!(page.contains("niemand") && page.contains("Link erstellen"), "{page}");
        for (name, email, told) in [
            ("", "sommer@example.org", "field=\"name\""),
            ("A. Sommer", "kein Postfach", "field=\"email\""),
        ] {
            let page = admits(&operator, name, email).await;
            assert_eq!(page.status, 422, "{told}: {}", page.text());
            assert!(page.text().contains(&format!("value=\"{email}\"")), "what was typed is kept: {}", page.text());
        }
        let page = admits(&operator, "A. Sommer", " Sommer@Example.org ").await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("15 Minuten"), "{}", page.text());
        let first = link(&page.text());
        // Once more, because it was lost: the first one is worth nothing any more.
        assert!(operator.opens(TOWN).await.text().contains("value=\"sommer@example.org\""), "she is known");
        let second = link(&admits(&operator, "egal", "sommer@example.org").await.text());
        assert_eq!(hall.clerk().opens(&first).await.status, 404);
        let mut sommer = hall.clerk();
        assert_eq!(sommer.submits(&second, &[("new", "vier gelbe Gabeln"), ("again", "vier gelbe Gabeln")]).await.status, 200);
        assert_eq!(sommer.sign_in("sommer@example.org", "vier gelbe Gabeln").await.status, 303);
        let log = sommer.opens("/protokoll").await.text();
        assert!(log.contains("sommer@example.org") && log.contains("K. Muster (betrieb@example.org), Betrieb"), "{log}");
        assert_eq!(verify(&hall.app.db, "kleinstadt").await.expect("readable").expect("it").broken, None);

        // From now on that is the town's own business.
        let page = admits(&operator, "Noch jemand", "noch@example.org").await;
        assert!(page.status == 409 && page.text().contains("Dort kann sich jemand anmelden"), "{}", page.text());
        assert!(!operator.opens(TOWN).await.text().contains("Link erstellen"));
        assert!(hall.app.db.town("kleinstadt").read().await.expect("it").accounts().await.expect("readable").len() == 1);
    }

    async fn a_link_works_for_fifteen_minutes_and_whoever_is_locked_out_comes_back(hall: Hall) {
        let operator = hall.operator().await;
        let late = link(&admits(&operator, "A. Sommer", "sommer@example.org").await.text());
        hall.minutes_pass(15);
        assert_eq!(hall.clerk().opens(&late).await.status, 404);

        hall.employ("chefin@example.org", "administrator", &[]).await;
        hall.employ("kaya@example.org", "clerk", &[]).await;
        let tx = hall.app.db.town("kleinstadt").write().await.expect("it");
        let chefin = tx.account_of("chefin@example.org").await.expect("readable").expect("her");
        server::auth::manage::set_locked(&tx, &chefin, true).await.expect("written");
        tx.commit_quietly().await.expect("kept");
        let page = operator.opens(TOWN).await.text();
        assert!(page.contains("chefin@example.org") && page.contains("gesperrt") && page.contains("sommer@example.org"), "{page}");
        assert!(!page.contains("kaya@example.org"), "who administers nothing is nobody's business: {page}");
        let page = admits(&operator, "K. Kaya", "kaya@example.org").await;
        assert_eq!(page.status, 422, "a clerk does not become an administrator: {}", page.text());
        let back = link(&admits(&operator, "Chefin", "chefin@example.org").await.text());
        let mut chefin = hall.clerk();
        assert_eq!(chefin.submits(&back, &[("new", "vier gelbe Gabeln"), ("again", "vier gelbe Gabeln")]).await.status, 200);
        assert_eq!(chefin.sign_in("chefin@example.org", "vier gelbe Gabeln").await.status, 303);
        assert_eq!(chefin.opens("/konten").await.status, 200);
    }

    async fn nobody_is_let_into_what_is_no_town(hall: Hall) {
        let operator = hall.operator().await;
        for nowhere in ["nirgendwo", "betrieb"] {
            let fields = [("name", "A. Sommer"), ("email", "sommer@example.org")];
            assert_eq!(operator.submits(&format!("/kommunen/{nowhere}/zugang"), &fields).await.status, 404, "{nowhere}");
        }
        let house = hall.app.db.town("betrieb").read().await.expect("the house").accounts().await.expect("readable");
        assert_eq!(house.len(), 1);
    }
}
