//! Reading the audit log: what somebody looks for in it, and one entry by its number.

use chrono::{DateTime, Utc};
use sea_orm::Value;
use tenants::definition::Change;

use super::TownTx;
use super::audit::{Entry, Row};
use crate::refusal::Outcome;

/// What an entry must have to be shown. Left empty, everything has it.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Each stands in the part, in its fields, or names the part.
    pub words: Vec<Word>,
    /// Each stands in what her author was called.
    pub who: Vec<String>,
    /// What its part begins with, "service ".
    pub kind: &'static str,
    /// What happened to the part.
    pub change: Option<Change>,
    /// Not earlier.
    pub from: Option<DateTime<Utc>>,
    /// Earlier than this.
    pub until: Option<DateTime<Utc>>,
    /// Its number is smaller.
    pub before: Option<i64>,
}

/// One word that is looked for.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// As it was typed.
    pub typed: String,
    /// Parts whose names on screen have it: the log calls them by their names in addresses.
    pub parts: Vec<String>,
}

/// A condition that grows, and what stands in the place of its numbers.
struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl TownTx {
    /// Entries that are sought, the latest first, so many at most.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn audit_sought(&self, sought: &Sought, most: u32) -> Outcome<Vec<Entry>> {
        let mut holding = Condition {
            sql: "town_id = $1".to_owned(),
            values: vec![self.id().0.into()],
        };
        for word in &sought.words {
            let mut ways = holding.having("part || ' ' || fields", &word.typed);
            for part in &word.parts {
                ways += &format!(" OR part = {}", holding.place(part.as_str()));
            }
            holding.and(&format!("({ways})"));
        }
        for word in &sought.who {
            let who = holding.having("who", word);
            holding.and(&format!("({who})"));
        }
        if !sought.kind.is_empty() {
            let kind = holding.place(format!("{}%", sought.kind));
            holding.and(&format!("part LIKE {kind}"));
        }
        if let Some(change) = sought.change {
            let change = holding.place(change.as_str());
            holding.and(&format!("change = {change}"));
        }
        if let Some(from) = sought.from {
            let from = holding.place(from.timestamp_micros());
            holding.and(&format!("at >= {from}"));
        }
        if let Some(until) = sought.until {
            let until = holding.place(until.timestamp_micros());
            holding.and(&format!("at < {until}"));
        }
        if let Some(before) = sought.before {
            let before = holding.place(before);
            holding.and(&format!("number < {before}"));
        }
        let most = holding.place(i64::from(most));
        let Condition { sql, values } = holding;
        let sql = format!("SELECT * FROM audit WHERE {sql} ORDER BY number DESC LIMIT {most}");
        let rows = self.all(&sql, values).await?;
        rows.iter().map(|row| Row::read(row)?.entry()).collect()
    }

    /// Entries that have every word, the latest first, so many, from before this number.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn audit(&self, words: &[&str], before: i64, most: u32) -> Outcome<Vec<Entry>> {
        let word = |typed: &&str| Word {
            typed: (*typed).to_owned(),
            parts: Vec::new(),
        };
        let sought = Sought {
            words: words.iter().map(word).collect(),
            before: Some(before),
            ..Sought::default()
        };
        self.audit_sought(&sought, most).await
    }

    /// The entry with this number.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn audit_entry(&self, number: i64) -> Outcome<Option<Entry>> {
        let sql = "SELECT * FROM audit WHERE town_id = $1 AND number = $2";
        let rows = self.all(sql, vec![self.id().0.into(), number.into()]).await?;
        rows.first().map(|row| Row::read(row)?.entry()).transpose()
    }
}

impl Condition {
    fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// That a text has a word, in large or small letters. SQLite knows small letters of ASCII only: "Öffnung" is found as it is
    /// written, too.
    fn having(&mut self, text: &str, word: &str) -> String {
        let small = word.to_lowercase();
        let mut letters = small.chars();
        let first = letters.next().map(char::to_uppercase);
        let capital: String = first.into_iter().flatten().chain(letters).collect();
        let small = self.place(containing(&small));
        let capital = self.place(containing(&capital));
        format!("lower({text}) LIKE {small} ESCAPE '!' OR ({text}) LIKE {capital} ESCAPE '!'")
    }
}

/// A pattern for texts with this word, in which nothing stands for anything else.
fn containing(word: &str) -> String {
    let mut pattern = String::from("%");
    for sign in word.chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern + "%"
}
