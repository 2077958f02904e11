//! The operator's house: its people see the towns of the installation and nothing of what is in them; nobody else sees the
//! house (S-36).

use axum::body::Body;
use axum::http::Request;
use proof::{Hall, OPERATOR, PASSWORD, on_both, town};
use server::db::operator as towns;
use tenants::operator::SLUG;

/// What a town's line says, tags left out.
pub fn line(page: &str, slug: &str) -> String {
    let rows = page.split("<tr>").skip(1);
    let row = rows
        .filter(|row| row.contains(&format!("<span class=\"meta\">{slug}</span>")))
        .map(|row| row.split("</tr>").next().unwrap_or_default())
        .next()
        .unwrap_or_else(|| panic!("no line for {slug}: {page}"));
    let mut told = String::new();
    for piece in row.split('<') {
        told.push_str(piece.split_once('>').map_or("", |(_, text)| text));
        told.push(' ');
    }
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a page of the server says to anybody.
pub async fn get(hall: &Hall, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let answer = hall.send(request).await;
    let status = answer.status().as_u16();
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
        .await
        .expect("a body");
    (status, String::from_utf8_lossy(&body).into_owned())
}

on_both! {
    async fn the_operator_sees_every_town_with_its_counts(hall: Hall) {
        hall.take_in(&town::staffed("grossstadt", 3)).await;
        hall.employ("chefin@example.org", "administrator", &[]).await;
        hall.employ("kaya@example.org", "clerk", &[]).await;
        hall.invite("kommt-noch@example.org", "administrator").await;
        hall.employ_at("grossstadt", "kaya@example.org", "clerk", &[]).await;
        let operator = hall.operator().await;
        let page = operator.opens("").await.text();
        assert!(page.contains("2 Kommunen"), "{page}");
        assert!(!line(&page, "kleinstadt").contains("niemand"), "{}", line(&page, "kleinstadt"));
        assert!(line(&page, "kleinstadt").contains("1 Person 2 2 0 stehen an 0 gespeichert alle zugestellt"), "{}", line(&page, "kleinstadt"));
        // A clerk lets nobody in, and whoever is only invited has not come yet.
        assert!(line(&page, "grossstadt").contains("niemand 1 3 0 stehen an 0 gespeichert alle zugestellt"), "{}", line(&page, "grossstadt"));
        assert!(page.contains("Auf der Seite der Kommune erstellen Sie einen Link"), "{page}");
        assert!(!page.contains(&format!("<span class=\"meta\">{SLUG}</span>")), "the house is no town");

        let id = hall.account("chefin@example.org").await.id.0;
        let lead = hall.signed_in("administrator").await;
        lead.submits(&format!("/konten/{id}/sperre"), &[("locked", "true")]).await;
        let page = operator.opens("").await.text();
        assert!(line(&page, "kleinstadt").contains("1 Person 2"), "the locked one does not count: {}", line(&page, "kleinstadt"));
    }

    async fn towns_are_found_by_a_part_of_their_name(hall: Hall) {
        let doerentrup = town::small().replace("kleinstadt", "doerentrup").replace("Kleinstadt", "Gemeinde Dörentrup");
        hall.take_in(&doerentrup).await;
        let operator = hall.operator().await;
        for typed in ["d%C3%B6r", "D%C3%96R", "doer", "gemeinde+trup", "DOERENTRUP"] {
            let page = operator.opens(&format!("?q={typed}")).await.text();
            assert!(page.contains("1 Kommune zu"), "{typed}: {page}");
            line(&page, "doerentrup");
        }
        let page = operator.opens("?q=entenhausen").await.text();
        assert!(page.contains("gibt es keine Kommune") && page.contains("value=\"entenhausen\""), "{page}");
        for strange in ["?q=%25", "?q=%3Cscript%3E", "?ab=99999999999", "?q=+&ab=50"] {
            let answer = operator.opens(strange).await;
            assert_eq!(answer.status, 200, "{strange}");
            assert!(!answer.text().contains("<script>"));
        }
        assert_eq!(operator.opens("?ab=viele").await.status, 400);
    }

    async fn many_towns_stand_on_several_pages(hall: Hall) {
        for number in 0..52 {
            hall.take_in(&town::small().replace("kleinstadt", &format!("stadt-{number:02}"))).await;
        }
        let operator = hall.operator().await;
        let first = operator.opens("").await.text();
        assert!(first.contains("1 bis 50 von 53 Kommunen"), "{first}");
        assert!(first.contains("/desk/betrieb?q=&amp;ab=50") || first.contains("/desk/betrieb?q=&#38;ab=50"), "{first}");
        line(&first, "stadt-48");
        let last = operator.opens("?ab=50").await.text();
        assert!(last.contains("51 bis 53 von 53 Kommunen"), "{last}");
        line(&last, "stadt-51");
        assert!(last.contains("ab=0"), "the way back");
        assert_eq!(operator.opens("?ab=500").await.text().matches("<tr>").count(), 1 + 3, "beyond the end stands the last page");
    }

    async fn no_citizen_and_no_console_meets_the_house_as_a_town(hall: Hall) {
        let operator = hall.operator().await;
        // Troubles of the house are remembered by nobody.
        operator.submits("/konten/999/link", &[]).await;
        for path in ["/{}", "/{}/", "/{}/theme.css", "/{}/termin", "/api/v1/towns/{}", "/api/v1/towns/{}/availability"] {
            let (house, unknown) = (get(&hall, &path.replace("{}", SLUG)).await, get(&hall, &path.replace("{}", "metrics")).await);
            assert_eq!(house.0, 404, "{path}");
            assert_eq!(house.1.replace(SLUG, "metrics"), unknown.1, "{path}");
        }
        let listed = towns::list(&hall.app.db).await.expect("listed");
        assert_eq!(listed.iter().map(|town| town.slug.as_str()).collect::<Vec<_>>(), ["kleinstadt"]);
        assert_eq!(towns::export(&hall.app.db, SLUG).await.expect("asked"), None);
    }

    async fn what_is_missing_at_a_desk_leads_to_the_desk(hall: Hall) {
        let operator = hall.operator().await;
        let clerk = hall.signed_in("clerk").await;
        for (clerk, missing, home) in [
            (&operator, "/nichts", "/desk/betrieb"),
            (&operator, "/tag", "/desk/betrieb"),
            (&clerk, "/nichts", "/desk/kleinstadt"),
        ] {
            let answer = clerk.opens(missing).await;
            let page = answer.text();
            assert!(answer.status == 404 && page.contains(&format!("href=\"{home}\"")), "{page}");
            assert!(page.contains("auf der ersten Seite Ihrer Terminverwaltung") && !page.contains("Webseite Ihrer Kommune"), "{page}");
        }
        let (status, page) = get(&hall, "/desk/nirgendwo").await;
        assert!(status == 404 && page.contains("Webseite Ihrer Kommune"), "{page}");
    }

    async fn a_link_of_one_house_opens_no_other(hall: Hall) {
        hall.operator().await;
        hall.employ("chefin@example.org", "administrator", &[]).await;
        let towns_link = hall.link_for("chefin@example.org").await;
        let operators_link = hall.link_at(SLUG, OPERATOR).await;
        assert_eq!(hall.clerk().at_town(SLUG).opens(&format!("/zugang/{towns_link}")).await.status, 404);
        assert_eq!(hall.clerk().opens(&format!("/zugang/{operators_link}")).await.status, 404);
        let page = hall.clerk().at_town(SLUG).opens(&format!("/zugang/{operators_link}")).await;
        assert_eq!(page.status, 200);
        // Nor does a password.
        assert_eq!(hall.clerk().at_town(SLUG).sign_in("chefin@example.org", PASSWORD).await.status, 422);
        assert_eq!(hall.clerk().sign_in(OPERATOR, PASSWORD).await.status, 422);
    }

    async fn the_operators_pages_say_what_they_are(hall: Hall) {
        let operator = hall.operator().await;
        let page = operator.opens("").await.text();
        for there in ["Kommunen", "/desk/betrieb/konten", "/desk/betrieb/konto", "<span class=\"meta\">Betrieb</span>"] {
            assert!(page.contains(there), "{there}: {page}");
        }
        for away in ["Anrufliste", "data-news", "theme.css", "Verwaltung der Kommune"] {
            assert!(!page.contains(away), "{away}: {page}");
        }
        let accounts = operator.opens("/konten").await.text();
        assert!(accounts.contains("<td>Betrieb</td>") && accounts.contains("/desk/betrieb/konten/neu") && !accounts.contains("alle Ämter"), "{accounts}");
        let own = operator.opens("/konto").await.text();
        assert!(own.contains("<dd>Betrieb</dd>") && own.contains("lässt sich deshalb nicht ausschalten"), "{own}");
    }
}

on_both! {
    async fn an_installation_without_towns_says_how_to_begin(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let db = hall.database.inspector().await;
        sea_orm::ConnectionTrait::execute_unprepared(&db, "DELETE FROM town WHERE id > 0").await.expect("gone");
        db.close().await.expect("closed");
        let page = hall.operator().await.opens("").await.text();
        assert!(page.contains("noch keine Kommune") && page.contains("rathaustermin town apply"), "{page}");
        hall.close().await;
    }
}
