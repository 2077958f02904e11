//! The audit log at the desk: found by whoever decides for the town, searched, paged by number, and proved whole on request.

use proof::{Clerk, Hall, PASSWORD, on_both, town};
use sea_orm::{ConnectionTrait, DbBackend};

/// A town in which three names were changed, one after the other, and somebody was away.
async fn changed(kind: proof::Kind) -> (Hall, Clerk) {
    let hall = Hall::open(kind, &town::two_departments()).await;
    for name in ["Pass", "Ausweis", "Öffentliche Urkunde"] {
        hall.take_in(&town::two_departments().replace("Reisepass beantragen", name))
            .await;
        hall.minutes_pass(24 * 60);
    }
    let administrator = hall.signed_in("administrator").await;
    administrator
        .reports_absence("person=kaya&zeitraum=von-bis&von=30.11.")
        .await;
    (hall, administrator)
}

/// Numbers of the entries that a page lists.
fn numbers(page: &str) -> Vec<i64> {
    let links = page.split("<span class=\"unseen\">Eintrag </span>").skip(1);
    links
        .map(|rest| {
            rest.split('<')
                .next()
                .and_then(|number| number.parse().ok())
                .expect("a number")
        })
        .collect()
}

on_both! {
    async fn an_administrator_reads_who_changed_what_in_german(kind: Kind) {
        let (hall, administrator) = changed(kind).await;
        let page = administrator.opens("/protokoll").await;
        assert_eq!(page.status, 200);
        let text = page.text();
        assert_eq!(numbers(&text), [5, 4, 3, 2, 1], "the latest first");
        for told in ["Abwesenheiten von „kaya“", "K. Muster (administrator@example.org)", "Konsole", "Dienstleistung „Öffentliche Urkunde“",
            "Name (Deutsch)", "<del>Ausweis</del>", "<ins>Öffentliche Urkunde</ins>"] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(!text.contains("30.11."), "when a colleague was away is nobody's business for ever: {text}");
        assert!(!text.contains("service pass"), "{text}");
        let entry = administrator.opens("/protokoll/4").await;
        assert!(entry.status == 200 && entry.text().contains("Öffentliche Urkunde"), "{}", entry.text());
        for unknown in ["/protokoll/99", "/protokoll/0", "/protokoll/-1", "/protokoll/x", "/protokoll/99999999999999999999"] {
            assert_eq!(administrator.opens(unknown).await.status, 404, "{unknown}");
        }
        hall.close().await;
    }

    async fn every_field_of_the_search_narrows_it(kind: Kind) {
        let (hall, administrator) = changed(kind).await;
        for (query, found) in [
            ("q=urkunde", vec![4, 3, 2]),
            ("q=%C3%B6ffentliche", vec![4, 3, 2]),
            ("q=kaya", vec![5]),
            ("q=ausweis+urkunde", vec![4, 3]),
            ("q=%25", vec![]),
            ("q=_", vec![]),
            ("person=konsole", vec![4, 3, 2, 1]),
            ("person=ADMINISTRATOR%40example.org", vec![5]),
            ("person=niemand", vec![]),
            ("bereich=dienstleistungen", vec![4, 3, 2]),
            ("bereich=abwesenheiten&person=muster", vec![5]),
            ("bereich=kommune", vec![1]),
            ("bereich=unsinn", vec![5, 4, 3, 2, 1]),
            ("art=hinzugefuegt", vec![5, 1]),
            ("art=entfernt", vec![]),
            ("von=24.11.2026&bis=24.11.2026", vec![3]),
            ("von=25.11.2026", vec![5, 4]),
            ("bis=23.11.2026", vec![2, 1]),
            ("vor=3", vec![2, 1]),
            ("vor=unsinn", vec![5, 4, 3, 2, 1]),
        ] {
            let page = administrator.opens(&format!("/protokoll?{query}")).await;
            assert_eq!(page.status, 200, "{query}");
            assert_eq!(numbers(&page.text()), found, "{query}");
        }
        let page = administrator.opens("/protokoll?q=Unsinn").await.text();
        assert!(page.contains("Dazu gibt es keinen Eintrag."), "{page}");
        for (query, told) in [
            ("von=gestern", "Bitte geben Sie den Tag in der Form 26.11.2026 ein."),
            ("von=26.11.2026&bis=25.11.2026", "Dieser Tag liegt vor dem ersten."),
        ] {
            let page = administrator.opens(&format!("/protokoll?{query}&q=Pass")).await;
            assert_eq!(page.status, 422, "{query}");
            let text = page.text();
            assert!(text.contains(told) && text.contains("value=\"Pass\""), "{text}");
        }
        hall.close().await;
    }

    async fn pages_follow_each_other_by_number_without_a_gap(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        for name in 0..59 {
            hall.take_in(&town::small().replace("Reisepass beantragen", &format!("Pass {name}"))).await;
        }
        let administrator = hall.signed_in("administrator").await;
        let (mut seen, mut next) = (Vec::new(), "/protokoll?bereich=dienstleistungen".to_owned());
        loop {
            let page = administrator.opens(&next).await.text();
            seen.extend(numbers(&page));
            // What is written meanwhile moves nothing.
            hall.take_in(&town::small().replace("Reisepass beantragen", &format!("Neu {}", seen.len()))).await;
            let Some(link) = page.split("Ältere Einträge").next().filter(|_| page.contains("Ältere Einträge")) else {
                break;
            };
            let link = link.rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("a link");
            next = link.replace("&amp;", "&").replace(&format!("/desk/{}", hall.town), "");
        }
        assert_eq!(seen, (2..=60).rev().collect::<Vec<_>>());
        hall.close().await;
    }

    async fn what_is_long_is_whole_on_its_own_page(kind: Kind) {
        let long = format!("Anfang {} Schluss", "sehr ".repeat(40));
        let hall = Hall::open(kind, &town::small()).await;
        hall.take_in(&town::small().replace("Geburtsurkunde", &long)).await;
        let administrator = hall.signed_in("administrator").await;
        let list = administrator.opens("/protokoll").await.text();
        assert!(list.contains("Anfang") && !list.contains("Schluss") && list.contains("Ganze Angabe ansehen"), "{list}");
        assert!(administrator.opens("/protokoll/2").await.text().contains(&long));
        hall.close().await;
    }

    async fn whether_it_is_whole_is_looked_at_when_somebody_asks(kind: Kind) {
        let (hall, administrator) = changed(kind).await;
        let whole = administrator.submits("/protokoll", &[]).await.text();
        assert!(whole.contains("vollständig und unverändert") && whole.contains("Geprüft: 5 Einträge."), "{whole}");
        let db = hall.database.inspector().await;
        let triggers: &[&str] = if db.get_database_backend() == DbBackend::Postgres {
            &["DROP TRIGGER audit_stays ON audit"]
        } else {
            &["DROP TRIGGER audit_stays"]
        };
        for sql in triggers.iter().chain(&["UPDATE audit SET who = 'Niemand' WHERE number = 3"]) {
            db.execute_unprepared(sql).await.expect(sql);
        }
        db.close().await.expect("the inspector leaves");
        let viewed = administrator.opens("/protokoll").await.text();
        assert!(viewed.contains("Niemand") && !viewed.contains("stimmt ab Eintrag"), "a view does not look");
        let broken = administrator.submits("/protokoll", &[]).await.text();
        assert!(broken.contains("Das Protokoll stimmt ab Eintrag 3 nicht mehr."), "{broken}");
        hall.close().await;
    }

    async fn it_is_for_those_who_decide_for_the_whole_town(kind: Kind) {
        let (hall, _) = changed(kind).await;
        hall.employ("bau@example.org", "administrator", &["bauamt"]).await;
        let mut limited = hall.clerk();
        limited.sign_in("bau@example.org", PASSWORD).await;
        assert_eq!(limited.opens("/protokoll").await.status, 403);
        assert_eq!(limited.opens("/protokoll/1").await.status, 403);
        assert_eq!(limited.submits("/protokoll", &[]).await.status, 403);
        let other = hall.take_in(&town::staffed("nachbar", 1)).await;
        let neighbour = hall.signed_in_at(&other, "administrator").await;
        assert_eq!(numbers(&neighbour.opens("/protokoll").await.text()), [1], "its own");
        hall.close().await;
    }
}
