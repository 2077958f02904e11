//! What a cut would do, line by line, before anybody saves it.

use serde::Serialize;
use tenants::appointment::StateName;
use tenants::replacement::Offered;
use tenants::rescue::{Certainty, Fate, Line, Reason};
use tenants::{StaffId, Town};
use uuid::Uuid;

use super::day::{concern, instant, moment};
use super::phone::national;
use crate::db::appointments::Appointment;
use crate::desk::{Plan, Remedy};
use crate::views::pages::Page;

/// What a cut would do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlanPage {
    /// Where saving is sent to.
    pub action: String,
    /// Back to the form.
    pub back_url: String,
    /// The cut, as hidden fields.
    pub fields: Vec<(String, String)>,
    /// What else is to be known before it is saved; may be empty.
    pub intro: String,
    /// Where the account of whoever leaves is locked; empty for those who may not, or where nobody leaves.
    pub accounts_url: String,
    /// How many appointments are affected.
    pub affected: usize,
    /// How many of them colleagues take over.
    pub kept: usize,
    /// How many are offered other times.
    pub offered: usize,
    /// How many have to be called.
    pub called: usize,
    /// How many stay with whoever is away, because they have begun.
    pub stranded: usize,
    /// What the button says.
    pub save: &'static str,
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
    /// Word of its look: kept, moved, offered, lost.
    pub kind: &'static str,
    /// Why, in a sentence.
    pub why: String,
}

impl Page for PlanPage {
    const TEMPLATE: &'static str = "desk/plan.html";
}

impl PlanPage {
    /// The page of a plan.
    #[must_use]
    pub fn new(town: &Town, plan: &Plan) -> Self {
        let teller = Teller { town, plan };
        let lines = &plan.rescue.lines;
        let is_lost = |line: &Line<Uuid>| matches!(line.fate, Fate::Displaced { .. });
        let count = |kind: &dyn Fn(&Line<Uuid>) -> bool| lines.iter().filter(|line| kind(line)).count();
        Self {
            affected: plan.rescue.affected().count(),
            kept: count(&|line| matches!(line.fate, Fate::TakenOver { .. })),
            offered: count(&|line| is_lost(line) && !plan.offers(line.promise).is_empty()),
            called: count(&|line| {
                is_lost(line)
                    && plan.remedies.contains_key(&line.promise)
                    && plan.offers(line.promise).is_empty()
            }),
            stranded: count(&|line| line.fate == Fate::Stranded),
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
            ..Self::default()
        }
    }
}

struct Teller<'a> {
    town: &'a Town,
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
            Fate::Displaced { reason } => self.remedied(appointment, reason),
            Fate::Stranded if appointment.promise.is_none() => (
                "lost",
                "Reservierung endet".to_owned(),
                "noch nicht vereinbart; wem sie als Ersatz angeboten war, nimmt eine andere Zeit oder wird angerufen".to_owned(),
            ),
            Fate::Stranded if appointment.state.name() == StateName::Pending => (
                "lost",
                "Reservierung endet".to_owned(),
                "Adresse noch nicht bestätigt; der Link in der Nachricht führt dann zu neuen Uhrzeiten".to_owned(),
            ),
            Fate::Stranded => (
                "lost",
                format!(
                    "bleibt bei {}",
                    line.from.map_or("niemandem", |staff| self.name(staff))
                ),
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

    /// What is done for somebody whose appointment nobody takes over.
    fn remedied(&self, appointment: &Appointment, reason: Reason) -> (&'static str, String, String) {
        let reason = reason_in_words(reason);
        match self.plan.remedies.get(&appointment.id) {
            None => ("lost", "bleibt betroffen".to_owned(), reason.to_owned()),
            Some(Remedy::Call) => {
                let promise = appointment.promise.as_ref();
                let phone = promise.and_then(|promise| promise.phone.as_deref());
                let phone = phone.map_or_else(|| "auch keine Telefonnummer".to_owned(), national);
                let mail = match promise.and_then(|promise| promise.email.as_deref()) {
                    Some(_) => "die E-Mail-Adresse nimmt nichts an",
                    None => "keine E-Mail-Adresse",
                };
                (
                    "lost",
                    "Anrufliste".to_owned(),
                    format!("{reason}; {mail} · {phone}"),
                )
            }
            Some(Remedy::Offers(times)) if times.is_empty() => (
                "lost",
                "Nachricht, dann Anrufliste".to_owned(),
                format!("{reason}; in den Wochen davor und danach ist auch sonst nichts frei"),
            ),
            Some(Remedy::Offers(times)) => {
                let fate = match times.len() {
                    1 => "1 Ersatztermin".to_owned(),
                    count => format!("{count} Ersatztermine"),
                };
                ("offered", fate, format!("{reason}; {}", self.kept_for_her(times)))
            }
        }
    }

    /// "reserviert sind Di 24.11., 15:30 · Mi 25.11., 09:00 bis Mi 25.11., 10:05".
    fn kept_for_her(&self, times: &[Offered]) -> String {
        let zone = self.town.zone;
        let starts: Vec<_> = times
            .iter()
            .map(|one| instant(zone, one.kept.span.first.start()))
            .collect();
        let last = times.iter().map(|one| one.until).max();
        let until = last.map_or_else(String::new, |until| {
            format!(", längstens bis {}", instant(zone, until))
        });
        format!("reserviert werden {}{until}", starts.join(" · "))
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
