//! The day at the desk.

use proof::{on_both, town};

on_both! {
    async fn an_appointment_stands_in_its_colleagues_column_and_in_the_list(hall: Hall) {
        let citizen = hall.citizen().named("Ada Wichtig");
        citizen.books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/tag?datum=24.11.").await.text();
        assert!(page.contains("Dienstag, 24. November 2026"), "{page}");
        let whole = |name: &str| page.split_once(&format!("id=\"{name}\"")).expect(name).1.to_owned();
        let section = |name: &str, end: &str| whole(name).split_once(end).expect(end).0.to_owned();
        assert!(section("raster", "id=\"liste\"").contains("<strong>Ada Wichtig</strong> 09:00"), "{page}");
        assert!(section("liste", "</section>").contains("Ada Wichtig</a>"), "{page}");
        let paper = section("papier", "</main>");
        assert!(paper.contains("<th scope=\"row\">Ada Wichtig</th>") && paper.contains("KS-"), "{page}");
        let empty = clerk.opens("/tag?datum=25.11.2026").await.text();
        assert!(empty.contains("noch kein Termin vergeben"), "{empty}");
        let unread = clerk.opens("/tag?datum=morgen").await.text();
        assert!(unread.contains("Dieses Datum war nicht zu lesen"), "{unread}");
    }

    async fn what_changes_during_a_day_can_be_fetched_by_its_name(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/tag").await.text();
        for name in ["naechste", "raster", "liste", "betroffene", "papier"] {
            let both = format!("id=\"{name}\" data-live=\"{name}\"");
            assert_eq!(page.matches(&both).count(), 1, "{name}: {page}");
        }
    }

    async fn an_idle_day_says_why_and_leads_to_the_next_with_somebody(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        // Neujahr 2027 is a Friday.
        let page = clerk.opens("/tag?datum=1.1.2027").await.text();
        assert!(page.contains("arbeitet niemand (Feiertag: Neujahr)"), "{page}");
        assert!(page.contains("/tag?datum=2027-01-04\">Montag, 4. Januar 2027</a>"), "{page}");
        assert!(!page.contains("class=\"day"), "{page}");
        let sunday = clerk.opens("/tag?datum=29.11.2026").await.text();
        assert!(sunday.contains("An diesem Tag arbeitet niemand. Der nächste Tag"), "{sunday}");
    }

    async fn a_column_says_from_when_on_somebody_is_away(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        lead.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.&bis=24.11.&ab=10:00").await;
        let page = lead.opens("/tag?datum=24.11.2026").await.text();
        assert!(page.contains("<strong>kaya</strong><span class=\"meta\">abwesend ab 10:00</span>"), "{page}");
        assert!(page.contains("<strong>petersen</strong><span class=\"meta\">kein Termin</span>"), "{page}");
    }

    async fn a_clerk_sees_her_departments_only(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        hall.citizen()
            .named("Ada Wichtig")
            .books(&[("pass", 1)], "2026-11-24T09:00:00+01:00")
            .await;
        hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
        let mut clerk = hall.clerk();
        clerk.sign_in("fern@example.org", proof::PASSWORD).await;
        let page = clerk.opens("/tag?datum=24.11.").await.text();
        assert!(page.contains("hollmann") && !page.contains("Ada Wichtig"), "{page}");
    }
}
