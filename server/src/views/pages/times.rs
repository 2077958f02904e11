//! Step 3: when. The same page shows the times for a new appointment and for moving one.
//!
//! The list by day with native radio buttons is the way to choose; the month beside it is an overview.
//! Whoever has already typed their name (a hold ran out, or the time was taken) keeps it: then every way through
//! the calendar is a button of the form, because a link would lose it.

use chrono::{Datelike as _, Days, NaiveDate};
use serde::Serialize;
use wire::{Availability, DayState, DayView, StartView, TimeView};

use super::links::Links;
use super::month::Month;
use super::wish::{Daytime, Wish};
use super::{Hidden, Page};
use crate::texts::Words;

/// Days in the list.
const LISTED: u64 = 7;
/// Days with times that are open from the start.
const OPEN: usize = 3;

/// Context of step 3.
#[derive(Clone, Debug, Serialize)]
pub struct TimesPage {
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// The appointment that is to be moved, "Dienstag, 24. November 2026, 09:30 Uhr"; empty for a new one.
    pub moves: String,
    /// Takes the chosen time.
    pub action: String,
    /// The page before.
    pub back_url: String,
    /// What the forms send along.
    pub hidden: Vec<Hidden>,
    /// Whether something personal is carried along, so that ways through the calendar have to be buttons.
    pub carried: bool,
    /// Nearest times instead of one that was just taken.
    pub alternatives: Vec<TimeView>,
    /// First free time of those that are shown.
    pub first: Option<TimeView>,
    /// Times of the day to choose from.
    pub filters: Vec<Filter>,
    /// Whether only some times of the day are shown.
    pub filtered: bool,
    /// Overview; absent where nothing is free.
    pub month: Option<Month>,
    /// "24. bis 30. November 2026".
    pub span: String,
    /// Days of the list on which somebody works; of a part of the day only those with a time.
    pub days: Vec<Day>,
    /// Whether the list has a free time.
    pub any: bool,
    /// The list for earlier times; empty where something is moved or carried along.
    pub earlier_list_url: String,
    /// Earlier days; empty if there are none.
    pub earlier_url: String,
    /// Later days; empty if there are none.
    pub later_url: String,
    /// Name of the day on which the next free time is, where the list has none; else empty.
    pub next: String,
    /// The list from that day on.
    pub next_url: String,
    /// When new times appear, "werktags um 8:00 Uhr"; empty where they open continuously.
    pub release: String,
    /// "45 Minuten".
    pub minutes: String,
}

impl Page for TimesPage {
    const TEMPLATE: &'static str = "times.html";
}

/// A choice of times of the day.
#[derive(Clone, Debug, Serialize)]
pub struct Filter {
    /// "vormittags".
    pub name: &'static str,
    /// The calendar with only these.
    pub url: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One day of the list.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// `YYYY-MM-DD`, for ids.
    pub date: String,
    /// "Dienstag, 24. November".
    pub name: String,
    /// "Dienstag, 24. November 2026".
    pub label: String,
    /// "5 freie Zeiten", or why there are none.
    pub told: String,
    /// Whether its times are folded away at first, so that the list stays short.
    pub folded: bool,
    /// Times before noon.
    pub morning: Vec<StartView>,
    /// Times from noon on.
    pub afternoon: Vec<StartView>,
}

/// The town's calendar as far as it was asked for.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// First day that can be booked.
    pub from: NaiveDate,
    /// Last day that can be booked.
    pub until: NaiveDate,
    /// First free time of all.
    pub first_free: Option<TimeView>,
    /// Minutes of the visit.
    pub minutes: u32,
    /// Known days, in order.
    pub days: Vec<CalendarDay>,
}

/// One day of the calendar.
#[derive(Clone, Debug)]
pub struct CalendarDay {
    /// Its date.
    pub date: NaiveDate,
    view: DayView,
}

impl Calendar {
    /// Reads answers to "when could I come?"; the first of them starts at the first day that can be booked. `None` if
    /// there is none or a date in it cannot be read, which the use case does not do.
    #[must_use]
    pub fn of(answers: impl IntoIterator<Item = Availability>) -> Option<Self> {
        let mut answers = answers.into_iter();
        let first = answers.next()?;
        let mut calendar = Self {
            from: first.bookable_from.parse().ok()?,
            until: first.bookable_until.parse().ok()?,
            first_free: first.first_free.clone(),
            minutes: first.minutes,
            days: Vec::new(),
        };
        for answer in std::iter::once(first).chain(answers) {
            if calendar.first_free.is_none() {
                calendar.first_free.clone_from(&answer.first_free);
            }
            for view in answer.days {
                let date = view.date.parse().ok()?;
                if calendar.day(date).is_none() {
                    calendar.days.push(CalendarDay { date, view });
                }
            }
        }
        calendar.days.sort_by_key(|day| day.date);
        Some(calendar)
    }

    /// A known day.
    #[must_use]
    pub fn day(&self, date: NaiveDate) -> Option<&CalendarDay> {
        self.days.iter().find(|day| day.date == date)
    }

    /// The first known day from this one on with a time that is shown.
    fn free_from(&self, date: NaiveDate, daytime: Daytime) -> Option<&CalendarDay> {
        self.days
            .iter()
            .find(|day| day.date >= date && day.starts(daytime).next().is_some())
    }

    /// The first free time that is shown.
    fn first_of(&self, words: Words, daytime: Daytime) -> Option<TimeView> {
        if daytime == Daytime::All {
            return self.first_free.clone();
        }
        let day = self.free_from(self.from, daytime)?;
        let start = day.starts(daytime).next()?;
        let values = [("date", day.view.label.as_str()), ("time", start.label.as_str())];
        let label = words.fill("format.moment", &values);
        Some(TimeView {
            at: start.at.clone(),
            date: day.view.date.clone(),
            label,
        })
    }

    /// The day a reader wants to see first: the wished one if it can be booked, else the one of the first free time.
    #[must_use]
    pub fn opening(&self, wish: &Wish) -> NaiveDate {
        let free = self.free_from(self.from, wish.daytime).map(|day| day.date);
        let wished = wish.from.filter(|date| (self.from..=self.until).contains(date));
        wished.or(free).unwrap_or(self.from)
    }
}

impl CalendarDay {
    /// Whether somebody works on this day.
    #[must_use]
    pub fn works(&self) -> bool {
        self.view.state != DayState::Closed
    }

    /// Free times that are shown.
    pub fn starts(&self, daytime: Daytime) -> impl Iterator<Item = &StartView> {
        self.view
            .starts
            .iter()
            .filter(move |start| daytime.shows(hour(&start.at)))
    }
}

/// Whether the page leads to a new appointment or to another time for one.
#[derive(Clone, Debug)]
pub struct Purpose {
    /// "2 × Personalausweis beantragen".
    pub services: Vec<String>,
    /// The appointment that is to be moved; empty for a new one.
    pub moves: String,
    /// Path of the calendar below the town's.
    pub path: String,
    /// Path that takes the chosen time.
    pub take: String,
    /// The page before.
    pub back_url: String,
    /// What the forms send along.
    pub hidden: Vec<Hidden>,
    /// Whether something personal is carried along.
    pub carried: bool,
    /// Nearest times instead of one that was just taken.
    pub alternatives: Vec<TimeView>,
    /// When new times appear.
    pub release: Option<String>,
}

impl TimesPage {
    /// The page for this calendar, from the day on that the wish names.
    #[must_use]
    pub fn new(words: Words, links: &Links, wish: &Wish, calendar: &Calendar, purpose: Purpose) -> Self {
        // What the calendar looks at stands in its address; services stand there for a new appointment only.
        let moving = !purpose.moves.is_empty();
        let url = |wish: &Wish| {
            links.at(
                &purpose.path,
                &if moving {
                    wish.view_pairs()
                } else {
                    wish.calendar_pairs()
                },
            )
        };
        let start = calendar.opening(wish);
        let end = start + Days::new(LISTED);
        let listed = calendar
            .days
            .iter()
            .filter(|day| (start..end).contains(&day.date) && day.works());
        let filtered = wish.daytime != Daytime::All;
        let mut days: Vec<_> = listed
            .filter(|day| !filtered || day.starts(wish.daytime).next().is_some())
            .map(|day| listed_day(words, day, wish.daytime))
            .collect();
        let with_times = days
            .iter_mut()
            .filter(|day| !day.morning.is_empty() || !day.afternoon.is_empty());
        with_times.skip(OPEN).for_each(|day| day.folded = true);
        let any = days
            .iter()
            .any(|day| !day.morning.is_empty() || !day.afternoon.is_empty());
        let next = calendar
            .free_from(end, wish.daytime)
            .or(calendar.free_from(calendar.from, wish.daytime));
        let next = next.filter(|_| !any);
        let later = calendar.free_from(end, wish.daytime).map_or(end, |day| day.date);
        let earlier = (start - Days::new(LISTED)).max(calendar.from);
        let filters = Daytime::ALL.map(|daytime| Filter {
            name: words.get(filter_name(daytime)),
            url: url(&Wish {
                daytime,
                ..wish.clone()
            }),
            chosen: daytime == wish.daytime,
        });
        let open = calendar.first_free.is_some();
        let is_new = purpose.moves.is_empty() && !purpose.carried;
        Self {
            services: purpose.services,
            moves: purpose.moves,
            action: links.at(&purpose.take, &[]),
            back_url: purpose.back_url,
            hidden: purpose.hidden,
            carried: purpose.carried,
            alternatives: purpose.alternatives,
            first: calendar.first_of(words, wish.daytime),
            filters: filters.into(),
            filtered,
            month: open.then(|| {
                Month::of(words, calendar, start, wish.daytime, |date| {
                    url(&wish.starting(date))
                })
            }),
            span: span(words, start, end - Days::new(1)),
            days,
            any,
            earlier_list_url: if is_new {
                links.at("frueher", &wish.pairs())
            } else {
                String::new()
            },
            earlier_url: if start > calendar.from {
                url(&wish.starting(earlier))
            } else {
                String::new()
            },
            later_url: if later <= calendar.until {
                url(&wish.starting(later))
            } else {
                String::new()
            },
            next: next.map_or_else(String::new, |day| day.view.label.clone()),
            next_url: next.map_or_else(String::new, |day| url(&wish.starting(day.date))),
            release: purpose.release.unwrap_or_default(),
            minutes: words.minutes(calendar.minutes),
        }
    }
}

const fn filter_name(daytime: Daytime) -> &'static str {
    match daytime {
        Daytime::All => "pages.daytime_all",
        Daytime::Morning => "pages.daytime_morning",
        Daytime::Afternoon => "pages.daytime_afternoon",
        Daytime::Late => "pages.daytime_late",
    }
}

fn listed_day(words: Words, day: &CalendarDay, daytime: Daytime) -> Day {
    let count = day.starts(daytime).count();
    let (morning, afternoon) = day
        .starts(daytime)
        .cloned()
        .partition(|start| hour(&start.at) < 12);
    Day {
        date: day.view.date.clone(),
        name: words.fill(
            "pages.day",
            &[
                ("weekday", words.weekday(day.date.weekday())),
                ("day", &day.date.day().to_string()),
                ("month", words.month(day.date.month())),
            ],
        ),
        label: day.view.label.clone(),
        told: match count {
            0 => words.get("pages.day_full").to_owned(),
            1 => words.get("pages.free_one").to_owned(),
            count => words.fill("pages.free", &[("count", &count.to_string())]),
        },
        folded: false,
        morning,
        afternoon,
    }
}

/// "24. bis 30. November 2026".
pub(crate) fn span(words: Words, from: NaiveDate, until: NaiveDate) -> String {
    let day = |date: NaiveDate| date.day().to_string();
    let month = |date: NaiveDate| format!("{} {}", words.month(date.month()), date.year());
    if from.month() == until.month() {
        let values = [
            ("from", &*day(from)),
            ("until", &*day(until)),
            ("month", &*month(until)),
        ];
        return words.fill("pages.span", &values);
    }
    let first = words.month(from.month());
    let values = [
        ("from", &*day(from)),
        ("first", first),
        ("until", &*day(until)),
        ("month", &*month(until)),
    ];
    words.fill("pages.span_months", &values)
}

/// The hour on the wall clock of an RFC 3339 time.
fn hour(at: &str) -> u32 {
    at.get(11..13).and_then(|hour| hour.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts;
    use crate::views::pages::samples;

    fn page(query: &[(&str, &str)]) -> TimesPage {
        samples::times_page("de", query, false)
    }

    #[test]
    fn the_list_opens_where_something_is_free_and_goes_on_where_it_is_free_again() {
        let page = page(&[("service", "reisepass:1")]);
        assert_eq!(page.days[0].label, "Dienstag, 24. November 2026");
        assert_eq!((page.days[0].morning.len(), page.days[0].afternoon.len()), (3, 2));
        assert_eq!(
            page.earlier_url,
            "/doerentrup/zeit?lang=de&service=reisepass:1&ab=2026-11-22"
        );
        assert!(page.later_url.ends_with("ab=2026-12-01"), "{}", page.later_url);
        assert!(page.any && page.next.is_empty());
    }

    #[test]
    fn a_filter_shows_only_what_fits_and_says_so_of_the_other_days() {
        let page = page(&[
            ("service", "reisepass:1"),
            ("tageszeit", "ab16"),
            ("ab", "2026-11-24"),
        ]);
        let thursday = &page.days[0];
        assert_eq!((thursday.date.as_str(), page.days.len()), ("2026-11-26", 1));
        assert!(thursday.morning.is_empty() && thursday.afternoon.len() == 2);
        assert_eq!(
            page.first.unwrap().label,
            "Donnerstag, 26. November 2026, 16:15 Uhr"
        );
        let month = page.month.unwrap();
        let tuesday = month.weeks[4][1].as_ref().unwrap();
        assert_eq!(
            (tuesday.state, tuesday.told.as_str()),
            ("full", "keine passende Zeit")
        );
    }

    #[test]
    fn a_day_that_cannot_be_booked_is_answered_by_one_that_can() {
        let page = page(&[("service", "reisepass:1"), ("ab", "2031-01-01")]);
        assert_eq!(page.days[0].date, "2026-11-24");
    }

    #[test]
    fn spans_name_a_month_once_where_they_can() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let words = texts::words("de");
        assert_eq!(span(words, day(11, 24), day(11, 30)), "24. bis 30. November 2026");
        assert_eq!(
            span(words, day(11, 28), day(12, 4)),
            "28. November bis 4. Dezember 2026"
        );
    }
}
