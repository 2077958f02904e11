//! Checks of a town's own words in its letters.

use super::fields::{Fields, say};
use crate::wording::{Spot, Template, Told, Wording};

pub(super) fn check(fields: &mut Fields<'_>, wording: &Wording) {
    for (kind, own) in wording.iter() {
        let path = format!("messages.wording.{}", kind.as_str());
        fields.must(
            !own.is_empty(),
            &path,
            say(
                "says nothing; leave it out to use our words",
                "Der eigene Wortlaut ist leer. Ohne ihn gilt unser Wortlaut.",
            ),
        );
        for spot in Spot::ALL {
            for (language, text) in spot.of(own).iter() {
                let path = format!("{path}.{}.{language}", spot.as_str());
                fields.language(&path, language);
                if let Err(flaw) = Template::parse(kind, spot, text) {
                    let german =
                        "Dieser Wortlaut passt nicht. Auf der Seite „Nachrichten“ steht, was erlaubt ist.";
                    fields.wrong(path, say(Told(&flaw, kind, spot), german));
                }
            }
        }
    }
}
