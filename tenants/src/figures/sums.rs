//! From counts to the figures of a period.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Figure, LEAST, Period, Step, broken_down};
use crate::ids::DepartmentId;

/// What became of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// It took place.
    Kept,
    /// Nobody came.
    Missed,
    /// Its day is over, and nobody at the desk has said.
    Unsaid,
    /// It is still to come.
    ToCome,
    /// Its person is away and nobody has taken it over yet.
    Displaced,
    /// The citizen cancelled it.
    CancelledByCitizen,
    /// The town did.
    CancelledByTown,
}

impl Ending {
    /// Each of them.
    pub const ALL: [Self; 7] = [
        Self::Kept,
        Self::Missed,
        Self::Unsaid,
        Self::ToCome,
        Self::Displaced,
        Self::CancelledByCitizen,
        Self::CancelledByTown,
    ];

    /// As tables write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Missed => "missed",
            Self::Unsaid => "unsaid",
            Self::ToCome => "to_come",
            Self::Displaced => "displaced",
            Self::CancelledByCitizen => "cancelled_by_citizen",
            Self::CancelledByTown => "cancelled_by_town",
        }
    }

    /// The one that tables write so.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.as_str() == word)
    }

    /// Whether a visit of this period can be so by today. What cannot be is no number at all, and hides none.
    fn can_be(self, period: Period, today: NaiveDate) -> bool {
        match self {
            Self::Kept | Self::Missed => period.first <= today,
            Self::Unsaid => period.first < today,
            Self::ToCome | Self::Displaced => today <= period.last,
            Self::CancelledByCitizen | Self::CancelledByTown => true,
        }
    }

    const fn is_cancelled(self) -> bool {
        matches!(self, Self::CancelledByCitizen | Self::CancelledByTown)
    }
}

/// What visits are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    /// Whose.
    pub department: DepartmentId,
    /// The first service of the visit, by its name in addresses.
    pub service: String,
    /// What became of it.
    pub ending: Ending,
    /// Whether a citizen booked it herself; a clerk did otherwise.
    pub online: bool,
}

/// Visits of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Of which kind.
    pub of: Of,
    /// How many.
    pub visits: u64,
    /// Of them, those that had lost their person at some time.
    pub displaced: u64,
    /// Of them, those that a colleague took over at the same time when their person was away.
    pub taken_over: u64,
    /// Days between booking and visit, all visits together.
    pub lead_days: u64,
}

/// Visits that begin in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// The day on the wall of the town.
    pub day: NaiveDate,
    /// The hour of that day.
    pub hour: u32,
    /// How many.
    pub visits: u64,
    /// Of them, those that were cancelled.
    pub cancelled: u64,
}

/// Days between booking and visit, in the mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadTime {
    /// In tenths of a day.
    pub tenths: u64,
}

/// What happened to a visit whose person was away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A colleague took it over at the same time.
    TakenOver,
    /// It was without a person for a while, and is not any more.
    Rescued,
    /// It was cancelled.
    Lost,
    /// It is still without a person.
    Open,
}

/// Visits whose person was away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    /// How many.
    pub all: Figure,
    /// What happened to them.
    pub fates: Option<Vec<(Fate, Figure)>>,
}

/// Parts with the days between booking and visit, where the part is told.
pub type Led<K> = Vec<(K, Figure, Option<LeadTime>)>;

/// Everything that is told of a period. A breakdown that cannot be told safely is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Visits in all.
    pub all: Figure,
    /// What became of them.
    pub endings: Option<Vec<(Ending, Figure)>>,
    /// Online (true) and by the desk.
    pub channels: Option<Led<bool>>,
    /// By their first service, in the order that was given; whatever is not known any more has an empty name.
    pub services: Option<Led<String>>,
    /// By department, where there are several.
    pub departments: Option<Vec<(DepartmentId, Figure)>>,
    /// By part of the period.
    pub course: Option<Vec<(Step, Figure)>>,
    /// Not cancelled, by weekday and hour.
    pub load: Option<Vec<((Weekday, u32), Figure)>>,
    /// Between booking and visit.
    pub lead_time: Option<LeadTime>,
    /// Those whose person was away.
    pub affected: Affected,
}

/// The figures of a period as they are today, from what was counted in these departments with these services.
#[must_use]
pub fn figures(
    (period, today): (Period, NaiveDate),
    departments: &[DepartmentId],
    services: &[String],
    counted: &[Counted],
    hours: &[Hour],
) -> Figures {
    let sum = |which: &dyn Fn(&Of) -> bool| visits(counted.iter().filter(|one| which(&one.of)));
    let led = |which: &dyn Fn(&Of) -> bool| lead_time(counted.iter().filter(|one| which(&one.of)));
    let is_known = |of: &Of| services.contains(&of.service);
    let is_called = |of: &Of, service: &str| match service {
        "" => !is_known(of),
        service => of.service == service,
    };
    let all = sum(&|_| true);
    let endings = Ending::ALL
        .into_iter()
        .filter(|ending| ending.can_be(period, today));
    let endings = endings.map(|ending| (ending, sum(&|of| of.ending == ending)));
    let channels = [true, false].map(|online| (online, sum(&|of| of.online == online)));
    let mut by_service = services.to_vec();
    if counted.iter().any(|one| one.visits > 0 && !is_known(&one.of)) {
        by_service.push(String::new());
    }
    let by_service = by_service.into_iter().map(|service| {
        let count = sum(&|of| is_called(of, &service));
        (service, count)
    });
    let by_department = departments
        .iter()
        .map(|&department| (department, sum(&|of| of.department == department)));
    Figures {
        all: Figure::of(all),
        endings: parts_of(all, endings.collect()),
        channels: parts_of(all, channels.to_vec())
            .map(|parts| with_lead_time(parts, |online| led(&|of| of.online == *online))),
        services: parts_of(all, by_service.collect())
            .map(|parts| with_lead_time(parts, |service| led(&|of| is_called(of, service)))),
        departments: if departments.len() > 1 {
            parts_of(all, by_department.collect())
        } else {
            None
        },
        course: course(period, hours),
        load: load(hours),
        lead_time: if all < LEAST { None } else { led(&|_| true) },
        affected: affected(counted, Ending::Displaced.can_be(period, today)),
    }
}

/// Parts of a sum, if it is told itself.
fn parts_of<K>(sum: u64, parts: Vec<(K, u64)>) -> Option<Vec<(K, Figure)>> {
    if sum < LEAST { None } else { broken_down(parts) }
}

fn visits<'a>(counted: impl Iterator<Item = &'a Counted>) -> u64 {
    counted.map(|one| one.visits).sum()
}

fn lead_time<'a>(counted: impl Iterator<Item = &'a Counted>) -> Option<LeadTime> {
    let (visits, days) = counted.fold((0, 0), |(visits, days), one| {
        (visits + one.visits, days + one.lead_days)
    });
    (visits > 0).then(|| LeadTime {
        tenths: (days * 10 + visits / 2) / visits,
    })
}

fn with_lead_time<K>(parts: Vec<(K, Figure)>, led: impl Fn(&K) -> Option<LeadTime>) -> Led<K> {
    let line = |(key, figure): (K, Figure)| {
        let led = figure.told().and_then(|_| led(&key));
        (key, figure, led)
    };
    parts.into_iter().map(line).collect()
}

fn course(period: Period, hours: &[Hour]) -> Option<Vec<(Step, Figure)>> {
    let mut steps: BTreeMap<Step, u64> = period.steps().into_iter().map(|step| (step, 0)).collect();
    for hour in hours {
        let step = period.step_of(hour.day).and_then(|step| steps.get_mut(&step));
        if let Some(count) = step {
            *count += hour.visits;
        }
    }
    parts_of(steps.values().sum(), steps.into_iter().collect())
}

fn load(hours: &[Hour]) -> Option<Vec<((Weekday, u32), Figure)>> {
    let mut week: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for one in hours {
        let cell = (one.day.weekday().num_days_from_monday(), one.hour);
        *week.entry(cell).or_default() += one.visits - one.cancelled;
    }
    let days = (0..7u8).filter_map(|day| Weekday::try_from(day).ok());
    let cells = days.flat_map(|weekday| (0..24).map(move |hour| (weekday, hour)));
    let count = |(weekday, hour): (Weekday, u32)| {
        let found = week.get(&(weekday.num_days_from_monday(), hour));
        found.copied().unwrap_or_default()
    };
    let cells = cells.map(|cell| (cell, count(cell))).collect();
    parts_of(week.values().sum(), cells)
}

fn affected(counted: &[Counted], can_be_open: bool) -> Affected {
    let displaced = |which: &dyn Fn(Ending) -> bool| -> u64 {
        let those = counted.iter().filter(|one| which(one.of.ending));
        those.map(|one| one.displaced).sum()
    };
    let lost = displaced(&Ending::is_cancelled);
    let open = displaced(&|ending| ending == Ending::Displaced);
    let mut fates = vec![
        (Fate::TakenOver, counted.iter().map(|one| one.taken_over).sum()),
        (Fate::Rescued, displaced(&|_| true) - lost - open),
        (Fate::Lost, lost),
    ];
    if can_be_open {
        fates.push((Fate::Open, open));
    }
    let all = fates.iter().map(|(_, count)| count).sum();
    Affected {
        all: Figure::of(all),
        fates: parts_of(all, fates),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Unit;

    const HERE: DepartmentId = DepartmentId(1);

    fn counted(service: &str, ending: Ending, online: bool, visits: u64) -> Counted {
        Counted {
            of: Of {
                department: HERE,
                service: service.to_owned(),
                ending,
                online,
            },
            visits,
            displaced: 0,
            taken_over: 0,
            lead_days: visits * 3,
        }
    }

    fn november() -> Period {
        Period::around(Unit::Month, "2026-11-24".parse().unwrap()).unwrap()
    }

    fn told(counted: &[Counted], hours: &[Hour]) -> Figures {
        let services = ["pass", "perso"].map(str::to_owned);
        let today = "2026-11-30".parse().unwrap();
        figures((november(), today), &[HERE], &services, counted, hours)
    }

    #[test]
    fn sums_are_told_by_ending_channel_and_service() {
        let all = told(
            &[
                counted("pass", Ending::Kept, true, 20),
                counted("perso", Ending::Missed, false, 10),
                counted("gone", Ending::Unsaid, false, 7),
            ],
            &[],
        );
        assert_eq!(all.all, Figure::Told(37));
        let three = Some(LeadTime { tenths: 30 });
        assert_eq!(all.lead_time, three);
        assert_eq!(
            all.channels,
            Some(vec![
                (true, Figure::Told(20), three),
                (false, Figure::Told(17), three)
            ])
        );
        assert_eq!(
            all.services,
            Some(vec![
                ("pass".to_owned(), Figure::Told(20), three),
                ("perso".to_owned(), Figure::Told(10), three),
                (String::new(), Figure::Told(7), three),
            ])
        );
        // The others have nothing: that it is nothing must not be told, so what could be told hides with them.
        let endings = all.endings.unwrap();
        assert_eq!(endings[0], (Ending::Kept, Figure::Told(20)));
        assert_eq!(endings[1], (Ending::Missed, Figure::Shielded));
        assert_eq!(endings[2], (Ending::Unsaid, Figure::Shielded));
        assert!(endings[3..].iter().all(|(_, figure)| *figure == Figure::Few));
        assert_eq!(all.departments, None, "there is one");
    }

    #[test]
    fn below_five_nothing_is_told_but_that() {
        let few = told(&[counted("pass", Ending::Kept, true, 4)], &[]);
        assert_eq!(few.all, Figure::Few);
        assert_eq!((few.endings, few.channels, few.services), (None, None, None));
        assert_eq!((few.course, few.load, few.lead_time), (None, None, None));
        assert_eq!(few.affected.all, Figure::Few);
    }

    #[test]
    fn of_those_whose_person_was_away_it_is_told_who_kept_them() {
        let away = |ending, displaced, taken_over| Counted {
            displaced,
            taken_over,
            ..counted("pass", ending, true, displaced + taken_over)
        };
        let all = told(
            &[
                away(Ending::Kept, 8, 30),
                away(Ending::CancelledByCitizen, 6, 0),
                away(Ending::Displaced, 9, 0),
            ],
            &[],
        );
        assert_eq!(all.affected.all, Figure::Told(53));
        assert_eq!(
            all.affected.fates,
            Some(vec![
                (Fate::TakenOver, Figure::Told(30)),
                (Fate::Rescued, Figure::Told(8)),
                (Fate::Lost, Figure::Told(6)),
                (Fate::Open, Figure::Told(9)),
            ])
        );
    }

    #[test]
    fn the_week_is_told_by_hours_and_the_month_by_weeks() {
        let hour = |day: &str, hour, visits, cancelled| Hour {
            day: day.parse().unwrap(),
            hour,
            visits,
            cancelled,
        };
        let all = told(
            &[],
            &[
                hour("2026-11-19", 17, 20, 2),
                hour("2026-11-26", 17, 12, 0),
                hour("2026-11-26", 8, 3, 0),
                hour("2026-11-24", 9, 4, 2),
            ],
        );
        let load = all.load.unwrap();
        let at = |weekday, hour| load.iter().find(|(cell, _)| *cell == (weekday, hour)).unwrap().1;
        assert_eq!(at(Weekday::Thu, 17), Figure::Told(30), "the long Thursday");
        assert_eq!(
            (at(Weekday::Thu, 8), at(Weekday::Tue, 9)),
            (Figure::Few, Figure::Few)
        );
        assert_eq!(load.len(), 7 * 24);
        let course: Vec<_> = all
            .course
            .unwrap()
            .into_iter()
            .map(|(_, figure)| figure)
            .collect();
        let told = [
            Figure::Few,
            Figure::Few,
            Figure::Few,
            Figure::Told(20),
            Figure::Told(19),
            Figure::Few,
        ];
        assert_eq!(course.len(), 6);
        assert_ne!(course, told, "39 - 20 - 19 would tell that the others have none");
    }
}
