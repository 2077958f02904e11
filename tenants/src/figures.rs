//! What a town may be told of its appointments: how many, never whose.
//!
//! A number below five could be about one person, and so could whatever others are told that leaves a number below five when it is
//! taken from them. [`broken_down`] therefore tells a breakdown in such a way that nobody who knows its sum learns more of a
//! small number than that it is below five; where there is no such way, it tells none. Nothing is counted by colleague.
//!
//! A breakdown is safe by itself. Whoever compares two periods that overlap can still learn what lies between them: that is
//! why days are not told one by one.

mod period;
mod sums;

pub use period::{Period, Step, Unit};
pub use sums::{Affected, Counted, Ending, Fate, Figures, Hour, LeadTime, Led, Of, figures};

/// The smallest number that is told.
pub const LEAST: u64 = 5;

/// A number as it may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// It is this.
    Told(u64),
    /// It is below [`LEAST`].
    Few,
    /// It is not, but telling it would tell another one that is.
    Shielded,
}

impl Figure {
    /// A number that stands by itself.
    #[must_use]
    pub const fn of(number: u64) -> Self {
        if number < LEAST {
            Self::Few
        } else {
            Self::Told(number)
        }
    }

    /// The number, if it is told.
    #[must_use]
    pub const fn told(self) -> Option<u64> {
        match self {
            Self::Told(number) => Some(number),
            Self::Few | Self::Shielded => None,
        }
    }
}

/// Parts of a sum that is told, each as it may be told beside all others; nothing if there is no safe way.
#[must_use]
pub fn broken_down<K>(parts: Vec<(K, u64)>) -> Option<Vec<(K, Figure)>> {
    let mut told: Vec<_> = parts.iter().map(|(_, number)| Figure::of(*number)).collect();
    let numbers: Vec<_> = parts.iter().map(|(_, number)| *number).collect();
    while !is_safe(&numbers, &told) {
        let open = (0..told.len()).filter(|&at| told[at].told().is_some());
        let smallest = open.min_by_key(|&at| numbers[at])?;
        told[smallest] = Figure::Shielded;
    }
    Some(parts.into_iter().map(|(key, _)| key).zip(told).collect())
}

/// Whether a reader who knows the sum can think of any number below [`LEAST`] for each part that has one: the sum of what is not
/// told leaves room for the largest of them and for none at all.
fn is_safe(numbers: &[u64], told: &[Figure]) -> bool {
    let count = |of: Figure| told.iter().filter(|one| **one == of).count() as u64;
    let (few, shielded) = (count(Figure::Few), count(Figure::Shielded));
    if few == 0 {
        return true;
    }
    let hidden = numbers.iter().zip(told).filter(|(_, told)| told.told().is_none());
    let sum: u64 = hidden.map(|(number, _)| *number).sum();
    let most = LEAST - 1;
    let leaves_room_for_most = sum >= LEAST.max(LEAST * shielded + most);
    let leaves_room_for_none = shielded > 0 || sum <= most * (few - 1);
    leaves_room_for_most && leaves_room_for_none
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every way in which numbers could be that are told like this and have this sum.
    fn possible(told: &[Figure], sum: u64) -> Vec<Vec<u64>> {
        let Some((first, rest)) = told.split_first() else {
            return if sum == 0 { vec![Vec::new()] } else { Vec::new() };
        };
        let could_be: Vec<u64> = match *first {
            Figure::Told(number) => vec![number],
            Figure::Few => (0..LEAST).collect(),
            Figure::Shielded => (LEAST..=sum.max(LEAST)).collect(),
        };
        let fitting = could_be.into_iter().filter(|number| *number <= sum);
        fitting
            .flat_map(|number| {
                let rest = possible(rest, sum - number).into_iter();
                rest.map(move |rest| [vec![number], rest].concat())
            })
            .collect()
    }

    fn told(numbers: &[u64]) -> Option<Vec<Figure>> {
        let parts = numbers.iter().map(|&number| ((), number)).collect();
        broken_down(parts).map(|parts| parts.into_iter().map(|(_, figure)| figure).collect())
    }

    #[test]
    fn a_small_number_takes_another_one_with_it() {
        use Figure::{Few, Shielded, Told};
        assert_eq!(told(&[40, 30, 9]), Some(vec![Told(40), Told(30), Told(9)]));
        assert_eq!(
            told(&[40, 30, 3]),
            Some(vec![Told(40), Shielded, Few]),
            "73 - 40 - 30 would be 3"
        );
        assert_eq!(
            told(&[40, 3, 2]),
            Some(vec![Shielded, Few, Few]),
            "5 is too little for two to hide in"
        );
        assert_eq!(told(&[40, 2, 2, 2, 1]), Some(vec![Told(40), Few, Few, Few, Few]));
        assert_eq!(
            told(&[40, 4, 4]),
            Some(vec![Shielded, Few, Few]),
            "8 of two below five are four each"
        );
        assert_eq!(told(&[5, 0]), None, "5 and something below five are 5 and 0");
        assert_eq!(told(&[4, 4]), None);
        assert_eq!(told(&[7]), Some(vec![Told(7)]));
        assert_eq!(told(&[]), Some(vec![]));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]
        #[test]
        fn nobody_learns_more_of_a_small_number_than_that_it_is_small(numbers in prop::collection::vec(0u64..13, 1..6)) {
            if let Some(told) = told(&numbers) {
                let worlds = possible(&told, numbers.iter().sum());
                for (at, figure) in told.iter().enumerate() {
                    match figure {
                        Figure::Told(number) => prop_assert_eq!(*number, numbers[at]),
                        Figure::Few => {
                            prop_assert!(numbers[at] < LEAST);
                            for number in 0..LEAST {
                                let thinkable = worlds.iter().any(|world| world[at] == number);
                                prop_assert!(thinkable, "{:?} told as {:?} cannot have {} at {}", numbers, told, number, at);
                            }
                        }
                        Figure::Shielded => prop_assert!(numbers[at] >= LEAST),
                    }
                }
                let hidden: u64 = numbers.iter().zip(&told).filter(|(_, told)| told.told().is_none()).map(|(number, _)| number).sum();
                prop_assert!(hidden == 0 || hidden >= LEAST, "what is left of the sum is small itself");
            }
        }
    }
}
