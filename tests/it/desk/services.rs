//! A lead says what her department offers: every field, in every language, beside a colleague, and without taking anything away
//! from anybody.

use proof::{Answer, Clerk, Hall, on_both, town};
use server::db::audit::Entry;
use tenants::definition::{self, Definition};
use tenants::service::{OfferedTo, ServiceFacts};

const LIST: &str = "/einrichtung/dienstleistungen";
const PERSO: &str = "/einrichtung/dienstleistungen/perso";
const NEW: &str = "/einrichtung/neue-dienstleistung";

type Fields = Vec<(String, String)>;

/// What a browser would send of the page's form: every field as it stands there.
fn form(page: &Answer) -> Fields {
    let text = page.text();
    let form = text
        .split_once("<form class=\"service-form\"")
        .expect("the form")
        .1;
    let form = form.split_once("</form>").expect("its end").0;
    let mut fields = Vec::new();
    for (at, _) in form.match_indices('<') {
        let (tag, rest) = form[at..].split_once('>').expect("a whole tag");
        let Some(name) = attribute(tag, "name") else {
            continue;
        };
        let value = attribute(tag, "value").unwrap_or_default();
        let is_choice = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
        if tag.starts_with("<textarea") {
            let value = rest.split("</textarea>").next().unwrap_or_default();
            fields.push((name, unescaped(value.trim_start_matches('\n'))));
        } else if tag.starts_with("<input") && (!is_choice || tag.contains(" checked")) {
            fields.push((name, value));
        }
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1;
    Some(unescaped(value.split('"').next()?))
}

fn unescaped(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Types over some fields, and pushes a button. A field that is not there is ticked or new.
async fn sends(clerk: &Clerk, path: &str, page: &Answer, step: &str, typed: &[(&str, &str)]) -> Answer {
    let mut fields = form(page);
    for (name, value) in typed {
        fields.retain(|(field, _)| field != name);
        if *value != "-" {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    let mut fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.push(("schritt", step));
    clerk.submits(path, &fields).await
}

/// Changes one service as its page would.
async fn saves(clerk: &Clerk, path: &str, typed: &[(&str, &str)]) -> Answer {
    let page = clerk.opens(path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    sends(clerk, path, &page, "speichern", typed).await
}

/// Pushes a button of the list.
async fn pushes(clerk: &Clerk, slug: &str, step: &str) -> Answer {
    let list = clerk.opens(LIST).await.text();
    let row = list
        .split(&format!("name=\"dienstleistung\" value=\"{slug}\""))
        .nth(1)
        .expect("its row");
    let seal = row
        .split("name=\"stand\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a seal");
    clerk
        .submits(
            LIST,
            &[("dienstleistung", slug), ("stand", seal), ("schritt", step)],
        )
        .await
}

fn value<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields
        .iter()
        .find(|(field, _)| field == name)
        .map_or("", |(_, value)| value)
}

async fn definition_of(hall: &Hall) -> Definition {
    definition::read(&hall.exports().await, "t.toml").expect("a sound town")
}

async fn service(hall: &Hall, slug: &str) -> ServiceFacts {
    let town = definition_of(hall).await;
    let mut services = town.departments.into_iter().flat_map(|one| one.services);
    services.find(|one| one.slug == slug).expect("the service")
}

async fn log(hall: &Hall) -> Vec<Entry> {
    let tx = hall.app.db.town(&hall.town).read().await.expect("the town");
    tx.audit(&[], i64::MAX, 100).await.expect("readable")
}

on_both! {
    async fn every_field_that_is_changed_stands_in_the_file_and_in_the_log(hall: Hall) {
        let clerk = hall.signed_in("lead").await;
        let before = hall.exports().await;
        let untouched = saves(&clerk, PERSO, &[]).await;
        assert_eq!(untouched.status, 200, "{}", untouched.text());
        assert_eq!(hall.exports().await, before, "what nobody changed is the same to the byte");
        for (field, typed, written) in [
            ("name.de", "Ausweis holen", "Ausweis holen"),
            ("name.en", "Get an ID", "Get an ID"),
            ("words.de", "Perso\r\n Ausweis weg \r\n", "words = { de = [\"Perso\", \"Ausweis weg\"]"),
            ("words.en", "ID", "en = [\"ID\"]"),
            ("summary.de", "Dauert drei\r\nWochen.", "summary = { de = \"Dauert drei Wochen.\" }"),
            ("summary.en", "Takes three weeks.", "Takes three weeks."),
            ("in_person.de", "Alle kommen selbst.", "in_person = { de = \"Alle kommen selbst.\" }"),
            ("popular", "ja", "popular = true"),
            ("minutes", "25", "minutes = 25"),
            ("buffer_minutes", "10", "buffer_minutes = 10"),
            ("max_count", "3", "max_count = 3"),
            ("lead_minutes", "0", "lead_minutes = 0"),
            ("horizon_days", "20", "horizon_days = 20"),
            ("leika", "9900 8001 000000", "leika = \"99008001000000\""),
            ("online.url", "https://www.kleinstadt.example/ausweis", "https://www.kleinstadt.example/ausweis"),
            ("offered_to", "intern", "offered_to = \"desk\""),
            ("offered_to", "alle", "offered_to"),
            ("fees[0].cents", "28,5", "cents = 2850"),
            ("fees[0].label.en", "under 24", "under 24"),
            ("fees[0].when.age.over_24", "ja", "age = [\"over_24\", \"under_24\"]"),
            ("documents[0].text.de", "Bisheriger Ausweis", "Bisheriger Ausweis"),
            ("documents[0].hint.de", "auch abgelaufen", "hint = { de = \"auch abgelaufen\" }"),
            ("documents[1].when.age.under_24", "-", "{ text = { de = \"Zustimmung der Eltern\" } }"),
            ("questions[0].text.en", "How old?", "How old?"),
            ("questions[0].answers[1].text.en", "younger", "younger"),
        ] {
            // Where it is settled online needs its words, too.
            let more = if field == "online.url" { vec![("online.text.de", "auch online")] } else { Vec::new() };
            let saved = saves(&clerk, PERSO, &[&[(field, typed)][..], &more].concat()).await;
            assert_eq!(saved.status, 200, "{field}: {}", saved.text());
            assert!(saved.text().contains("gespeichert und gilt ab sofort"), "{field}");
            let file = hall.exports().await;
            let is_default = typed == "alle";
            assert_eq!(file.contains(written), !is_default, "{field}: {file}");
            hall.take_in(&file).await;
            assert_eq!(hall.exports().await, file, "out, in and out again");
        }
        let entries = log(&hall).await;
        assert_eq!(entries[0].part, "service perso");
        assert!(entries[0].who.contains("lead@"), "{}", entries[0].who);
        let minutes = entries.iter().flat_map(|entry| &entry.fields).find(|field| field.field == "minutes").expect("told");
        assert_eq!((minutes.before.as_str(), minutes.after.as_str()), ("15", "25"));
        let seen = hall.citizen().reads("?suche=").await.text();
        assert!(seen.contains("Ausweis holen"), "{seen}");
        hall.check().await;
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(hall: Hall) {
        let clerk = hall.signed_in("lead").await;
        let before = hall.exports().await;
        let page = clerk.opens(PERSO).await;
        let long = "ä".repeat(121);
        for (field, typed, beside, told) in [
            ("name.de", "", "name.de", "Bitte geben Sie den Text in der ersten Sprache der Kommune (de) an."),
            ("name.de", long.as_str(), "name.de", "höchstens 120 passen"),
            ("name.de", "Aus\u{7}weis", "name.de", "ohne unsichtbare Zeichen"),
            ("summary.en", "Only in English.", "summary.de", "in der ersten Sprache"),
            ("words.de", "ä\t", "words.de", ""),
            ("minutes", "viel", "minutes", "Bitte geben Sie eine ganze Zahl ein"),
            ("minutes", "", "minutes", "Bitte geben Sie eine ganze Zahl ein"),
            ("minutes", "4", "minutes", "4 liegt nicht zwischen 5 und 480."),
            ("buffer_minutes", "241", "buffer_minutes", "241 liegt nicht zwischen 0 und 240."),
            ("max_count", "-1", "max_count", "ganze Zahl"),
            ("lead_minutes", "1e3", "lead_minutes", "ganze Zahl"),
            ("horizon_days", "367", "horizon_days", "367 liegt nicht"),
            ("leika", "123", "leika", "14 Ziffern"),
            ("online.url", "javascript:alert(1)", "online.url", "https://"),
            ("online.text.de", "auch online", "online.url", "Bitte füllen Sie dieses Feld aus."),
            ("fees[0].cents", "umsonst", "fees[0].cents", "Betrag in Euro"),
            ("fees[0].cents", "10000,01", "fees[0].cents", "höchstens 10.000,00"),
            ("fees[0].when.age.under_24", "-", "fees[1]", "Diese Gebühr kann nie gelten"),
            ("documents[0].text.de", "", "documents[0].text.de", "in der ersten Sprache"),
            ("questions[0].text.de", "", "questions[0].text.de", "in der ersten Sprache"),
        ] {
            if told.is_empty() {
                continue;
            }
            let answer = sends(&clerk, PERSO, &page, "speichern", &[(field, typed)]).await;
            assert_eq!(answer.status, 422, "{field} {typed}: {}", answer.text());
            let text = answer.text();
            assert!(text.contains(told), "{field} {typed}: {text}");
            assert!(text.contains(&format!("href=\"#{beside}\"")), "{field} {typed}: on top");
            assert!(text.contains(&format!("id=\"{beside}-error\"")) && text.contains(&format!("id=\"{beside}\"")), "{field} {typed}: beside");
            if typed != "-" {
                assert_eq!(value(&form(&answer), field), typed, "what was typed is kept");
            }
        }
        let few = sends(&clerk, PERSO, &page, "weniger:questions[0].answers[1]", &[]).await;
        let few = sends(&clerk, PERSO, &few, "speichern", &[]).await;
        assert!(few.status == 422 && few.text().contains("id=\"questions[0].answers-error\""), "{}", few.text());
        assert_eq!(hall.exports().await, before);
    }

    async fn a_line_more_or_less_saves_nothing_and_keeps_what_was_typed(hall: Hall) {
        let clerk = hall.signed_in("lead").await;
        let before = hall.exports().await;
        let page = clerk.opens(PERSO).await;
        let more = sends(&clerk, PERSO, &page, "mehr:documents", &[("name.de", "Getippt"), ("minutes", "viel")]).await;
        assert_eq!(more.status, 200);
        let fields = form(&more);
        assert_eq!((value(&fields, "name.de"), value(&fields, "minutes")), ("Getippt", "viel"));
        assert!(fields.iter().any(|(field, _)| field == "documents[2].text.de"), "{fields:?}");
        assert!(more.text().contains("name=\"documents[2].text.de\" type=\"text\" value=\"\" maxlength=\"1000\" autocomplete=\"off\" autofocus"), "the focus goes on there: {}", more.text());
        let more = sends(&clerk, PERSO, &more, "mehr:questions", &[("documents[2].text.de", "Foto")]).await;
        let more = sends(&clerk, PERSO, &more, "mehr:fees", &[("questions[1].text.de", "Verloren?"), ("questions[1].answers[0].text.de", "ja"), ("questions[1].answers[1].text.de", "nein")]).await;
        assert!(more.text().contains("Verloren?"), "{}", more.text());
        let key = value(&form(&more), "questions[1].key").to_owned();
        let answer = value(&form(&more), "questions[1].answers[0].key").to_owned();
        let ticked = format!("documents[2].when.{key}.{answer}");
        assert!(more.text().contains(&ticked), "papers can count for its answers at once");
        let first = sends(&clerk, PERSO, &more, "hoch:documents[2]", &[(&ticked, "ja")]).await;
        assert_eq!((value(&form(&first), "documents[1].text.de"), value(&form(&first), "documents[2].text.de")), ("Foto", "Zustimmung der Eltern"));
        let look = sends(&clerk, PERSO, &first, "vorschau", &[]).await.text();
        let table = look.split_once("Was Bürgerinnen und Bürger lesen").expect("a preview").1;
        assert_eq!(table.matches("<tr>").count() - 1, 4, "two questions with two answers each: {table}");
        assert_eq!(table.matches("Foto").count(), 2 * 2, "for those who have lost it, in two languages: {table}");
        let less = sends(&clerk, PERSO, &first, "weniger:questions[1]", &[]).await;
        assert!(!less.text().contains(&format!(".when.{key}.")), "nothing counts for an answer that is gone");
        let less = sends(&clerk, PERSO, &less, "weniger:documents[0]", &[]).await;
        assert_eq!(value(&form(&less), "documents[0].text.de"), "Foto");
        for nonsense in ["weniger:documents[99]", "hoch:documents[0]", "mehr:unsinn", "weniger:documents[x]", "hoch:]", "mehr:questions[7].answers"] {
            let answer = sends(&clerk, PERSO, &less, nonsense, &[]).await;
            assert_eq!(answer.status, 200, "{nonsense}");
            assert_eq!(value(&form(&answer), "documents[0].text.de"), "Foto", "{nonsense}");
        }
        assert_eq!(hall.exports().await, before, "nothing is saved");
        let saved = sends(&clerk, PERSO, &less, "speichern", &[("minutes", "15")]).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        let facts = service(&hall, "perso").await;
        let papers: Vec<_> = facts.documents.iter().map(|one| (one.text.in_language("de"), one.when.len())).collect();
        assert_eq!(papers, [("Foto", 0), ("Zustimmung der Eltern", 1)]);
        assert_eq!((facts.fees.len(), facts.questions.len()), (2, 1), "lines in which nothing was written are none");
    }

    async fn of_two_who_change_a_service_the_second_sees_the_difference(hall: Hall) {
        let (first, second) = (hall.signed_in("lead").await, hall.signed_in("administrator").await);
        let (hers, other) = (first.opens(PERSO).await, second.opens(PERSO).await);
        let elsewhere = second.opens("/einrichtung/dienstleistungen/pass").await;
        assert_eq!(sends(&first, PERSO, &hers, "speichern", &[("documents[0].text.de", "Von Kaya")]).await.status, 200);
        let twice = sends(&first, PERSO, &hers, "speichern", &[("documents[0].text.de", "Von Kaya")]).await;
        assert_eq!(twice.status, 200, "a second click is no quarrel");
        let pass = sends(&second, "/einrichtung/dienstleistungen/pass", &elsewhere, "speichern", &[("minutes", "30")]).await;
        assert_eq!(pass.status, 200, "another service is no quarrel");
        let late = sends(&second, PERSO, &other, "speichern", &[("documents[0].text.de", "Von Brandt")]).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("inzwischen jemand anderes geändert"), "{text}");
        assert!(text.contains("<th scope=\"row\">Unterlage 1, Text (Deutsch)</th><td>Von Kaya</td><td>Von Brandt</td>"), "{text}");
        assert_eq!(value(&form(&late), "documents[0].text.de"), "Von Brandt");
        assert_eq!(service(&hall, "perso").await.documents[0].text.in_language("de"), "Von Kaya");
        let after = sends(&second, PERSO, &late, "speichern", &[]).await;
        assert_eq!(after.status, 200, "{}", after.text());
        assert_eq!(service(&hall, "perso").await.documents[0].text.in_language("de"), "Von Brandt");
        let stale = first.submits(LIST, &[("dienstleistung", "perso"), ("stand", "0"), ("schritt", "aus")]).await;
        assert_eq!(stale.status, 409);
        assert!(stale.text().contains("Nichts ist gespeichert"), "{}", stale.text());
        assert_eq!(service(&hall, "perso").await.offered_to, OfferedTo::Everyone);
    }

    async fn what_is_internal_or_off_is_seen_by_those_who_may_and_promises_stay(hall: Hall) {
        let clerk = hall.signed_in("lead").await;
        let (citizen, at) = (hall.citizen(), "2026-11-24T09:00:00+01:00");
        let kept = citizen.books(&[("pass", 1)], at).await;
        let seen = async || {
            let catalogue = citizen.ask(axum::http::Method::GET, "", None).await.text();
            let page = citizen.reads("").await.text();
            let held = citizen.asks_to_hold(&[("pass", 1)], "2026-11-25T09:00:00+01:00").await;
            let papers = citizen.reads("/unterlagen?service=pass:1").await.status.is_success();
            let desk = clerk.opens("/vergeben").await.text().contains("value=\"pass\"");
            let given = clerk.opens("/vergeben?anliegen=pass").await.text().contains("name=\"zeit\"");
            assert_eq!(catalogue.contains("\"pass\""), page.contains("Reisepass beantragen"));
            (catalogue.contains("\"pass\""), held.status.is_success(), papers, desk, given)
        };
        assert_eq!(seen().await, (true, true, true, true, true));
        assert_eq!(saves(&clerk, "/einrichtung/dienstleistungen/pass", &[("offered_to", "intern")]).await.status, 200);
        assert_eq!(seen().await, (false, false, false, true, true));
        let off = pushes(&clerk, "pass", "aus").await;
        assert!(off.status == 200 && off.text().contains("bestehende bleiben"), "{}", off.text());
        assert_eq!(seen().await, (false, false, false, false, false));
        let own = citizen.views(&kept.token).await;
        assert_eq!((own.services[0].name.as_str(), own.at.as_str()), ("Reisepass beantragen", at), "a promise is a promise");
        assert!(clerk.opens("/tag?datum=24.11.").await.text().contains("Mika Beispiel"));
        assert_eq!(pushes(&clerk, "pass", "intern").await.status, 200);
        assert_eq!(seen().await, (false, false, false, true, true));
        assert_eq!(pushes(&clerk, "pass", "ein").await.status, 200);
        assert_eq!(service(&hall, "pass").await.offered_to, OfferedTo::Everyone);
        assert!(hall.exports().await.find("offered_to").is_none());
    }

    async fn the_list_is_put_in_the_order_citizens_see(hall: Hall) {
        let clerk = hall.signed_in("lead").await;
        let order = async || {
            let town = definition_of(&hall).await;
            town.departments[0].services.iter().map(|one| one.slug.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(order().await, "perso pass umzug");
        let up = pushes(&clerk, "umzug", "hoch").await;
        assert_eq!(up.status, 200, "{}", up.text());
        assert_eq!(order().await, "perso umzug pass");
        let again = pushes(&clerk, "umzug", "hoch").await.text();
        assert_eq!(order().await, "umzug perso pass");
        let row = again.split("name=\"dienstleistung\" value=\"umzug\"").nth(1).expect("its row");
        assert!(row.split("</form>").next().unwrap_or_default().contains("autofocus"), "the focus stays with it: {row}");
        assert_eq!(pushes(&clerk, "perso", "runter").await.status, 200);
        assert_eq!(order().await, "umzug pass perso");
        assert_eq!(pushes(&clerk, "perso", "runter").await.status, 200, "the last one stays the last");
        assert_eq!(order().await, "umzug pass perso");
        assert_eq!(pushes(&clerk, "perso", "quer").await.status, 400);
        let shown = hall.citizen().reads("").await.text();
        let at = |name: &str| shown.find(name).expect("shown");
        assert!(at("Wohnsitz ummelden") < at("Reisepass beantragen") && at("Reisepass beantragen") < at("Personalausweis beantragen"));
    }

    async fn a_service_is_begun_once_with_a_name_in_addresses_and_people(hall: Hall) {
        let clerk = hall.signed_in("lead").await;
        let path = format!("{NEW}?amt=buergerbuero");
        let page = clerk.opens(&path).await;
        assert_eq!(page.status, 200);
        let nobody = sends(&clerk, NEW, &page, "speichern", &[]).await;
        assert_eq!(nobody.status, 422);
        assert!(nobody.text().contains("id=\"name.de-error\""), "{}", nobody.text());
        let line = sends(&clerk, NEW, &page, "mehr:documents", &[("name.de", "Führungszeugnis"), ("person.petersen", "ja")]).await;
        assert_eq!(value(&form(&line), "person.petersen"), "ja");
        let typed = [("documents[0].text.de", "Ausweis"), ("minutes", "10")];
        let made = sends(&clerk, NEW, &line, "speichern", &typed).await;
        assert_eq!((made.status.as_u16(), made.leads_to()), (303, "/desk/kleinstadt/einrichtung/dienstleistungen/fuehrungszeugnis"), "{}", made.text());
        let again = sends(&clerk, NEW, &line, "speichern", &typed).await;
        assert_eq!(again.leads_to(), made.leads_to(), "a second click begins nothing");
        let town = definition_of(&hall).await;
        let slugs: Vec<_> = town.departments[0].services.iter().map(|one| one.slug.as_str()).collect();
        assert_eq!(slugs, ["perso", "pass", "umzug", "fuehrungszeugnis"]);
        assert_eq!(town.departments[0].staff[1].facts.skills, ["perso", "fuehrungszeugnis"]);
        assert_eq!(town.departments[0].staff[0].facts.skills, ["*"]);
        let other = sends(&clerk, NEW, &line, "speichern", &[("documents[0].text.de", "Pass")]).await;
        assert!(other.leads_to().ends_with("/fuehrungszeugnis-2"), "{}", other.leads_to());
        let start = "2026-11-24T09:00:00+01:00";
        hall.citizen().books(&[("fuehrungszeugnis", 1)], start).await;
        assert_eq!(clerk.opens(&format!("{NEW}?amt=unsinn")).await.status, 404);
        assert_eq!(log(&hall).await.iter().filter(|entry| entry.part == "service fuehrungszeugnis").count(), 1);
    }

    async fn what_somebody_is_still_to_come_for_is_not_taken_away(hall: Hall) {
        const PASS: &str = "/einrichtung/dienstleistungen/pass";
        let clerk = hall.signed_in("lead").await;
        let kept = hall.citizen().books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        let before = hall.exports().await;
        let page = clerk.opens(PASS).await;
        let refused = clerk.sends_back(PASS, &page, &[("schritt", "entfernen")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains("Dafür stehen noch Termine bevor. Schalten Sie die Dienstleistung aus"), "{}", refused.text());
        assert_eq!(hall.exports().await, before);
        let path = format!("/appointments/{}/cancel", kept.token);
        let cancelled = hall.citizen().ask(axum::http::Method::POST, &path, None).await;
        assert!(cancelled.status.is_success(), "{}", cancelled.text());
        let gone = clerk.sends_back(PASS, &page, &[("schritt", "entfernen")]).await;
        assert_eq!((gone.status.as_u16(), gone.leads_to()), (303, "/desk/kleinstadt/einrichtung/dienstleistungen"), "{}", gone.text());
        assert!(!hall.exports().await.contains("slug = \"pass\""));
        assert_eq!(clerk.opens(PASS).await.status, 404);
        let at = "2026-11-25T09:00:00+01:00";
        assert!(!hall.citizen().asks_to_hold(&[("pass", 1)], at).await.status.is_success());
        assert_eq!(hall.citizen().views(&kept.token).await.services[0].name, "Reisepass beantragen");

        let page = clerk.opens(PERSO).await;
        let only = clerk.sends_back(PERSO, &page, &[("schritt", "entfernen")]).await;
        assert_eq!(only.status, 409, "Petersen can do nothing else");
        assert!(only.text().contains("Mindestens eine Person kann nichts anderes."), "{}", only.text());
        hall.check().await;
    }

    async fn whoever_leads_another_department_finds_nothing(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        hall.employ("bau@example.org", "lead", &["bauamt"]).await;
        let mut lead = hall.clerk();
        assert_eq!(lead.sign_in("bau@example.org", proof::PASSWORD).await.status, 303);
        let before = hall.exports().await;
        let list = lead.opens(LIST).await.text();
        assert!(list.contains("Beratung im Baurecht") && !list.contains("Personalausweis"), "{list}");
        let unknown = lead.opens("/einrichtung/dienstleistungen/unsinn").await;
        assert_eq!(unknown.status, 404);
        assert_eq!(lead.opens(PERSO).await.text(), unknown.text());
        for step in ["speichern", "vorschau", "entfernen", "mehr:documents"] {
            assert_eq!(lead.submits(PERSO, &[("schritt", step), ("name.de", "x")]).await.status, 404, "{step}");
        }
        for step in ["hoch", "runter", "aus", "ein", "intern"] {
            let fields = [("dienstleistung", "perso"), ("stand", ""), ("schritt", step)];
            assert_eq!(lead.submits(LIST, &fields).await.status, 404, "{step}");
        }
        assert_eq!(lead.opens(&format!("{NEW}?amt=buergerbuero")).await.status, 404);
        for step in ["speichern", "mehr:documents"] {
            let fields = [("amt", "buergerbuero"), ("name.de", "Neu"), ("minutes", "15"), ("schritt", step)];
            assert_eq!(lead.submits(NEW, &fields).await.status, 404, "{step}");
        }
        assert_eq!(hall.exports().await, before);
        assert_eq!(saves(&lead, "/einrichtung/dienstleistungen/beratung", &[("minutes", "45")]).await.status, 200);
    }

    async fn whatever_is_written_comes_back_as_text_everywhere(hall: Hall) {
        let clerk = hall.signed_in("lead").await;
        let evil = "<script>alert(1)</script>{{ 7*7 }}{% if %}\"'&";
        let fields = [
            "name.de", "name.en", "summary.de", "in_person.de", "fees[0].label.de", "documents[0].text.de", "documents[0].hint.de",
            "questions[0].text.de", "questions[0].answers[0].text.de", "words.de",
        ];
        let typed: Vec<_> = fields.iter().map(|field| (*field, evil)).collect();
        let saved = saves(&clerk, PERSO, &typed).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        for field in fields {
            assert_eq!(value(&form(&saved), field), evil, "{field}");
        }
        let citizen = hall.citizen();
        let pages = [
            saved.text(),
            clerk.opens(LIST).await.text(),
            clerk.opens("/vergeben").await.text(),
            citizen.reads("").await.text(),
            citizen.reads("/unterlagen?service=perso:1").await.text(),
        ];
        for page in pages {
            assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(1)"), "{page}");
            assert!(page.contains("{{ 7*7 }}") && page.contains("{% if %}") && !page.contains(">49"), "{page}");
        }
        let town: wire::TownView = citizen.ask(axum::http::Method::GET, "", None).await.good();
        let perso = &town.departments[0].services[0];
        assert_eq!((perso.name.as_str(), perso.documents[0].text.as_str()), (evil, evil));
        let conflict = sends(&clerk, PERSO, &saved, "speichern", &[("stand", "0"), ("summary.en", evil)]).await;
        assert!(conflict.status == 409 && !conflict.text().contains("<script>alert"), "{}", conflict.text());
    }

    async fn a_form_of_any_shape_is_read_and_never_more(hall: Hall) {
        let clerk = hall.signed_in("lead").await;
        let before = hall.exports().await;
        for fields in [
            vec![("documents[18446744073709551615].text.de", "x"), ("documents[99999999999999999999].text.de", "y")],
            vec![("documents[0]", "x"), ("documents[]", "x"), ("documents", "x"), ("[0]", "x"), ("", "x")],
            vec![("questions[5].key", "a"), ("questions[5].answers[7].key", ""), ("documents[0].when..", "ja")],
            vec![("questions[0].key", "a"), ("questions[1].key", "a"), ("documents[0].text.de", "x"), ("documents[0].when.a.b.c", "ja")],
            vec![("minutes", "99999999999999999999"), ("fees[0].cents", "99999999999999,99")],
        ] {
            for step in ["speichern", "vorschau", "mehr:questions[5].answers", "weniger:questions[0]", "hoch:documents[1]"] {
                let fields = [&fields[..], &[("schritt", step)]].concat();
                let answer = clerk.submits(PERSO, &fields).await;
                assert!([200, 409, 422].contains(&answer.status.as_u16()), "{step} {fields:?}: {}", answer.status);
            }
        }
        let many: Vec<_> = (0..300).map(|number| (format!("documents[{number}].text.de"), "x".to_owned())).collect();
        let many: Vec<_> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("schritt", "vorschau")]).collect();
        let answer = clerk.submits(PERSO, &many).await;
        assert_eq!(answer.status, 200);
        assert_eq!(hall.exports().await, before);
    }
}

#[tokio::test]
async fn a_department_that_offers_nothing_yet_says_how_to_begin() {
    let town = town::small()
        + "\n[[departments]]\nslug = \"neu-amt\"\nname = { de = \"Neues Amt\" }\nplace = { name = { de = \"Haus\" }, street = \"Weg 1\", city = \"1 Ort\" }\n";
    let hall = Hall::open(proof::Kind::Sqlite, &town).await;
    let clerk = hall.signed_in("administrator").await;
    let list = clerk.opens(LIST).await.text();
    assert!(
        list.contains("Dieses Amt bietet noch nichts an.") && list.contains("amt=neu-amt"),
        "{list}"
    );
    assert!(
        list.contains("English: 5 Texte fehlen"),
        "what is not translated is counted: {list}"
    );
    let page = clerk.opens(&format!("{NEW}?amt=neu-amt")).await;
    let alone = sends(
        &clerk,
        NEW,
        &page,
        "speichern",
        &[("name.de", "Erstes"), ("offered_to", "alle")],
    )
    .await;
    assert_eq!(alone.status, 422);
    assert!(
        alone.text().contains("Niemand im Amt kann das."),
        "{}",
        alone.text()
    );
    let off = sends(
        &clerk,
        NEW,
        &page,
        "speichern",
        &[("name.de", "Erstes"), ("offered_to", "niemand")],
    )
    .await;
    assert_eq!(off.status, 303, "what is off needs nobody yet: {}", off.text());
    let on = pushes(&clerk, "erstes", "ein").await;
    assert!(
        on.status == 422 && on.text().contains("Niemand im Amt kann das."),
        "{}",
        on.text()
    );
    hall.close().await;
}
