//! The day at the desk.

use proof::{on_both, town};

on_both! {
    async fn an_appointment_stands_in_its_colleagues_column_and_in_the_list(hall: Hall) {
        let citizen = hall.citizen().named("Ada Wichtig");
        citizen.books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/tag?datum=24.11.").await.text();
        assert!(page.contains("Dienstag, 24. November 2026"), "{page}");
        assert!(page.matches("Ada Wichtig").count() == 2, "{page}");
        let empty = clerk.opens("/tag?datum=25.11.2026").await.text();
        assert!(empty.contains("noch kein Termin vergeben"), "{empty}");
        let unread = clerk.opens("/tag?datum=morgen").await.text();
        assert!(unread.contains("Dieses Datum war nicht zu lesen"), "{unread}");
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
