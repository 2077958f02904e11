//! Step 1: what the visit is about.
//!
//! Every service stands on the page once, so that a count cannot contradict itself: what was chosen or is often chosen
//! on top, the rest with its department, or what the search found.

use serde::Serialize;
use wire::{DepartmentView, ServiceView, TownView};

use super::links::Links;
use super::wish::Wish;
use super::{Hidden, Page};
use crate::texts::Words;

/// Context of step 1.
#[derive(Clone, Debug, Serialize)]
pub struct ConcernsPage {
    /// This page: where searching leads.
    pub search_url: String,
    /// Step 2.
    pub next_url: String,
    /// What the forms send along.
    pub hidden: Vec<Hidden>,
    /// What was typed into the search box.
    pub search: String,
    /// This page without a search.
    pub all_url: String,
    /// "3 Anliegen gefunden"; empty without a search.
    pub found: String,
    /// What was chosen so far, "3 Anliegen, zusammen 45 Minuten"; empty for nothing.
    pub sum: String,
    /// Chosen services.
    pub chosen: Vec<Line>,
    /// What the search found.
    pub hits: Vec<Line>,
    /// Often chosen services.
    pub popular: Vec<Line>,
    /// Departments with the services that stand nowhere above.
    pub departments: Vec<Group>,
    /// Whether there is more than one department, whose services do not mix in one visit.
    pub several: bool,
    /// What there is to do where nothing can be booked yet; else empty.
    pub nothing: String,
}

impl Page for ConcernsPage {
    const TEMPLATE: &'static str = "concerns.html";
}

/// A department and its services.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Name in URLs.
    pub slug: String,
    /// "Bürgerbüro".
    pub name: String,
    /// "17 Anliegen" or "17 weitere Anliegen".
    pub count: String,
    /// Its services.
    pub lines: Vec<Line>,
    /// Whether it is open from the start.
    pub open: bool,
}

/// A service to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Name in URLs.
    pub slug: String,
    /// "Personalausweis beantragen".
    pub name: String,
    /// One or two sentences; empty for often chosen ones, which are known.
    pub summary: String,
    /// "15 Minuten", "46,00 €", "Bauamt".
    pub facts: Vec<String>,
    /// Address of the way without a visit; empty where there is none.
    pub online_url: String,
    /// "auch online möglich".
    pub online: String,
    /// What can be chosen: 0 to the most of it.
    pub counts: Vec<Count>,
    /// How often it was chosen.
    pub count: u32,
}

/// One count to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Count {
    /// Sent for it, "personalausweis:2"; empty for none.
    pub value: String,
    /// The number.
    pub number: u32,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl ConcernsPage {
    /// The page for this town and wish.
    #[must_use]
    pub fn new(words: Words, town: &TownView, links: &Links, wish: &Wish) -> Self {
        let lines = Lines {
            words,
            most: town.max_services,
            several: town.departments.len() > 1,
            wish,
        };
        let every = || {
            let departments = town.departments.iter();
            departments.flat_map(|department| {
                department
                    .services
                    .iter()
                    .map(move |service| (department, service))
            })
        };
        let is_chosen = |service: &ServiceView| wish.count(&service.slug) > 0;
        let searching = !wish.search.is_empty();
        let chosen: Vec<_> = every().filter(|(_, service)| is_chosen(service)).collect();
        let hits: Vec<_> = every()
            .filter(|(_, service)| searching && !is_chosen(service) && matches(service, &wish.search))
            .collect();
        let popular: Vec<_> = every()
            .filter(|(_, service)| !searching && service.popular && !is_chosen(service))
            .collect();
        let found = match every()
            .filter(|(_, service)| matches(service, &wish.search))
            .count()
        {
            _ if !searching => String::new(),
            0 => words.fill("pages.found_none", &[("search", &wish.search)]),
            1 => words.fill("pages.found_one", &[("search", &wish.search)]),
            found => words.fill(
                "pages.found",
                &[("count", &found.to_string()), ("search", &wish.search)],
            ),
        };
        let above = |service: &ServiceView| {
            let stands_in = |list: &[(&DepartmentView, &ServiceView)]| {
                list.iter().any(|(_, known)| known.slug == service.slug)
            };
            stands_in(&chosen) || stands_in(&hits) || stands_in(&popular)
        };
        let departments = town.departments.iter().filter(|_| !searching).map(|department| {
            let rest: Vec<_> = department
                .services
                .iter()
                .filter(|service| !above(service))
                .collect();
            let more = rest.len() < department.services.len();
            let key = if more {
                "pages.more_concerns"
            } else {
                "pages.concerns"
            };
            Group {
                slug: department.slug.clone(),
                name: department.name.clone(),
                count: words.fill(key, &[("count", &rest.len().to_string())]),
                open: town.departments.len() == 1 && popular.is_empty() && chosen.is_empty(),
                lines: rest
                    .into_iter()
                    .map(|service| lines.line(department, service, false))
                    .collect(),
            }
        });
        let nothing = match every().next() {
            Some(_) => String::new(),
            None => words.fill("pages.concerns_nothing", &[("phone", &town.phone)]),
        };
        Self {
            nothing,
            search_url: links.at("", &[]),
            next_url: links.at("unterlagen", &[]),
            hidden: vec![("lang".to_owned(), words.language.to_owned())],
            search: wish.search.clone(),
            all_url: links.concerns(wish),
            found,
            sum: sum(words, &chosen, wish),
            departments: departments.filter(|group| !group.lines.is_empty()).collect(),
            several: lines.several,
            chosen: chosen
                .iter()
                .map(|(department, service)| lines.line(department, service, true))
                .collect(),
            hits: hits
                .iter()
                .map(|(department, service)| lines.line(department, service, true))
                .collect(),
            popular: popular
                .iter()
                .map(|(department, service)| lines.line(department, service, true))
                .collect(),
        }
    }
}

struct Lines<'a> {
    words: Words,
    most: u32,
    several: bool,
    wish: &'a Wish,
}

impl Lines<'_> {
    fn line(&self, department: &DepartmentView, service: &ServiceView, outside: bool) -> Line {
        let count = self.wish.count(&service.slug);
        let mut facts = vec![self.words.minutes(service.minutes), service.fee.clone()];
        if outside && self.several {
            facts.push(department.name.clone());
        }
        facts.retain(|fact| !fact.is_empty());
        // A count beyond the most is shown as it was asked for; the refusal stands above it.
        let most = service.max_count.min(self.most).max(1).max(count.min(99));
        let counts = (0..=most).map(|number| Count {
            value: if number == 0 {
                String::new()
            } else {
                format!("{}:{number}", service.slug)
            },
            number,
            chosen: number == count,
        });
        Line {
            slug: service.slug.clone(),
            name: service.name.clone(),
            summary: if outside {
                String::new()
            } else {
                service.summary.clone()
            },
            facts,
            online_url: service
                .online
                .as_ref()
                .map_or_else(String::new, |online| online.url.clone()),
            online: service
                .online
                .as_ref()
                .map_or_else(String::new, |online| online.text.clone()),
            counts: counts.collect(),
            count,
        }
    }
}

/// "3 Anliegen, zusammen 45 Minuten".
fn sum(words: Words, chosen: &[(&DepartmentView, &ServiceView)], wish: &Wish) -> String {
    let counted = || {
        chosen
            .iter()
            .map(|(_, service)| (service.minutes, wish.count(&service.slug)))
    };
    let pieces = counted().fold(0u32, |sum, (_, count)| sum.saturating_add(count));
    let minutes = counted().fold(0u32, |sum, (minutes, count)| {
        sum.saturating_add(minutes.saturating_mul(count))
    });
    match pieces {
        0 => String::new(),
        1 => words.fill("pages.sum_one", &[("minutes", &words.minutes(minutes))]),
        _ => words.fill(
            "pages.sum",
            &[
                ("count", &pieces.to_string()),
                ("minutes", &words.minutes(minutes)),
            ],
        ),
    }
}

/// Whether every word of the search stands in a name, a summary or the everyday words.
fn matches(service: &ServiceView, search: &str) -> bool {
    let text = [&service.name, &service.summary]
        .into_iter()
        .chain(&service.words);
    let text = text.map(|text| plain(text)).collect::<Vec<_>>().join(" ");
    plain(search).split_whitespace().all(|word| text.contains(word))
}

/// Lower case without umlauts' dots and without ß, as people type on a phone.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.to_lowercase().chars() {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            letter => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts;
    use crate::views::pages::samples;

    fn page(query: &[(&str, &str)]) -> ConcernsPage {
        let town = samples::town("de");
        ConcernsPage::new(
            texts::words("de"),
            &town,
            &Links::new("doerentrup", "de"),
            &samples::wish(query),
        )
    }

    fn names(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.slug.as_str()).collect()
    }

    #[test]
    fn every_service_stands_on_the_page_once() {
        let page = page(&[("service", "fuehrungszeugnis:1")]);
        let mut shown = names(&page.chosen);
        shown.extend(names(&page.popular));
        for group in &page.departments {
            shown.extend(names(&group.lines));
        }
        let (count, mut once) = (shown.len(), shown);
        once.sort_unstable();
        once.dedup();
        assert_eq!(
            (once.len(), names(&page.chosen)),
            (count, vec!["fuehrungszeugnis"])
        );
    }

    #[test]
    fn everyday_words_find_a_concern_and_what_was_chosen_stays() {
        let page = page(&[("suche", "PERSO"), ("service", "reisepass:2")]);
        assert_eq!(
            (names(&page.hits), names(&page.chosen)),
            (vec!["personalausweis"], vec!["reisepass"])
        );
        assert!(page.departments.is_empty() && page.popular.is_empty());
        assert_eq!(page.sum, "2 Anliegen, zusammen 30 Minuten");
    }

    #[test]
    fn umlauts_may_be_typed_either_way() {
        assert_eq!(names(&page(&[("suche", "fuehrungs")]).hits), ["fuehrungszeugnis"]);
        assert_eq!(names(&page(&[("suche", "FÜHRUNGS")]).hits), ["fuehrungszeugnis"]);
        assert!(page(&[("suche", "Raumschiff")]).hits.is_empty());
    }
}
