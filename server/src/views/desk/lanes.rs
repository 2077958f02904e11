//! Cards side by side: those whose places in a column overlap share its width.

/// The least number of cells a card is drawn with, so that its name can be read.
pub const LEAST: u32 = 2;

/// Where across its column a card stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// From the left, from 0 on.
    pub number: usize,
    /// How many share the width.
    pub of: usize,
}

/// The lanes of cards from a cell to before another, given in the order of time. A card takes the first lane that is free; whoever
/// touches, directly or by others between them, shares the same number of lanes.
#[must_use]
pub fn lanes(spans: &[(u32, u32)]) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::with_capacity(spans.len());
    // Where each lane of the cards that touch is free again, and the first of these cards.
    let (mut ends, mut first): (Vec<u32>, usize) = (Vec::new(), 0);
    for &(from, until) in spans {
        if ends.iter().all(|end| *end <= from) {
            share(&mut lanes, first, ends.len());
            (ends, first) = (Vec::new(), lanes.len());
        }
        let until = until.max(from + LEAST);
        let number = ends.iter().position(|end| *end <= from).unwrap_or(ends.len());
        match ends.get_mut(number) {
            Some(end) => *end = until,
            None => ends.push(until),
        }
        lanes.push(Lane { number, of: 1 });
    }
    share(&mut lanes, first, ends.len());
    lanes
}

/// Tells everybody from this one on how many they are side by side.
fn share(lanes: &mut [Lane], first: usize, of: usize) {
    for lane in lanes.iter_mut().skip(first) {
        lane.of = of;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(spans: &[(u32, u32)]) -> Vec<(usize, usize)> {
        lanes(spans).iter().map(|lane| (lane.number, lane.of)).collect()
    }

    #[test]
    fn who_overlaps_stands_side_by_side_and_nobody_else() {
        assert_eq!(told(&[]), []);
        assert_eq!(told(&[(0, 3), (3, 6), (9, 12)]), [(0, 1), (0, 1), (0, 1)]);
        assert_eq!(told(&[(0, 6), (0, 6), (6, 9)]), [(0, 2), (1, 2), (0, 1)]);
        // The third touches the second only, and takes the lane that the first has left.
        assert_eq!(
            told(&[(0, 4), (2, 9), (4, 6), (9, 12)]),
            [(0, 2), (1, 2), (0, 2), (0, 1)]
        );
        assert_eq!(told(&[(0, 9), (1, 9), (2, 9)]), [(0, 3), (1, 3), (2, 3)]);
    }

    #[test]
    fn a_card_too_short_to_be_read_is_drawn_longer_and_covers_nobody() {
        assert_eq!(told(&[(0, 1), (1, 2), (2, 3)]), [(0, 2), (1, 2), (0, 2)]);
    }
}
