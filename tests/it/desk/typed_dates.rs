//! One digit too many in a year: told beside the field on every page that takes a date, and nothing is saved. A date that
//! could not be read again would close the whole town.

use proof::on_both;

use super::absence::count;

const SLIPS: [&str; 5] = [
    "30.11.20266",
    "31.12.262142",
    "1.1.30000",
    "+20266-11-30",
    "1.1.1969",
];

/// As it stands in an address.
fn encoded(text: &str) -> String {
    text.replace('+', "%2B")
}

on_both! {
    async fn a_cut_in_a_year_no_town_plans_for_is_not_saved(hall: Hall) {
        let administrator = hall.signed_in("administrator").await;
        let page = administrator.opens("/dienstzeiten?person=kaya").await.text();
        let shift = page.split("name=\"dienstzeit\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a shift");
        let one_shift = [("person", "kaya"), ("schritt", "dienstzeit"), ("dienstzeit", shift), ("wie", "endet")];
        let file = hall.exports().await;
        for slip in SLIPS {
            for (page, fields, field) in [
                ("/abwesenheit", &[("person", "kaya"), ("zeitraum", "von-bis")][..], "von"),
                ("/abwesenheit", &[("person", "kaya"), ("zeitraum", "von-bis"), ("von", "24.11.")], "bis"),
                ("/schliesstage", &[("amt", "buergerbuero")], "von"),
                ("/schliesstage", &[("amt", "buergerbuero"), ("von", "24.11.")], "bis"),
                ("/schliesstage", &[("amt", "*"), ("anlass", "Heimatfest")], "von"),
                ("/dienstzeiten", &[("person", "kaya"), ("schritt", "ausscheiden")], "letzter"),
                ("/dienstzeiten", &one_shift, "gilt"),
            ] {
                let mut query: String = fields.iter().map(|(name, value)| format!("{name}={}&", encoded(value))).collect();
                query += &format!("{field}={}", encoded(slip));
                let mut sent = fields.to_vec();
                sent.extend([(field, slip), ("siegel", "x")]);
                let asked = administrator.opens(&format!("{page}?{query}")).await;
                let saved = administrator.submits(page, &sent).await;
                for answer in [asked, saved] {
                    let text = answer.text();
                    assert!(answer.status == 422 && text.contains(&format!("id=\"{field}-error\"")), "{page} {query}: {text}");
                    assert!(text.contains(&format!("value=\"{slip}\"")), "nothing typed is lost, {query}: {text}");
                }
            }
        }
        assert_eq!(hall.exports().await, file);
        assert_eq!(count(&hall, "rescue").await, 0);
    }

    async fn an_appointment_in_such_a_year_is_neither_looked_for_nor_promised(hall: Hall) {
        hall.citizen().books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        assert_eq!(clerk.reports_absence("person=kaya&zeitraum=von-bis&von=25.11.").await.status, 303);
        let day = clerk.opens("/tag?datum=24.11.").await.text();
        let prefix = format!("/desk/{}", hall.town);
        let mut links = day.split('"').filter_map(|part| part.strip_prefix(&prefix));
        let one = links.find(|path| path.starts_with("/termine/")).expect("a link").to_owned();
        for slip in SLIPS {
            let typed = encoded(slip);
            for page in ["/tag", "/woche"] {
                let answer = clerk.opens(&format!("{page}?datum={typed}")).await;
                assert!(answer.status == 200 && answer.text().contains("Dieses Datum war nicht zu lesen."), "{page} {slip}: {}", answer.text());
            }
            for (path, field) in [
                ("/vergeben?anliegen=pass&anzahl=1&suchen=ja&ab=".to_owned(), "ab"),
                (format!("{one}/verschieben?ab="), "ab"),
                ("/abwesenheit/ende?person=kaya&von=2026-11-25T00:00&bis=2026-11-26T00:00&tag=".to_owned(), "tag"),
            ] {
                let answer = clerk.opens(&format!("{path}{typed}")).await;
                assert!(answer.status == 422 && answer.text().contains(&format!("id=\"{field}-error\"")), "{path}{typed}: {}", answer.text());
            }
            let beside = [("datum", slip), ("uhrzeit", "09:00"), ("person", "kaya"), ("grund", "Flug am Abend")];
            let given = clerk.submits("/ueberbuchen", &[&beside[..], &[("anliegen", "pass"), ("anzahl", "1"), ("schluessel", &"A".repeat(22)), ("name", "Eva Eilig")]].concat()).await;
            let moved = clerk.submits(&format!("{one}/ueberbuchen"), &[&beside[..], &[("revision", "1")]].concat()).await;
            for answer in [given, moved] {
                assert!(answer.status == 422 && answer.text().contains("id=\"datum-error\""), "{slip}: {}", answer.text());
            }
        }
        assert_eq!(count(&hall, "history").await, 1);
        // The first and the last day there are can be looked at.
        for day in ["1.1.1970", "31.12.2999"] {
            assert_eq!(clerk.opens(&format!("/tag?datum={day}")).await.status, 200, "{day}");
        }
    }
}
