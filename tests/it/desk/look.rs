//! How a town appears, at its desk: colours that can be read, the pages the law asks for, homepages and the snippet for them.

use proof::{Answer, Clerk, Hall, hidden_fields, on_both, town};
use tenants::definition::{self, Definition};

const LOOK: &str = "/einrichtung/auftritt";
const HOMEPAGES: &str = "/einrichtung/homepages";
const SHEETS: [&str; 2] = [LOOK, HOMEPAGES];

async fn defined(hall: &Hall) -> Definition {
    definition::read(&hall.exports().await, "t.toml").expect("a sound town")
}

/// Everything a browser would send of a sheet as it stands.
fn filled_in(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form class=\"editor\"").nth(1).expect("a form");
    let form = form.split("</form>").next().expect("its end");
    let mut fields = hidden_fields(form);
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?;
        value.split('"').next().map(unescaped)
    };
    for tag in form
        .split("<input ")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap_or_default())
    {
        let tag = format!(" {tag}");
        let is_sent = !tag.contains("type=\"hidden\"")
            && (!tag.contains("type=\"checkbox\"") || tag.ends_with(" checked"));
        if is_sent {
            fields.push((
                attribute(&tag, "name").expect("a name"),
                attribute(&tag, "value").unwrap_or_default(),
            ));
        }
    }
    for area in form.split("<textarea ").skip(1) {
        let (tag, rest) = area.split_once('>').expect("its end");
        let text = rest.split("</textarea>").next().unwrap_or_default();
        fields.push((
            attribute(&format!(" {tag}"), "name").expect("a name"),
            unescaped(text.trim_start_matches('\n')),
        ));
    }
    for select in form.split("<select ").skip(1) {
        let (tag, rest) = select.split_once('>').expect("its end");
        let options = rest.split("</select>").next().unwrap_or_default();
        let options: Vec<_> = options.split("<option ").skip(1).collect();
        let chosen = options.iter().find(|one| one.contains(" selected>"));
        let chosen = chosen.or(options.first()).expect("something to choose");
        fields.push((
            attribute(&format!(" {tag}"), "name").expect("a name"),
            attribute(&format!(" {chosen}"), "value").expect("a value"),
        ));
    }
    fields
}

fn unescaped(text: &str) -> String {
    let pairs = [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (written, meant)| {
        text.replace(written, meant)
    })
}

/// Opens a sheet and sends it with some fields typed anew; an empty list of values unticks every box.
async fn saves(clerk: &Clerk, sheet: &str, typed: &[(&str, &str)]) -> Answer {
    let page = clerk.opens(sheet).await.text();
    sends(clerk, sheet, filled_in(&page), typed).await
}

async fn sends(
    clerk: &Clerk,
    sheet: &str,
    mut fields: Vec<(String, String)>,
    typed: &[(&str, &str)],
) -> Answer {
    for (name, _) in typed {
        fields.retain(|(known, _)| known != name);
    }
    let typed = typed
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    fields.extend(typed);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    clerk.submits(sheet, &fields).await
}

fn is_saved(answer: &Answer) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(
        answer.leads_to().ends_with("?gespeichert=ja"),
        "{}",
        answer.leads_to()
    );
}

on_both! {
    async fn a_sheet_that_is_sent_as_it_stands_changes_nothing(kind: Kind) {
        for name in ["doerentrup", "birkenroda"] {
            let path = format!("{}/../examples/{name}/town.toml", env!("CARGO_MANIFEST_DIR"));
            let hall = Hall::open(kind, &std::fs::read_to_string(path).expect("the demo town")).await;
            let before = hall.exports().await;
            let admin = hall.signed_in("administrator").await;
            for sheet in SHEETS {
                is_saved(&saves(&admin, sheet, &[]).await);
                assert_eq!(hall.exports().await, before, "{name} {sheet}: what is shown is what holds");
            }
            hall.close().await;
        }
    }
}

on_both! {
    async fn colours_pages_and_homepages_can_be_changed(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        is_saved(&saves(&admin, LOOK, &[
            ("theme.accent", "#7A1020"), ("theme.accent_ink", "#fffff0"), ("pages.privacy", "https://k.example/privat"),
            ("pages.imprint", "https://k.example/wir"), ("pages.accessibility", "https://k.example/barriere"), ("pages.barrier", "mailto:b@k.example"),
        ]).await);
        is_saved(&saves(&admin, HOMEPAGES, &[("origins", "https://www.k.example\r\n\r\nhttps://k.example:8443 ")]).await);
        let file = hall.exports().await;
        for line in [
            "accent = \"#7a1020\"", "accent_ink = \"#fffff0\"", "privacy = \"https://k.example/privat\"", "imprint = \"https://k.example/wir\"",
            "accessibility = \"https://k.example/barriere\"", "barrier = \"mailto:b@k.example\"",
            "origins = [\"https://www.k.example\", \"https://k.example:8443\"]",
        ] {
            assert!(file.contains(line), "{line}\n{file}");
        }
        is_saved(&saves(&admin, HOMEPAGES, &[("origins", " \r\n")]).await);
        assert!(defined(&hall).await.facts.origins.is_empty());
        assert!(admin.opens("/einrichtung/einbinden").await.text().contains("Noch ist keine erlaubt"));
        let tx = hall.app.db.town(hall.town.as_str()).read().await.expect("the town");
        let log = tx.audit(&["theme.accent", "#7a1020"], i64::MAX, 9).await.expect("readable");
        assert_eq!(log.len(), 1, "{log:?}");
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let before = hall.exports().await;
        for (sheet, name, value, told) in [
            (LOOK, "theme.accent", "blau", "sechs Zeichen"),
            (LOOK, "theme.accent", "#ffcc00", "lesbar ist die Farbe ab 4,5"),
            (LOOK, "theme.accent_ink", "#1f45a9", "lesbar ist die Farbe ab 4,5"),
            (LOOK, "pages.imprint", "javascript:alert(1)", "pages.imprint-error"),
            (HOMEPAGES, "origins", "https://www.k.example/termine", "origins-error"),
            (HOMEPAGES, "origins", "www.k.example", "origins-error"),
            (LOOK, "pages.privacy", "<script>alert(1)</script>{{ 7*7 }}", "pages.privacy-error"),
            (HOMEPAGES, "origins", "https://\"><script>alert(1)</script>", "origins-error"),
        ] {
            let answer = saves(&admin, sheet, &[(name, value)]).await;
            let page = answer.text();
            assert_eq!(answer.status, 422, "{name}={value}: {page}");
            assert!(page.contains(told), "{name}={value} is not told by {told}: {page}");
            assert!(page.contains(&format!("{name}-error")), "{name}={value} is told somewhere else: {page}");
            assert!(!page.contains("<script>alert") && !page.contains("49\u{0}"), "{page}");
            let kept = filled_in(&page).into_iter().find(|(known, _)| known == name);
            assert!(kept.is_some_and(|(_, kept)| kept.replace('\u{0}', "\u{fffd}") == value.replace('\u{0}', "\u{fffd}")), "{name}={value} is gone: {page}");
            assert_eq!(hall.exports().await, before, "{name}={value}");
        }
    }

    async fn unreadable_colours_come_with_the_nearest_readable_ones(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let page = saves(&admin, LOOK, &[("theme.accent", "#ffcc00"), ("theme.accent_ink", "#000000")]).await.text();
        let proposal = page.split("name=\"vorschlag\" value=\"").nth(1).expect("a proposal").split('"').next().expect("its end").to_owned();
        let fields = filled_in(&page);
        let answer = sends(&admin, LOOK, fields, &[("vorschlag", &proposal)]).await;
        is_saved(&answer);
        let theme = defined(&hall).await.facts.theme;
        assert_eq!(format!("{} {}", theme.accent, theme.accent_ink), proposal);
        assert!(theme.accent.contrast(tenants::theme::Colour::WHITE) >= 4.5);
        let css = hall.citizen().reads("/theme.css").await.text();
        assert!(css.contains(&theme.accent.to_string()), "{css}");
    }

    async fn of_two_the_second_sees_what_the_first_has_changed(hall: Hall) {
        let first = hall.signed_in("administrator").await;
        hall.employ("zweite@example.org", "administrator", &[]).await;
        let mut second = hall.clerk();
        assert_eq!(second.sign_in("zweite@example.org", proof::PASSWORD).await.status, 303);
        let seen = filled_in(&second.opens(LOOK).await.text());
        is_saved(&saves(&first, LOOK, &[("pages.imprint", "https://k.example/eins")]).await);
        is_saved(&saves(&first, HOMEPAGES, &[("origins", "https://k.example")]).await);
        let answer = sends(&second, LOOK, seen, &[("pages.imprint", "https://k.example/zwei"), ("theme.accent", "#7a1020")]).await;
        let page = answer.text();
        assert_eq!(answer.status, 409, "{page}");
        let theirs = page.split("Das hat inzwischen jemand anderes geändert").nth(1).expect("a table").split("</table>").next().expect("its end");
        assert!(theirs.contains("k.example/eins") && theirs.contains("k.example/zwei") && theirs.contains("Impressum"), "{theirs}");
        assert_eq!(defined(&hall).await.facts.pages.imprint, "https://k.example/eins", "nothing is saved");
        is_saved(&sends(&second, LOOK, filled_in(&page), &[]).await);
        let facts = defined(&hall).await.facts;
        assert_eq!((facts.pages.imprint.as_str(), facts.origins.len()), ("https://k.example/zwei", 1));
    }

    async fn the_snippet_says_what_was_chosen_and_nothing_that_is_not_there(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        let admin = hall.signed_in("administrator").await;
        let page = admin.opens("/einrichtung/einbinden?amt=bauamt&dienstleistung=beratung&ebene=3&sprache=xx").await.text();
        for there in [
            "&lt;rathaus-termin town=&quot;kleinstadt&quot; department=&quot;bauamt&quot; service=&quot;beratung&quot; heading-level=&quot;3&quot;&gt;",
            "/widget/v1/loader.js&quot; async&gt;&lt;/script&gt;",
            "[rathaustermin town=&quot;kleinstadt&quot; department=&quot;bauamt&quot;",
            "<rathaus-termin town=\"kleinstadt\" department=\"bauamt\" service=\"beratung\" heading-level=\"3\">",
            "connect-src http://127.0.0.1:8080",
        ] {
            assert!(page.contains(there), "{there}: {page}");
        }
        let page = admin.opens("/einrichtung/einbinden?amt=%22%3E%3Cscript%3E&ebene=9").await.text();
        assert!(page.contains("<rathaus-termin town=\"kleinstadt\"><a") && !page.contains("\"><script>"), "{page}");
        let plugin = admin.opens("/einrichtung/einbinden/rathaustermin.php").await;
        assert!(plugin.text().starts_with("<?php") && plugin.text().contains("'http://127.0.0.1:8080'"), "{}", plugin.text());
        assert_eq!(plugin.headers["content-type"], "text/plain; charset=utf-8");
    }
}
