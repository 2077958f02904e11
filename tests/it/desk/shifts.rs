//! A shift ends or becomes shorter, a colleague leaves: the same path as when somebody is ill (H10, H11).

use proof::{Answer, Clerk, on_both, town};
use wire::AppointmentState;

use super::absence::count;
use super::remedies::{calls_in, who_has_what};

const PASS: &[(&str, u32)] = &[("pass", 1)];
const CARD: &[(&str, u32)] = &[("perso", 1)];
/// Kaya's last day is Monday 30 November.
const LEAVES: &str = "person=kaya&schritt=ausscheiden&letzter=30.11.";
const SAVED: &str = "/desk/kleinstadt/betroffene?gespeichert=1";
const TAKE_BACK: &str = "/abwesenheit/1/zuruecknehmen";

async fn preview(clerk: &Clerk, query: &str) -> Answer {
    let answer = clerk.opens(&format!("/dienstzeiten?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

async fn save(clerk: &Clerk, shown: &Answer) -> Answer {
    clerk.sends_back("/dienstzeiten", shown, &[]).await
}

/// What the page of a person sends for the shift that is told like this.
async fn key_of(clerk: &Clerk, person: &str, told: &str) -> String {
    let page = preview(clerk, &format!("person={person}")).await.text();
    let shifts = page.split("name=\"dienstzeit\" value=\"").skip(1);
    let mut found = shifts.filter(|shift| shift.split('<').next().is_some_and(|own| own.contains(told)));
    let found = found.next().and_then(|shift| shift.split('"').next());
    found
        .unwrap_or_else(|| panic!("no shift {told}: {page}"))
        .to_owned()
}

on_both! {
    async fn whoever_leaves_keeps_what_is_before_and_the_rest_is_looked_after(hall: Hall) {
        let citizen = hall.citizen();
        let early = citizen.books(PASS, "2026-11-30T09:00:00+01:00").await;
        let card = citizen.clone().named("Clara Karte").books(CARD, "2026-12-01T09:00:00+01:00").await;
        let lost = citizen.clone().named("Paul Pass").books(PASS, "2026-12-01T10:00:00+01:00").await;
        let late = citizen.clone().named("Greta Spät").books(PASS, "2027-01-21T10:00:00+01:00").await;
        let lead = hall.signed_in("lead").await;
        calls_in(&lead, "Lore Land", "0221 4710456", "2026-12-02T09:00:00+01:00").await;
        let (file, held) = (hall.exports().await, who_has_what(&hall).await);
        let shown = preview(&lead, LEAVES).await;
        let page = shown.text();
        assert!(page.contains("kaya ist ab 01.12.2026 nicht mehr im Dienst") && page.contains("petersen übernimmt"), "{page}");
        assert!(page.contains("Paul Pass") && page.contains("Greta Spät") && page.contains("Lore Land"), "{page}");
        assert!(page.contains("Das Konto bleibt bestehen: Bitte lassen Sie es") && !page.contains("Konten zeigen"), "{page}");
        let own = preview(&hall.signed_in("administrator").await, LEAVES).await.text();
        assert!(own.contains("Das Konto bleibt bestehen: Bitte sperren Sie es") && own.contains("Konten zeigen"), "{own}");
        assert_eq!(hall.exports().await, file, "a preview changes nothing");
        let saved = save(&lead, &shown).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let list = lead.opens("/betroffene?gespeichert=1").await.text();
        assert!(list.contains("Letzter Arbeitstag eingetragen") && list.contains("Zurücknehmen"), "{list}");

        assert_eq!(citizen.views(&early.token).await.state, AppointmentState::Booked);
        assert_eq!(citizen.views(&card.token).await.at, card.at);
        for gone in [&lost, &late] {
            assert_eq!(citizen.views(&gone.token).await.state, AppointmentState::Displaced);
            let own = citizen.reads(&format!("/termin/{}", gone.token)).await.text();
            assert!(own.contains("kann nicht stattfinden") && !own.contains("kaya") && !own.contains("Dienstzeit"), "{own}");
        }
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced' AND due_at = owed_at + 300000000").await, 2);
        assert_eq!(count(&hall, "notice WHERE kind <> 'booked' AND kind <> 'displaced'").await, 0);
        assert_eq!(count(&hall, "call_entry WHERE cause = 'unreachable'").await, 1);
        // At once, and only from then on. She is nobody's stand-in any more.
        let free = citizen.looks(&["pass"], "2026-11-30", 60).await;
        let open: Vec<_> = free.days.iter().filter(|day| !day.starts.is_empty()).map(|day| day.date.as_str()).collect();
        assert_eq!(open, ["2026-11-30"]);
        let away = lead.opens("/abwesenheit?person=petersen&zeitraum=von-bis&von=01.12.").await.text();
        assert!(away.contains("Clara Karte") && !away.contains("kaya übernimmt"), "{away}");

        hall.minutes_pass(4);
        let back = lead.submits(TAKE_BACK, &[]).await;
        assert!(back.status == 200 && back.text().contains("Dienstzeiten zurückgenommen: Alle Termine sind wieder wie zuvor"), "{}", back.text());
        assert_eq!(hall.exports().await, file, "byte for byte");
        assert_eq!(who_has_what(&hall).await, held);
        assert_eq!(count(&hall, "notice WHERE kind <> 'booked' AND state <> 'withdrawn'").await, 0, "nobody hears of it");
        assert_eq!(count(&hall, "offer").await + count(&hall, "call_entry").await, 0);
        assert_eq!(lead.submits(TAKE_BACK, &[]).await.status, 404, "once is enough");
    }

    async fn a_shift_that_becomes_shorter_loses_only_what_stands_on_the_rest(hall: Hall) {
        let citizen = hall.citizen();
        let at = |when: &str| format!("{when}:00+01:00");
        let stays = [
            citizen.books(PASS, &at("2026-11-24T11:00")).await,
            citizen.books(PASS, &at("2026-12-01T09:00")).await,
            citizen.books(PASS, &at("2026-12-02T11:00")).await,
        ];
        let lost = citizen.clone().named("Paul Pass").books(PASS, &at("2026-12-08T11:00")).await;
        let lead = hall.signed_in("lead").await;
        let file = hall.exports().await;
        let tuesday = key_of(&lead, "kaya", "dienstags 08:00–12:00 Uhr").await;
        let query = format!("person=kaya&schritt=dienstzeit&dienstzeit={tuesday}&wie=kuerzer&gilt=01.12.&bis=10:00");
        let shown = preview(&lead, &query).await;
        let page = shown.text();
        assert!(page.contains("Die Dienstzeit dienstags 08:00–12:00 Uhr wird ab 01.12.2026 zu 08:00–10:00 Uhr."), "{page}");
        assert!(page.contains("Dienstzeit ändern") && !page.contains("Konto"), "{page}");
        assert_eq!(save(&lead, &shown).await.status, 303);
        for kept in &stays {
            assert_eq!(citizen.views(&kept.token).await.state, AppointmentState::Booked, "{}", kept.at);
        }
        assert_eq!(citizen.views(&lost.token).await.state, AppointmentState::Displaced);
        let free = citizen.looks(&["pass"], "2026-12-15", 1).await;
        assert_eq!(free.days[0].starts.last().map(|start| start.label.as_str()), Some("09:45"));
        // The rest of it ends altogether, on the page where it is one now.
        let rest = key_of(&lead, "kaya", "dienstags 08:00–10:00 Uhr").await;
        let query = format!("person=kaya&schritt=dienstzeit&dienstzeit={rest}&wie=endet&gilt=10.12.");
        assert_eq!(save(&lead, &preview(&lead, &query).await).await.status, 303);
        assert!(citizen.looks(&["pass"], "2026-12-15", 1).await.days[0].starts.is_empty());
        let early = lead.submits(TAKE_BACK, &[]).await;
        assert!(early.status == 409 && early.text().contains("nichts wurde geändert"), "the shifts are others by now: {}", early.text());
        assert_eq!(lead.submits("/abwesenheit/2/zuruecknehmen", &[]).await.status, 200);
        assert_eq!(lead.submits(TAKE_BACK, &[]).await.status, 200);
        assert_eq!(hall.exports().await, file, "byte for byte");
        hall.take_in(&file).await;
        assert_eq!(citizen.views(&lost.token).await.state, AppointmentState::Booked);
    }

    async fn what_a_shift_becomes_can_go_out_and_come_in_as_a_file(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let tuesday = key_of(&lead, "kaya", "dienstags").await;
        let query = format!("person=kaya&schritt=dienstzeit&dienstzeit={tuesday}&wie=kuerzer&gilt=01.12.&von=9:30");
        assert_eq!(save(&lead, &preview(&lead, &query).await).await.status, 303);
        assert_eq!(save(&lead, &preview(&lead, "person=petersen&schritt=ausscheiden&letzter=30.11.").await).await.status, 303);
        let file = hall.exports().await;
        assert!(file.contains("\"09:30\"") && file.matches("2026-11-30").count() == 6, "{file}");
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file);
    }

    async fn nothing_is_saved_that_was_not_shown(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let shown = preview(&lead, LEAVES).await;
        assert!(shown.text().contains("keine Termine betroffen"));
        hall.citizen().named("Paul Pass").books(PASS, "2026-12-01T09:00:00+01:00").await;
        let file = hall.exports().await;
        let answer = save(&lead, &shown).await;
        assert!(answer.status == 409 && answer.text().contains("nichts wurde gespeichert") && answer.text().contains("Paul Pass"), "{}", answer.text());
        assert_eq!(hall.exports().await, file);
        assert_eq!(save(&lead, &answer).await.status, 303, "and then what is shown now");
    }

    async fn two_leads_who_say_the_same_change_it_once(hall: Hall) {
        hall.citizen().books(PASS, "2026-12-01T09:00:00+01:00").await;
        let lead = hall.signed_in("lead").await;
        let shown = preview(&lead, LEAVES).await;
        let other = lead.clone();
        let (one, two) = tokio::join!(save(&lead, &shown), save(&other, &shown));
        for answer in [&one, &two, &save(&lead, &shown).await] {
            assert_eq!((answer.status.as_u16(), answer.leads_to()), (303, SAVED), "{}", answer.text());
        }
        assert_eq!(count(&hall, "rescue").await, 1);
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced'").await, 1);
    }

    async fn a_second_click_on_a_shorter_shift_is_no_mistake_and_another_wish_is_told(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let tuesday = key_of(&lead, "kaya", "dienstags 08:00–12:00 Uhr").await;
        let query = |end: &str| format!("person=kaya&schritt=dienstzeit&dienstzeit={tuesday}&wie=kuerzer&gilt=01.12.&bis={end}");
        let shown = preview(&lead, &query("10:00")).await;
        let other = preview(&lead, &query("11:00")).await;
        for _ in 0..2 {
            let answer = save(&lead, &shown).await;
            assert_eq!((answer.status.as_u16(), answer.leads_to()), (303, SAVED), "{}", answer.text());
        }
        let file = hall.exports().await;
        let told = save(&lead, &other).await;
        assert!(told.status == 422 && told.text().contains("Bitte wählen Sie eine Dienstzeit"), "{}", told.text());
        assert_eq!(hall.exports().await, file);
        // Opening the preview once more asks anew; only saving is a second click.
        assert_eq!(lead.opens(&format!("/dienstzeiten?{}", query("10:00"))).await.status, 422);
        assert_eq!(lead.submits(TAKE_BACK, &[]).await.status, 200);
        // Taken back is not so any more: then it is a new change.
        assert_eq!(save(&lead, &shown).await.status, 303);
        assert_eq!(count(&hall, "rescue").await, 2);
    }

    async fn the_only_shift_that_ends_is_no_farewell(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        while let page = preview(&lead, "person=petersen").await.text()
            && let Some(rest) = page.split("name=\"dienstzeit\" value=\"").nth(1)
        {
            let key = rest.split('"').next().unwrap_or_default();
            let query = format!("person=petersen&schritt=dienstzeit&dienstzeit={key}&wie=endet&gilt=23.11.");
            let shown = preview(&lead, &query).await;
            let told = shown.text();
            assert!(told.contains("gibt es ab 23.11.2026 nicht mehr") && told.contains("Dienstzeit ändern"), "{told}");
            assert!(!told.contains("nicht mehr im Dienst") && !told.contains("Konto"), "{told}");
            let saved = save(&lead, &shown).await;
            let list = lead.opens(saved.leads_to().trim_start_matches("/desk/kleinstadt")).await.text();
            assert!(list.contains("Dienstzeit geändert"), "{list}");
        }
        assert!(lead.opens("/dienstzeiten?person=petersen").await.text().contains("hat keine Dienstzeiten"));
    }

    async fn shifts_that_others_have_changed_since_are_not_written_over(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let shown = preview(&lead, LEAVES).await;
        let longer = town::small().replace("until = \"12:00\"", "until = \"13:00\"");
        hall.take_in(&longer).await;
        let file = hall.exports().await;
        let answer = save(&lead, &shown).await;
        assert!(answer.status == 409 && answer.text().contains("nichts wurde gespeichert"), "{}", answer.text());
        assert_eq!(hall.exports().await, file);
        assert_eq!(save(&lead, &answer).await.status, 303);
        // Now they are changed behind the back of whoever takes it back.
        hall.take_in(&town::small()).await;
        let file = hall.exports().await;
        let back = lead.submits(TAKE_BACK, &[]).await;
        assert!(back.status == 409 && back.text().contains("lässt sich nicht mehr zurücknehmen"), "{}", back.text());
        assert_eq!(hall.exports().await, file);
    }

    async fn a_lead_changes_nobodys_shifts_in_another_department(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        hall.employ("bau@example.org", "lead", &["bauamt"]).await;
        let mut lead = hall.clerk();
        lead.sign_in("bau@example.org", proof::PASSWORD).await;
        let page = lead.opens("/dienstzeiten").await.text();
        assert!(page.contains("hollmann") && !page.contains("kaya"), "{page}");
        let file = hall.exports().await;
        for answer in [
            lead.opens(&format!("/dienstzeiten?{LEAVES}")).await,
            lead.opens("/dienstzeiten?person=kaya").await,
            lead.submits("/dienstzeiten", &[("person", "kaya"), ("schritt", "ausscheiden"), ("letzter", "30.11.")]).await,
        ] {
            assert!(answer.status == 422 && !answer.text().contains("kaya"), "{}", answer.text());
        }
        let own = hall.signed_in("lead").await;
        assert_eq!(save(&own, &preview(&own, LEAVES).await).await.status, 303);
        assert_ne!(hall.exports().await, file);
        assert_eq!(lead.submits(TAKE_BACK, &[]).await.status, 404);
        let clerk = hall.signed_in("clerk").await;
        assert_eq!(clerk.submits(TAKE_BACK, &[]).await.status, 404, "what a lead changes no clerk takes back");
        assert!(!clerk.opens("/abwesenheit").await.text().contains("Zurücknehmen"));
    }

    async fn what_cannot_be_read_is_told_and_nothing_typed_is_lost(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let tuesday = key_of(&lead, "kaya", "dienstags").await;
        let one = |rest: &str| format!("person=kaya&schritt=dienstzeit&dienstzeit={tuesday}&{rest}");
        for (query, expected, kept) in [
            ("person=niemand".to_owned(), "Bitte wählen Sie, um wen es geht", ""),
            ("person=kaya&schritt=dienstzeit&wie=endet&gilt=1.12.".to_owned(), "Bitte wählen Sie eine Dienstzeit", "value=\"1.12.\""),
            ("person=kaya&schritt=dienstzeit&dienstzeit=ab&wie=kuerzer&gilt=1.12.".to_owned(), "Bitte wählen Sie eine Dienstzeit", "value=\"1.12.\""),
            (one("gilt=1.12."), "endet oder kürzer wird", "checked"),
            (one("wie=endet&gilt=bald"), "Bitte geben Sie den Tag in der Form", "value=\"bald\""),
            (one("wie=endet&gilt=2026-11-22"), "Dieser Tag ist schon vorbei", "value=\"2026-11-22\""),
            (one("wie=kuerzer&gilt=1.12.&bis=spät"), "Bitte geben Sie die Uhrzeit", "value=\"spät\""),
            (one("wie=kuerzer&gilt=1.12.&bis=10:03"), "auf fünf Minuten genau", "value=\"10:03\""),
            (one("wie=kuerzer&gilt=1.12.&bis=13:00"), "Hier wird eine Dienstzeit nur kürzer", "value=\"13:00\""),
            (one("wie=kuerzer&gilt=1.12."), "Hier wird eine Dienstzeit nur kürzer", "value=\"1.12.\""),
            (one("wie=kuerzer&gilt=1.12.&von=11:00&bis=09:00"), "Hier wird eine Dienstzeit nur kürzer", "value=\"11:00\""),
            ("person=kaya&schritt=ausscheiden&letzter=nie".to_owned(), "Bitte geben Sie den letzten Arbeitstag", "value=\"nie\""),
            ("person=kaya&schritt=ausscheiden&letzter=2020-01-01".to_owned(), "Dieser Tag ist schon vorbei", "value=\"2020-01-01\""),
        ] {
            let answer = lead.opens(&format!("/dienstzeiten?{query}")).await;
            let page = answer.text();
            assert!(answer.status == 422 && page.matches(expected).count() >= 2, "beside the field as well, {query}: {page}");
            assert!(page.contains(kept), "{query}: {page}");
        }
        let administrator = hall.signed_in("administrator").await;
        let page = administrator.opens("/dienstzeiten?person=kaya").await.text();
        assert!(page.contains("montags 08:00–12:00 Uhr") && page.contains("/konten\">Konten</a>"), "{page}");
    }
}
