//! Checks of a town's own words in its letters.

use super::fields::Fields;
use crate::wording::{Spot, Template, Told, Wording};

pub(super) fn check(fields: &mut Fields<'_>, wording: &Wording) {
    for (kind, own) in wording.iter() {
        let path = format!("messages.wording.{}", kind.as_str());
        fields.must(
            !own.is_empty(),
            &path,
            "says nothing; leave it out to use our words",
        );
        for spot in Spot::ALL {
            for (language, text) in spot.of(own).iter() {
                let path = format!("{path}.{}.{language}", spot.as_str());
                fields.language(&path, language);
                if let Err(flaw) = Template::parse(kind, spot, text) {
                    fields.wrong(path, Told(&flaw, kind, spot));
                }
            }
        }
    }
}
