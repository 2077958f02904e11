//! An absence: the form, what it would do line by line, and the promises that are left without a person.

use serde::Serialize;
use tenants::rescue::{Certainty, Fate, Line, Reason};
use tenants::staff::StaffMember;
use tenants::{StaffId, Town};
use uuid::Uuid;

use super::day::{concern, moment};
use super::frame::{address, address_with};
use super::phone::national;
use crate::db::appointments::Appointment;
use crate::desk::{Away, Plan};
use crate::texts::clock_face;
use crate::views::pages::frame::dial;
use crate::views::pages::{Mistake, Page};

/// Asks who is away, and when.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AbsencePage {
    /// Where it is sent to.
    pub action: String,
    /// Name in addresses, name, whether chosen.
    pub people: Vec<(String, String, bool)>,
    /// `heute`, `rest` or `von-bis`.
    pub stretch: String,
    /// As typed.
    pub from: String,
    /// As typed.
    pub from_time: String,
    /// As typed.
    pub until: String,
    /// As typed.
    pub until_time: String,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
}

impl Page for AbsencePage {
    const TEMPLATE: &'static str = "desk/absence.html";
}

/// What an absence would do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlanPage {
    /// Where saving is sent to.
    pub action: String,
    /// Back to the form.
    pub back_url: String,
    /// The absence, as hidden fields.
    pub fields: Vec<(String, String)>,
    /// How many appointments are affected.
    pub affected: usize,
    /// How many of them colleagues take over.
    pub kept: usize,
    /// How many are left without a person.
    pub left: usize,
    /// In the order of time.
    pub lines: Vec<PlanLine>,
    /// How sure it is that nothing better exists; a sentence.
    pub certainty: &'static str,
}

/// What happens to one appointment.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlanLine {
    /// "Di 24.11., 09:30".
    pub when: String,
    /// For whom.
    pub name: String,
    /// "Reisepass beantragen".
    pub concern: String,
    /// "Petersen übernimmt".
    pub fate: String,
    /// Word of its look: kept, moved, lost.
    pub kind: &'static str,
    /// Why, in a sentence.
    pub why: String,
}

impl Page for PlanPage {
    const TEMPLATE: &'static str = "desk/plan.html";
}

/// Promises without a person.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DisplacedPage {
    /// The next one first.
    pub lines: Vec<DisplacedLine>,
}

/// One of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DisplacedLine {
    /// "Di 24.11., 09:30".
    pub when: String,
    /// For whom.
    pub name: String,
    /// "Reisepass beantragen".
    pub concern: String,
    /// Number to call; may be empty.
    pub phone: String,
    /// The number as an address.
    pub phone_url: String,
    /// Address to write to; may be empty.
    pub email: String,
    /// Its page.
    pub url: String,
    /// Where looking for somebody is sent to.
    pub action: String,
    /// How many steps there were.
    pub revision: i32,
}

impl Page for DisplacedPage {
    const TEMPLATE: &'static str = "desk/displaced.html";
}

impl PlanPage {
    /// The page of a plan.
    #[must_use]
    pub fn new(town: &Town, away: Away, plan: &Plan) -> Self {
        let teller = Teller { town, away, plan };
        let lines = &plan.rescue.lines;
        let affected = plan.rescue.affected().count();
        let kept = lines
            .iter()
            .filter(|line| matches!(line.fate, Fate::TakenOver { .. }))
            .count();
        Self {
            action: address(&town.slug, "abwesenheit"),
            back_url: address(&town.slug, "abwesenheit"),
            fields: fields(town, away, &plan.seal),
            affected,
            kept,
            left: affected - kept,
            lines: lines.iter().map(|line| teller.line(line)).collect(),
            certainty: match plan.rescue.certainty {
                Certainty::Best => "Geprüft wurden alle Möglichkeiten: Mehr Termine sind nicht zu halten.",
                Certainty::MostKept => {
                    "Mehr Termine sind nicht zu halten. Vielleicht ginge es mit weniger Wechseln unter den Kolleginnen und Kollegen."
                }
                Certainty::BestFound => {
                    "An so vollen Tagen lässt sich nicht alles durchrechnen. Dies ist die beste gefundene Verteilung."
                }
            },
        }
    }
}

/// The absence as fields of a form or of an address.
fn fields(town: &Town, away: Away, seal: &str) -> Vec<(String, String)> {
    let person = town.staff_member(away.staff).map_or("", |person| &person.slug);
    let pairs = [
        ("person", person.to_owned()),
        ("zeitraum", "von-bis".to_owned()),
        ("von", away.from.date().to_string()),
        ("ab", clock_face(away.from.time())),
        ("bis", away.until.date().to_string()),
        ("um", clock_face(away.until.time())),
        ("siegel", seal.to_owned()),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

struct Teller<'a> {
    town: &'a Town,
    away: Away,
    plan: &'a Plan,
}

impl Teller<'_> {
    fn line(&self, line: &Line<Uuid>) -> PlanLine {
        let appointment = &self.plan.appointments[&line.promise];
        let (kind, fate, why) = match line.fate {
            Fate::TakenOver { to } => (
                "kept",
                format!("{} übernimmt", self.name(to)),
                self.room_made(line.promise),
            ),
            Fate::Shifted { to, for_the_sake_of } => {
                let from = line.from.map_or("", |staff| self.name(staff));
                let other = self.citizen(for_the_sake_of);
                let why = format!("damit {from} {other} übernehmen kann; beide Zeiten bleiben");
                ("moved", format!("{} übernimmt von {from}", self.name(to)), why)
            }
            Fate::Displaced { reason } => (
                "lost",
                "niemand übernimmt".to_owned(),
                reason_in_words(reason).to_owned(),
            ),
            Fate::Stranded if appointment.promise.is_none() => (
                "lost",
                "Reservierung endet".to_owned(),
                "wird gerade im Internet gebucht; andere Uhrzeiten werden dort angeboten".to_owned(),
            ),
            Fate::Stranded => (
                "lost",
                format!("bleibt bei {}", self.name(self.away.staff)),
                "hat schon begonnen; bitte selbst regeln".to_owned(),
            ),
        };
        PlanLine {
            when: moment(appointment.local_start),
            name: self.citizen(line.promise),
            concern: concern(appointment),
            fate,
            kind,
            why,
        }
    }

    /// Why somebody can take an appointment over: she is free, or gave one away.
    fn room_made(&self, promise: Uuid) -> String {
        let given = self.plan.rescue.lines.iter().find_map(|line| match line.fate {
            Fate::Shifted { to, for_the_sake_of } if for_the_sake_of == promise => Some((line, to)),
            _ => None,
        });
        match given {
            Some((line, to)) => format!(
                "gibt dafür {} an {} ab",
                self.citizen(line.promise),
                self.name(to)
            ),
            None => "frei und befähigt".to_owned(),
        }
    }

    fn name(&self, staff: StaffId) -> &str {
        self.town.staff_member(staff).map_or("", |person| &person.name)
    }

    fn citizen(&self, appointment: Uuid) -> String {
        let promise = self.plan.appointments[&appointment].promise.as_ref();
        promise.map_or_else(|| "Reservierung".to_owned(), |promise| promise.name.clone())
    }
}

fn reason_in_words(reason: Reason) -> &'static str {
    match reason {
        Reason::NobodyQualified => "niemand sonst ist dafür befähigt",
        Reason::NobodyWorks => "niemand, der befähigt ist, hat dann Dienst",
        Reason::AllTaken => "alle, die befähigt sind, haben dann schon Termine",
    }
}

impl DisplacedPage {
    /// The page of the clerk's departments.
    #[must_use]
    pub fn new(town: &Town, displaced: &[Appointment]) -> Self {
        let line = |one: &Appointment| {
            let promise = one.promise.as_ref()?;
            let phone = promise.phone.clone().unwrap_or_default();
            let path = format!("termine/{}", one.id);
            Some(DisplacedLine {
                when: moment(one.local_start),
                name: promise.name.clone(),
                concern: concern(one),
                phone_url: dial(&phone),
                phone: national(&phone),
                email: promise.email.clone().unwrap_or_default(),
                url: address(&town.slug, &path),
                action: address(&town.slug, &format!("{path}/suchen")),
                revision: one.revision,
            })
        };
        Self {
            lines: displaced.iter().filter_map(line).collect(),
        }
    }
}

/// The people an absence can be told of.
#[must_use]
pub fn choices<'a>(
    people: impl Iterator<Item = &'a StaffMember>,
    chosen: &str,
) -> Vec<(String, String, bool)> {
    people
        .map(|person| (person.slug.clone(), person.name.clone(), person.slug == chosen))
        .collect()
}

/// Where the list of promises without a person stands; `saved` tells that an absence was just saved.
#[must_use]
pub fn displaced_url(town: &str, saved: bool) -> String {
    if saved {
        address_with(town, "betroffene", &[("gespeichert", "ja")])
    } else {
        address(town, "betroffene")
    }
}
