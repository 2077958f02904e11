//! How a person's shifts end: one of them goes or becomes shorter, or she leaves and they all do.
//!
//! Days before the change stay as they were, because what was promised on them was promised by these shifts. So nothing is
//! taken out of a list that has counted already: it ends, and what is left of it begins on the day after.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::{ClockTime, written};
use crate::staff::{Shift, monday_of};

/// A person's shifts before and after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftChange {
    /// The first day on which they differ.
    #[serde(with = "written::date")]
    pub from: NaiveDate,
    /// All her shifts until now, in their order.
    pub before: Vec<Shift>,
    /// All her shifts from now on.
    pub after: Vec<Shift>,
    /// Whether she leaves. Said by whoever changes them: an only shift that ends is no farewell.
    #[serde(default)]
    pub is_leaving: bool,
}

/// Why one shift cannot be changed like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotShorter {
    /// The times lie outside of the shift's, are all of it, or none.
    Times,
    /// The shift is over by then.
    Over,
}

impl ShiftChange {
    /// Somebody leaves after her last day. Nothing if she has left by then anyway.
    #[must_use]
    pub fn leaving(shifts: &[Shift], last: NaiveDate) -> Option<Self> {
        let after = ending(shifts, last);
        let from = last.succ_opt()?;
        (after != shifts).then(|| Self {
            from,
            before: shifts.to_vec(),
            after,
            is_leaving: true,
        })
    }

    /// One shift ends before a day, or only these times are left of it from that day on.
    ///
    /// # Errors
    /// If it would not become shorter.
    pub fn shortening(
        shifts: &[Shift],
        chosen: &Shift,
        from: NaiveDate,
        left: Option<(ClockTime, ClockTime)>,
    ) -> Result<Self, NotShorter> {
        if chosen.valid_until.is_some_and(|until| until < from) {
            return Err(NotShorter::Over);
        }
        if left.is_some_and(|left| !is_part(chosen, left)) {
            return Err(NotShorter::Times);
        }
        let mut after = Vec::new();
        for shift in shifts {
            if shift == chosen {
                after.extend(from.pred_opt().and_then(|last| until(shift, last)));
                after.extend(left.map(|(begin, end)| Shift {
                    from: begin,
                    until: end,
                    valid_from: shift.valid_from.max(Some(from)),
                    ..shift.clone()
                }));
            } else {
                after.push(shift.clone());
            }
        }
        Ok(Self {
            from: chosen.valid_from.map_or(from, |begin| begin.max(from)),
            before: shifts.to_vec(),
            after,
            is_leaving: false,
        })
    }
}

/// The same shifts until this day, its last. What begins later goes.
#[must_use]
pub fn ending(shifts: &[Shift], last: NaiveDate) -> Vec<Shift> {
    shifts.iter().filter_map(|shift| until(shift, last)).collect()
}

fn until(shift: &Shift, last: NaiveDate) -> Option<Shift> {
    first_day(shift).is_none_or(|begin| begin <= last).then(|| Shift {
        valid_until: Some(shift.valid_until.map_or(last, |until| until.min(last))),
        ..shift.clone()
    })
}

/// Whether a shift has counted on some day before this one.
#[must_use]
pub fn has_begun(shift: &Shift, today: NaiveDate) -> bool {
    first_day(shift).is_none_or(|begin| begin < today)
}

/// The same shifts with others in the place of one of them, or behind all. Days before today stay as they were: whoever has counted
/// already ends on the day before the first of what comes in its place. Only its end may change as it stands.
#[must_use]
pub fn replacing(shifts: &[Shift], chosen: Option<&Shift>, wanted: &[Shift], today: NaiveDate) -> Vec<Shift> {
    let coming = wanted.iter().map(|shift| Shift {
        valid_from: shift.valid_from.max(Some(today)),
        ..shift.clone()
    });
    let coming: Vec<_> = coming.collect();
    let Some(chosen) = chosen else {
        return shifts.iter().cloned().chain(coming).collect();
    };
    let mut after = Vec::new();
    for shift in shifts {
        if shift != chosen {
            after.push(shift.clone());
        } else if !has_begun(shift, today) {
            after.extend(coming.iter().cloned());
        } else if let [only] = wanted
            && is_but_for_its_end(shift, only)
        {
            after.push(only.clone());
        } else {
            let first = coming.iter().filter_map(|shift| shift.valid_from).min();
            let last = first.unwrap_or(today).pred_opt();
            after.extend(last.and_then(|last| until(shift, last)));
            after.extend(coming.iter().cloned());
        }
    }
    after
}

fn is_but_for_its_end(shift: &Shift, other: &Shift) -> bool {
    let ended = Shift {
        valid_until: other.valid_until,
        ..shift.clone()
    };
    ended == *other
}

fn first_day(shift: &Shift) -> Option<NaiveDate> {
    shift.valid_from.max(shift.every_second_week_from.map(monday_of))
}

fn is_part(shift: &Shift, (from, until): (ClockTime, ClockTime)) -> bool {
    shift.from <= from && from < until && until <= shift.until && (from, until) != (shift.from, shift.until)
}

#[cfg(test)]
mod tests {
    use chrono::{Days, Weekday};
    use proptest::prelude::*;

    use super::*;
    use crate::staff::Audience;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn clock(text: &str) -> ClockTime {
        text.parse().unwrap()
    }

    fn weekly(weekday: Weekday, from: &str, until: &str) -> Shift {
        Shift::weekly(weekday, clock(from), clock(until))
    }

    #[test]
    fn whoever_leaves_has_her_shifts_until_her_last_day_and_none_that_begin_later() {
        let monday = weekly(Weekday::Mon, "08:00", "12:00");
        let over = Shift {
            valid_until: Some(date("2026-06-30")),
            ..weekly(Weekday::Tue, "08:00", "12:00")
        };
        let later = Shift {
            valid_from: Some(date("2027-01-01")),
            ..monday.clone()
        };
        let last = date("2026-11-30");
        let change = ShiftChange::leaving(&[monday.clone(), over.clone(), later], last).unwrap();
        let ended = Shift {
            valid_until: Some(last),
            ..monday
        };
        assert_eq!(
            (change.from, &change.after),
            (date("2026-12-01"), &vec![ended, over])
        );
        assert!(change.is_leaving);
        assert_eq!(ShiftChange::leaving(&change.after, last), None, "she has left");
        assert_eq!(ShiftChange::leaving(&[], last), None);
    }

    #[test]
    fn a_shift_that_becomes_shorter_is_two() {
        let (first, other) = (
            weekly(Weekday::Mon, "08:00", "12:00"),
            weekly(Weekday::Thu, "14:00", "18:00"),
        );
        let both = [first.clone(), other.clone()];
        let from = date("2026-12-01");
        let left = Some((clock("08:00"), clock("10:00")));
        let change = ShiftChange::shortening(&both, &first, from, left).unwrap();
        let until = Shift {
            valid_until: Some(date("2026-11-30")),
            ..first.clone()
        };
        let rest = Shift {
            until: clock("10:00"),
            valid_from: Some(from),
            ..first.clone()
        };
        assert_eq!(change.after, [until.clone(), rest, other.clone()]);
        let gone = ShiftChange::shortening(&both, &first, from, None).unwrap();
        assert_eq!(gone.after, [until, other]);
        assert!(!change.is_leaving && !gone.is_leaving);
        let only = std::slice::from_ref(&first);
        let only = ShiftChange::shortening(only, &first, from, None).unwrap();
        assert!(!only.is_leaving, "a new one may follow by file");
    }

    #[test]
    fn what_begins_later_is_changed_from_its_first_day_on_and_what_is_over_stays() {
        let shift = Shift {
            valid_from: Some(date("2027-01-04")),
            valid_until: Some(date("2027-02-28")),
            audience: Audience::Desk,
            ..weekly(Weekday::Mon, "08:00", "12:00")
        };
        let all = [shift.clone()];
        let left = Some((clock("09:00"), clock("12:00")));
        let change = ShiftChange::shortening(&all, &shift, date("2026-12-01"), left).unwrap();
        let rest = Shift {
            from: clock("09:00"),
            ..shift.clone()
        };
        assert_eq!((change.from, change.after), (date("2027-01-04"), vec![rest]));
        let too_late = ShiftChange::shortening(&all, &shift, date("2027-03-01"), None);
        assert_eq!(too_late, Err(NotShorter::Over));
    }

    #[test]
    fn what_has_counted_ends_where_another_one_begins_in_its_place() {
        let today = date("2026-11-23");
        let shift = weekly(Weekday::Mon, "08:00", "12:00");
        let other = weekly(Weekday::Tue, "08:00", "12:00");
        let both = [shift.clone(), other.clone()];
        let longer = weekly(Weekday::Mon, "08:00", "13:00");
        let valid = |shift: &Shift, from: &str| Shift {
            valid_from: Some(date(from)),
            ..shift.clone()
        };
        let ended = |shift: &Shift, last: &str| Shift {
            valid_until: Some(date(last)),
            ..shift.clone()
        };
        assert_eq!(
            replacing(&both, Some(&shift), std::slice::from_ref(&longer), today),
            [
                ended(&shift, "2026-11-22"),
                valid(&longer, "2026-11-23"),
                other.clone()
            ]
        );
        // From a later day on: until then all stays as it is.
        assert_eq!(
            replacing(&both, Some(&shift), &[valid(&longer, "2026-12-01")], today),
            [
                ended(&shift, "2026-11-30"),
                valid(&longer, "2026-12-01"),
                other.clone()
            ]
        );
        assert_eq!(
            replacing(&both, Some(&shift), &[ended(&shift, "2026-12-31")], today),
            [ended(&shift, "2026-12-31"), other.clone()]
        );
        assert_eq!(
            replacing(&both, Some(&shift), std::slice::from_ref(&shift), today),
            both
        );
        assert_eq!(
            replacing(&both, Some(&shift), &[], today),
            [ended(&shift, "2026-11-22"), other.clone()]
        );
        // What has not begun leaves nothing behind.
        let coming = [valid(&shift, "2026-11-23")];
        assert_eq!(
            replacing(&coming, Some(&coming[0]), std::slice::from_ref(&longer), today),
            [valid(&longer, "2026-11-23")]
        );
        assert!(replacing(&coming, Some(&coming[0]), &[], today).is_empty());
        assert_eq!(
            replacing(&both, None, std::slice::from_ref(&longer), today),
            [shift, other, valid(&longer, "2026-11-23")]
        );
    }

    #[test]
    fn nothing_becomes_longer_this_way() {
        let shift = weekly(Weekday::Mon, "08:00", "12:00");
        for (from, until) in [
            ("07:55", "12:00"),
            ("08:00", "12:05"),
            ("08:00", "12:00"),
            ("10:00", "10:00"),
            ("11:00", "09:00"),
        ] {
            let left = Some((clock(from), clock(until)));
            let change =
                ShiftChange::shortening(std::slice::from_ref(&shift), &shift, date("2026-12-01"), left);
            assert_eq!(change, Err(NotShorter::Times), "{from} to {until}");
        }
    }

    #[test]
    fn alternating_weeks_keep_their_turn() {
        // Weeks of 23 November, 7 December, …
        let shift = Shift {
            every_second_week_from: Some(date("2026-11-25")),
            ..weekly(Weekday::Mon, "08:00", "12:00")
        };
        let left = Some((clock("08:00"), clock("10:00")));
        let change =
            ShiftChange::shortening(std::slice::from_ref(&shift), &shift, date("2026-12-01"), left).unwrap();
        let on = |day: &str| {
            let on: Vec<_> = change
                .after
                .iter()
                .filter(|shift| shift.is_on(date(day)))
                .collect();
            on.iter().map(|shift| shift.until.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(on("2026-11-23"), ["12:00"]);
        assert!(on("2026-11-30").is_empty());
        assert_eq!(on("2026-12-07"), ["10:00"]);
        // Whoever leaves before the first of those weeks never had it.
        assert!(ending(&[shift], date("2026-11-22")).is_empty());
    }

    fn shifts() -> impl Strategy<Value = Vec<Shift>> {
        let day = || prop::option::of((0_u64..120).prop_map(|days| date("2026-09-01") + Days::new(days)));
        let shift = (0_u8..7, 0_u32..20, 1_u32..8, day(), day(), day());
        let shift = shift.prop_map(|(weekday, from, hours, valid_from, valid_until, alternating)| {
            let hour = |hour: u32| ClockTime::from_minutes(hour.min(24) * 60).unwrap();
            let weekday = Weekday::try_from(weekday).unwrap();
            let (begin, end) = match (valid_from, valid_until) {
                (Some(from), Some(until)) => (Some(from.min(until)), Some(from.max(until))),
                open => open,
            };
            Shift {
                valid_from: begin,
                valid_until: end,
                every_second_week_from: alternating,
                ..Shift::weekly(weekday, hour(from), hour(from + hours))
            }
        });
        prop::collection::vec(shift, 0..8)
    }

    fn on_duty(shifts: &[Shift], date: NaiveDate) -> Vec<(ClockTime, ClockTime)> {
        let on = shifts.iter().filter(|shift| shift.is_on(date));
        on.map(|shift| (shift.from, shift.until)).collect()
    }

    proptest! {
        #[test]
        fn after_her_last_day_nobody_is_on_duty_and_until_then_all_is_as_it_was(shifts in shifts(), last in 0_u64..140) {
            let last = date("2026-09-01") + Days::new(last);
            let ended = ending(&shifts, last);
            for day in 0..200 {
                let day = date("2026-08-15") + Days::new(day);
                let expected = if day <= last { on_duty(&shifts, day) } else { Vec::new() };
                prop_assert_eq!(on_duty(&ended, day), expected, "{}", day);
            }
            for shift in &ended {
                prop_assert!(shift.valid_from.is_none_or(|from| Some(from) <= shift.valid_until));
            }
        }

        #[test]
        fn one_shift_loses_what_was_cut_from_a_day_on_and_nothing_else(
            shifts in shifts(), chosen in 0_usize..8, from in 0_u64..140, cut in prop::option::of(0_u32..2)
        ) {
            let Some(shift) = shifts.get(chosen) else { return Ok(()) };
            let from = date("2026-09-01") + Days::new(from);
            let half = ClockTime::from_minutes(u32::midpoint(shift.from.minutes(), shift.until.minutes())).unwrap();
            let left = cut.map(|end| if end == 0 { (shift.from, half) } else { (half, shift.until) });
            let Ok(change) = ShiftChange::shortening(&shifts, shift, from, left) else {
                prop_assert!(shift.valid_until.is_some_and(|until| until < from));
                return Ok(());
            };
            for day in (0..200).map(|day| date("2026-08-15") + Days::new(day)) {
                let mut expected: Vec<_> = shifts.iter().filter(|one| one.is_on(day) && (day < from || *one != shift))
                    .map(|one| (one.from, one.until)).collect();
                let equal = shifts.iter().filter(|one| *one == shift).count();
                if day >= from && shift.is_on(day) {
                    expected.extend(left.into_iter().cycle().take(if left.is_some() { equal } else { 0 }));
                }
                let mut on = on_duty(&change.after, day);
                expected.sort_unstable();
                on.sort_unstable();
                prop_assert_eq!(on, expected, "{}", day);
                prop_assert!(day >= change.from || on_duty(&change.after, day) == on_duty(&shifts, day));
            }
        }
    }
}
