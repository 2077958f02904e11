//! Public holidays of a place.
//!
//! They belong to the municipality, not to the Land: Augsburg has one of its own, Mariä Himmelfahrt and
//! Fronleichnam are holidays in parts of some Länder only. So a place names its Land, the local ones in `also`,
//! and single days to add or to remove. The library that knows the Länder is seen by this file only.
//!
//! Christmas Eve, Rosenmontag and the town's own days off are no holidays; a department closes on them.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use holiday_de::{GermanHoliday, GermanRegion};
use serde::{Deserialize, Serialize};

macro_rules! lands {
    ($($code:ident $region:ident $name:literal,)*) => {
        /// One of the sixteen Länder, by the code that ISO 3166-2 gives it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Land { $(#[doc = $name] $code,)* }

        impl Land {
            /// All sixteen.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// Two letters, `NW`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// As people call it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            const fn region(self) -> GermanRegion {
                match self { $(Self::$code => GermanRegion::$region,)* }
            }
        }
    };
}

lands! {
    BW BadenWuerttemberg "Baden-Württemberg",
    BY Bayern "Bayern",
    BE Berlin "Berlin",
    BB Brandenburg "Brandenburg",
    HB Bremen "Bremen",
    HH Hamburg "Hamburg",
    HE Hessen "Hessen",
    MV MechlenburgVorpommern "Mecklenburg-Vorpommern",
    NI Niedersachsen "Niedersachsen",
    NW NordrheinWestfalen "Nordrhein-Westfalen",
    RP RheinlandPfalz "Rheinland-Pfalz",
    SL Saarland "Saarland",
    SN Sachsen "Sachsen",
    ST SachsenAnhalt "Sachsen-Anhalt",
    SH SchleswigHolstein "Schleswig-Holstein",
    TH Thueringen "Thüringen",
}

/// A holiday that some places of a Land have and others do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalHoliday {
    /// Augsburger Friedensfest, 8 August: the city of Augsburg only.
    Augsburg,
    /// Mariä Himmelfahrt, 15 August: 1,708 of the 2,056 municipalities of Bavaria.
    Assumption,
    /// Fronleichnam: some municipalities of Sachsen and Thüringen.
    CorpusChristi,
}

/// A single day off that no rule knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddedHoliday {
    /// The day.
    #[serde(with = "super::written::date")]
    pub date: NaiveDate,
    /// What it is called.
    pub name: String,
}

/// Holidays of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    /// The Land whose law counts.
    pub land: Land,
    /// Local ones the place has besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<LocalHoliday>,
    /// Single days added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<AddedHoliday>,
    /// Single days that are holidays by the rule and working days here.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        with = "super::written::dates"
    )]
    pub remove: Vec<NaiveDate>,
}

impl Holidays {
    /// Holidays of a Land without local ones.
    #[must_use]
    pub fn of_land(land: Land) -> Self {
        Self {
            land,
            also: Vec::new(),
            add: Vec::new(),
            remove: Vec::new(),
        }
    }

    /// Days and names of one year, in order; a day that is two holidays stands once.
    #[must_use]
    pub fn of_year(&self, year: i32) -> Vec<(NaiveDate, &str)> {
        use GermanHoliday::{
            AugsburgerFriedensfest, Fronleichnam, MariaeHimmelfahrt, Ostersonntag, Pfingstsonntag,
        };
        let mut kinds = self.land.region().holidays_in_year(year);
        // The library counts Mariä Himmelfahrt for all of Bavaria; Nürnberg, for one, works.
        if self.land == Land::BY {
            kinds.retain(|kind| *kind != MariaeHimmelfahrt);
        }
        // The library leaves out what always falls on a Sunday; in Brandenburg the law lists both.
        if self.land == Land::BB {
            kinds.extend([Ostersonntag, Pfingstsonntag]);
        }
        kinds.extend(self.also.iter().map(|local| match local {
            LocalHoliday::Augsburg => AugsburgerFriedensfest,
            LocalHoliday::Assumption => MariaeHimmelfahrt,
            LocalHoliday::CorpusChristi => Fronleichnam,
        }));
        let by_rule = kinds
            .iter()
            .filter_map(|kind| Some((kind.date(year)?, kind.description())));
        let added = self.add.iter().map(|added| (added.date, added.name.as_str()));
        let mut days: Vec<_> = by_rule
            .filter(|(date, _)| !self.remove.contains(date))
            .chain(added.filter(|(date, _)| date.year() == year))
            .collect();
        days.sort_by_key(|(date, _)| *date);
        days.dedup_by_key(|(date, _)| *date);
        days
    }

    /// The holiday's name, if this day is one.
    #[must_use]
    pub fn name_of(&self, date: NaiveDate) -> Option<&str> {
        self.of_year(date.year())
            .into_iter()
            .find(|(day, _)| *day == date)
            .map(|(_, name)| name)
    }

    /// Whether town halls work: Monday to Friday, and no holiday.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && self.name_of(date).is_none()
    }

    /// The last working day up to and including this one. A year without one does not exist; the day itself then.
    #[must_use]
    pub fn last_working_day(&self, date: NaiveDate) -> NaiveDate {
        (0..366)
            .filter_map(|back| date.checked_sub_days(Days::new(back)))
            .find(|day| self.is_working_day(*day))
            .unwrap_or(date)
    }
}
