//! What a citizen comes for: minutes, papers, fees.

use tenants::calendar::Channel;
use tenants::fee::{VisitFee, amount, in_words};
use tenants::service::OfferedTo;
use tenants::visit::{Answers, Visit, VisitRefused};

use crate::towns::{doerentrup, visit};

#[test]
fn services_of_a_visit_add_up_and_the_largest_buffer_counts_once() {
    let town = doerentrup();
    let visit = visit(
        &town,
        &[("personalausweis", 2), ("reisepass", 1), ("personalausweis", 1)],
    );
    assert_eq!(visit.minutes(), 3 * 15 + 20);
    assert_eq!(visit.cells(), (3 * 15 + 20 + 5) / 5);
    assert_eq!(visit.items().len(), 2, "a service named twice is one");
    assert_eq!(visit.items()[0].count, 3);
    assert_eq!(visit.horizon_days(), 30, "the smallest");
    assert_eq!(visit.lead_minutes(), 120);
}

#[test]
fn what_is_internal_is_given_by_clerks_alone_and_what_is_off_by_nobody() {
    let mut town = doerentrup();
    let mut wish = |offered_to, channel| {
        town.departments[0].services[0].facts.offered_to = offered_to;
        let slug = town.departments[0].services[0].facts.slug.clone();
        let kept = Visit::parse(&town, [(slug.as_str(), 1)]);
        assert!(kept.is_ok(), "what was promised before stays a visit");
        Visit::wished(&town, [(slug.as_str(), 1)], channel).map_err(|refused| match refused {
            VisitRefused::UnknownService { slug: told } => assert_eq!(told, slug),
            other => panic!("{other}"),
        })
    };
    for (offered_to, citizen, desk) in [
        (OfferedTo::Everyone, true, true),
        (OfferedTo::Desk, false, true),
        (OfferedTo::Nobody, false, false),
    ] {
        assert_eq!(
            wish(offered_to, Channel::Citizen).is_ok(),
            citizen,
            "{offered_to:?}"
        );
        assert_eq!(wish(offered_to, Channel::Desk).is_ok(), desk, "{offered_to:?}");
    }
}

#[test]
fn the_largest_lead_time_of_a_visit_counts() {
    let town = doerentrup();
    assert_eq!(
        visit(&town, &[("personalausweis", 1), ("abmeldung", 1)]).lead_minutes(),
        1440
    );
}

#[test]
fn what_the_town_does_not_settle_in_one_visit_is_refused() {
    let town = doerentrup();
    let refused = |wishes: &[(&str, u32)]| Visit::parse(&town, wishes.iter().copied()).unwrap_err();
    assert_eq!(refused(&[]), VisitRefused::Empty);
    assert_eq!(
        refused(&[("zauberei", 1)]),
        VisitRefused::UnknownService {
            slug: "zauberei".to_owned()
        }
    );
    let count = VisitRefused::Count {
        slug: "reisepass".to_owned(),
        most: 4,
    };
    assert_eq!(refused(&[("reisepass", 0)]), count);
    assert_eq!(refused(&[("reisepass", 5)]), count);
    assert_eq!(
        refused(&[("reisepass", 3), ("reisepass", 2)]),
        count,
        "also in two parts"
    );
    assert_eq!(
        refused(&[("reisepass", u32::MAX), ("reisepass", u32::MAX)]),
        count
    );
    assert_eq!(
        refused(&[("reisepass", 4), ("personalausweis", 3)]),
        VisitRefused::TooMany { most: 6 }
    );
    assert_eq!(
        refused(&[("reisepass", 1), ("baulast", 1)]),
        VisitRefused::NotCombinable
    );
}

#[test]
fn an_unanswered_question_leaves_every_paper_on_the_list() {
    let town = doerentrup();
    let visit = visit(&town, &[("personalausweis", 1), ("reisepass", 1)]);
    let papers = |answers: &Answers| {
        visit
            .checklist(&town, answers, "en")
            .into_iter()
            .map(|paper| paper.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        papers(&Answers::none()),
        ["Old card", "Birth certificate", "Biometric photo"],
        "nothing twice"
    );
    let first = Answers::parse(&town, [("personalausweis", "first", "yes")]).unwrap();
    assert_eq!(papers(&first), ["Birth certificate", "Biometric photo"]);
    let hint = visit.checklist(&town, &first, "en")[0].hint.clone();
    assert_eq!(
        hint.as_deref(),
        Some("oder Familienbuch"),
        "what is not translated is told in German"
    );
}

#[test]
fn an_answer_nobody_asked_for_is_refused() {
    let town = doerentrup();
    for wrong in [
        ("personalausweis", "first", "perhaps"),
        ("personalausweis", "colour", "yes"),
        ("reisepass", "first", "yes"),
        ("zauberei", "first", "yes"),
    ] {
        assert!(Answers::parse(&town, [wrong]).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_fee_is_known_only_if_every_fee_of_the_visit_is() {
    let town = doerentrup();
    let fee = |wishes: &[(&str, u32)], age: Option<&str>| {
        let answers = age.map(|age| ("personalausweis", "age", age));
        visit(&town, wishes).fee(&town, &Answers::parse(&town, answers).unwrap())
    };
    assert_eq!(
        fee(&[("personalausweis", 2)], Some("under_24")),
        VisitFee::Known { cents: 5520 }
    );
    assert_eq!(
        fee(&[("personalausweis", 2)], Some("over_24")),
        VisitFee::Known { cents: 9200 }
    );
    let both = fee(&[("personalausweis", 2), ("reisepass", 1)], Some("over_24"));
    assert_eq!(both.in_words("de"), "162,00\u{a0}€");
    let open = fee(&[("personalausweis", 1)], None);
    assert_eq!(open.in_words("de"), "46,00\u{a0}€, unter 24 Jahren 27,60\u{a0}€");
    assert_eq!(open.in_words("en"), "€46.00, under 24 €27.60");
    assert_eq!(
        fee(&[("personalausweis", 2), ("reisepass", 1)], None).in_words("de"),
        "2 × Personalausweis beantragen: 46,00\u{a0}€, unter 24 Jahren 27,60\u{a0}€; \
         Reisepass beantragen: 70,00\u{a0}€"
    );
    assert_eq!(fee(&[("abmeldung", 1)], None).in_words("de"), "gebührenfrei");
    assert_eq!(
        fee(&[("baulast", 1)], None).in_words("de"),
        "",
        "nothing is known"
    );
}

#[test]
fn amounts_are_told_as_people_write_them() {
    assert_eq!(amount(123_450, "de"), "1.234,50\u{a0}€");
    assert_eq!(amount(123_450, "en"), "€1,234.50");
    assert_eq!(amount(5, "de"), "0,05\u{a0}€");
    assert_eq!(amount(0, "en"), "free of charge");
    assert_eq!(in_words(&[], "de"), "");
}
