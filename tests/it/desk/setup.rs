//! "Einrichtung": who may set what, and how much of it there is.

use proof::{Hall, PASSWORD, on_both, town};
use tenants::definition::{self, Beginning, Definition};

on_both! {
    async fn everybody_finds_what_she_may_set_and_her_own_departments_figures(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let administrator = hall.signed_in("administrator").await;
        let all = administrator.opens("/einrichtung").await;
        assert_eq!(all.status, 200);
        let all = all.text();
        for found in ["3 Personen", "/konten\">Konten", "/wortlaut\">Nachrichten", "unser Wortlaut", "/schliesstage\">", "/protokoll\">Protokoll", "/zahlen\">Zahlen"] {
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
        assert!(hers.contains("/zahlen\">Zahlen") && !hers.contains("/protokoll\""), "{hers}");
        assert!(!hers.contains("/konten\"") && !hers.contains("/wortlaut\""), "{hers}");
        assert!(!all.contains("Bis zum ersten Termin fehlt noch"), "{all}");
        hall.close().await;
    }

    async fn a_new_town_is_led_to_what_it_still_lacks(kind: Kind) {
        let beginning = Beginning { name: "Neustadt".to_owned(), slug: "neustadt".to_owned(), phone: "0221 1".to_owned(),
            homepage: "https://neustadt.example".to_owned(), department: "Bürgerbüro".to_owned(), street: "Weg 1".to_owned(),
            city: "32694 Neustadt".to_owned(), ..Beginning::default() };
        let hall = Hall::open(kind, &definition::write(&Definition::beginning(&beginning))).await;
        let administrator = hall.signed_in("administrator").await;
        let page = administrator.opens("/einrichtung").await.text();
        assert!(page.contains("Bis zum ersten Termin fehlt noch") && !page.contains("Noch kein Amt"), "{page}");
        for missing in ["Noch niemand, der Termine übernimmt", "Noch keine Dienstleistung", "Noch keine Dienstzeiten"] {
            assert!(page.contains(missing), "{missing}: {page}");
        }
        let steps = page.split("class=\"todo\"").nth(1).expect("a list").split("</ol>").next().expect("its end");
        let links: Vec<_> = steps.split("href=\"/desk/neustadt").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(links.len(), 3, "{steps}");
        for link in links {
            assert_eq!(administrator.opens(link).await.status, 200, "{link}");
        }
        let form = administrator.opens("/einrichtung/neue-person?amt=buergerbuero").await;
        let path = "/einrichtung/neue-person?amt=buergerbuero";
        let made = administrator.sends_back(path, &form, &[("name", "M. Kaya"), ("skills", "*")]).await;
        assert_eq!(made.status, 303, "{}", made.text());
        let page = administrator.opens("/einrichtung").await.text();
        assert!(!page.contains("Noch niemand") && page.contains("Noch keine Dienstleistung"), "{page}");
        hall.close().await;
    }
}
