//! What the operator's people see of the installation: its towns, and who could be asked there.
//!
//! Nothing of citizens and no appointment is read here.

use tenants::TownId;

use crate::db::Db;
use crate::db::operator::{self, Counts, Listed};
use crate::refusal::Outcome;

/// Towns on one page.
pub const ON_A_PAGE: usize = 50;

/// Some of the towns that fit what was looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Towns {
    /// How many there are on the installation.
    pub all: usize,
    /// How many of them fit.
    pub fit: usize,
    /// How many of those stand before this page.
    pub before: usize,
    /// Those of this page, by their names in addresses.
    pub page: Vec<(Listed, Counts)>,
}

/// The towns whose names have every word that was typed, a page of them from here on. Two statements, however many there are:
/// the phone book is read whole, a line of it is a few words; only what is shown is counted.
///
/// # Errors
/// If the database cannot be read.
pub async fn towns(db: &Db, typed: &str, from: usize) -> Outcome<Towns> {
    let mut listed = operator::list(db).await?;
    let all = listed.len();
    let typed = spelt_out(typed);
    let words: Vec<_> = typed.split_whitespace().collect();
    listed.retain(|town| {
        let names = format!("{} {}", town.slug, spelt_out(&town.name));
        words.iter().all(|word| names.contains(word))
    });
    listed.sort_by(|one, other| one.slug.cmp(&other.slug));
    let fit = listed.len();
    // Beyond the end stands the last page, also when towns have gone since the link was made.
    let before = from.min(fit.saturating_sub(1)) / ON_A_PAGE * ON_A_PAGE;
    let shown: Vec<_> = listed.into_iter().skip(before).take(ON_A_PAGE).collect();
    let ids: Vec<TownId> = shown.iter().map(|town| town.id).collect();
    let counts = operator::count(db, &ids).await?;
    let counted = |town: Listed| {
        let count = counts.iter().find(|count| count.town == town.id)?;
        Some((town, *count))
    };
    Ok(Towns {
        all,
        fit,
        before,
        page: shown.into_iter().filter_map(counted).collect(),
    })
}

/// In small letters, with umlauts as addresses write them: whoever types "dör" or "doer" means the same.
fn spelt_out(text: &str) -> String {
    let small = text.to_lowercase();
    let pairs = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")];
    pairs
        .iter()
        .fold(small, |text, (letter, written)| text.replace(letter, written))
}

#[cfg(test)]
mod tests {
    use super::spelt_out;

    #[test]
    fn umlauts_can_be_typed_either_way() {
        assert_eq!(spelt_out("Groß-DÖRENTRUP"), "gross-doerentrup");
    }
}
