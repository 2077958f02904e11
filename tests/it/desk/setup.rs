//! "Einrichtung": who may set what, and how much of it there is.

use proof::{Hall, PASSWORD, on_both, town};

on_both! {
    async fn everybody_finds_what_she_may_set_and_her_own_departments_figures(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let administrator = hall.signed_in("administrator").await;
        let all = administrator.opens("/einrichtung").await;
        assert_eq!(all.status, 200);
        let all = all.text();
        for found in ["3 Personen", "/konten\">Konten", "/wortlaut\">Nachrichten", "unser Wortlaut", "/schliesstage\">"] {
            assert!(all.contains(found), "{found}: {all}");
        }
        assert!(all.contains("aria-current=\"page\">Einrichtung"), "{all}");
        let accounts = administrator.opens("/konten").await.text();
        assert!(accounts.contains("aria-current=\"page\">Einrichtung"), "accounts are found by it: {accounts}");

        hall.employ("lead@example.org", "lead", &["bauamt"]).await;
        let mut lead = hall.clerk();
        lead.sign_in("lead@example.org", PASSWORD).await;
        let hers = lead.opens("/einrichtung").await.text();
        assert!(hers.contains("1 Person<") && !hers.contains("3 Personen"), "{hers}");
        assert!(!hers.contains("/konten\"") && !hers.contains("/wortlaut\""), "{hers}");
        hall.close().await;
    }
}
