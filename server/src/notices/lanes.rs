//! Which of the messages at hand goes next: pure rules.
//!
//! A provider at which very many citizens have their mailboxes must not be met with everything at once, and one that is slow must
//! not keep the others' messages waiting. So each domain has a lane of its own, and a lane takes few messages at a time.

use std::collections::HashMap;

/// Messages on their way to one domain at once.
const WIDTH: usize = 2;

/// Messages on their way, by domain.
#[derive(Debug, Default)]
pub struct Lanes(HashMap<String, usize>);

impl Lanes {
    /// The first of these domains whose lane has room; it is taken.
    pub fn enter<'a>(&mut self, waiting: impl Iterator<Item = &'a str>) -> Option<usize> {
        for (place, domain) in waiting.enumerate() {
            let busy = self.0.entry(domain.to_owned()).or_default();
            if *busy < WIDTH {
                *busy += 1;
                return Some(place);
            }
        }
        None
    }

    /// A message to this domain is no longer on its way.
    pub fn leave(&mut self, domain: &str) {
        if let Some(busy) = self.0.get_mut(domain) {
            *busy -= 1;
            if *busy == 0 {
                self.0.remove(domain);
            }
        }
    }
}

/// The domain of a mail address, as its lane is called.
#[must_use]
pub fn domain(address: &str) -> String {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    domain.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_behind_somebody_elses_provider() {
        let mut lanes = Lanes::default();
        let waiting = ["big.example", "big.example", "big.example", "small.example"];
        let next = |lanes: &mut Lanes, from: usize| lanes.enter(waiting[from..].iter().copied());
        assert_eq!((next(&mut lanes, 0), next(&mut lanes, 1)), (Some(0), Some(0)));
        assert_eq!(next(&mut lanes, 2), Some(1), "the small one passes by");
        assert_eq!(next(&mut lanes, 2), Some(1));
        assert_eq!(next(&mut lanes, 2), None);
        lanes.leave("big.example");
        assert_eq!(next(&mut lanes, 2), Some(0));
    }

    #[test]
    fn an_empty_lane_is_forgotten() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.enter(["a.example"].into_iter()), Some(0));
        lanes.leave("a.example");
        lanes.leave("a.example");
        assert!(lanes.0.is_empty());
        assert_eq!(domain("Mika@Example.ORG"), "example.org");
        assert_eq!(domain("0221 4710456"), "");
    }
}
