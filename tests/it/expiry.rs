//! A hold ends in the very moment in which its holder uses it, while somebody else wants its time.
//!
//! Two servers share the database. Either their clocks agree and strike the end just then, or they are two minutes
//! apart, so that both see themselves in the right. There is never a second owner, never a promise without its time,
//! and nobody keeps others from a time that nobody has.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use proof::{Answer, Citizen, Dice, Hall, Kind, at, on_both, town};
use serde_json::json;
use server::clock::Clock;
use tokio::{sync::Barrier, task::JoinSet};
use wire::{AppointmentState, AppointmentView, HoldView, ProblemCode};

const ROUNDS: usize = 60;
const VISIT: &[(&str, u32)] = &[("umzug", 1)];

on_both! {
    async fn a_hold_confirmed_in_the_instant_of_its_end_has_one_owner(kind: Kind) {
        Twins::open(kind).await.meet(Use::Confirm).await;
    }

    async fn an_appointment_moved_to_a_hold_in_the_instant_of_its_end_keeps_one_of_both_times(kind: Kind) {
        Twins::open(kind).await.meet(Use::Move).await;
    }

    async fn a_hold_extended_in_the_instant_of_its_end_has_one_owner(kind: Kind) {
        Twins::open(kind).await.meet(Use::Extend).await;
    }
}

/// What the holder does in that instant.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
    Confirm,
    Move,
    Extend,
}

/// How the servers' clocks stand to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Clocks {
    /// They agree, and strike the end of the hold in that instant.
    Agree,
    /// The holder's server is two minutes behind: to it, the hold still runs; to the other, it is over.
    HolderBehind,
    /// The other way round: both refuse.
    HolderAhead,
}

/// One town behind two servers.
struct Twins {
    hall: Hall,
    holder: Citizen,
    rival: Citizen,
    rivals_clock: Clock,
    opened: DateTime<Utc>,
    times: Vec<String>,
}

impl Twins {
    async fn open(kind: Kind) -> Self {
        let hall = Hall::open(kind, &town::staffed("zwilling", 1)).await;
        let rivals_clock = Clock::manual(hall.clock.now());
        let rival = hall
            .citizen()
            .at_server(hall.server_with_clock(rivals_clock.clone()).await);
        let holder = hall.citizen();
        let offer = holder.looks(&["umzug"], "2026-11-24", 30).await;
        // Far enough apart that neighbours do not meet.
        let starts = offer.days.into_iter().flat_map(|day| day.starts).step_by(2);
        let times = starts.map(|start| start.at).collect();
        Self {
            opened: hall.clock.now(),
            hall,
            holder,
            rival,
            rivals_clock,
            times,
        }
    }

    async fn meet(mut self, using: Use) {
        let mut dice = Dice::seeded(using as u64);
        for clocks in [Clocks::Agree, Clocks::HolderBehind, Clocks::HolderAhead] {
            let (mut holders, mut rivals) = (0, 0);
            for _ in 0..ROUNDS {
                let time = self.times.pop().expect("enough times");
                if self.round(using, clocks, &time, dice.below(12)).await {
                    holders += 1
                } else {
                    rivals += 1
                }
            }
            println!("{using:?}, {clocks:?}: {holders} times the holder, {rivals} times the other");
        }
        self.hall.close().await;
    }

    /// One meeting at one time; whether the holder won.
    async fn round(&mut self, using: Use, clocks: Clocks, time: &str, patience: usize) -> bool {
        let tick = TimeDelta::microseconds(1);
        self.show(self.opened, self.opened);
        let before = match using {
            Use::Move => {
                let spare = self.times.pop().expect("enough times");
                Some(self.holder.books(VISIT, &spare).await)
            }
            Use::Confirm | Use::Extend => None,
        };
        let hold = self.holder.holds(VISIT, time).await;
        let end = at(&hold.expires_at);
        match clocks {
            Clocks::Agree => self.show(end - tick, end - tick),
            Clocks::HolderBehind => self.show(end - TimeDelta::minutes(1), end + TimeDelta::minutes(1)),
            Clocks::HolderAhead => self.show(end + TimeDelta::minutes(1), end - TimeDelta::minutes(1)),
        }
        let (used, taken) = self
            .both(using, clocks, &hold, before.as_ref(), end, patience)
            .await;
        let holder_won = used.status.is_success();
        let rival_won = taken.status == StatusCode::CREATED;
        assert!(
            !(holder_won && rival_won),
            "two owners of {time}: {} {}",
            used.text(),
            taken.text()
        );
        if !holder_won {
            assert_eq!(used.problem().code, ProblemCode::HoldExpired);
        }
        if !rival_won {
            assert_eq!(taken.problem().code, ProblemCode::SlotTaken);
        }
        assert!(
            clocks != Clocks::HolderAhead || !(holder_won || rival_won),
            "nobody may win against both clocks"
        );
        self.show(end + TimeDelta::minutes(1), end + TimeDelta::minutes(1));
        if holder_won {
            self.holder_has(using, &used, before.as_ref(), time).await;
        } else {
            let hold = if rival_won {
                taken.good()
            } else {
                self.rival.holds(VISIT, time).await
            };
            self.rival_has(&hold, before.as_ref()).await;
        }
        holder_won
    }

    /// Both at once, and the clocks strike.
    async fn both(
        &self,
        using: Use,
        clocks: Clocks,
        hold: &HoldView,
        before: Option<&AppointmentView>,
        end: DateTime<Utc>,
        patience: usize,
    ) -> (Answer, Answer) {
        let gate = Arc::new(Barrier::new(3));
        let (path, body) = match (using, before) {
            (Use::Confirm, _) => ("/appointments".to_owned(), Some(self.holder.form(&hold.hold))),
            (Use::Extend, _) => (format!("/holds/{}/extend", hold.hold), None),
            (Use::Move, before) => {
                let token = &before.expect("an appointment to move").token;
                (
                    format!("/appointments/{token}/move"),
                    Some(json!({ "hold": hold.hold })),
                )
            }
        };
        let mut meeting = JoinSet::new();
        let (holder, wait) = (self.holder.clone(), gate.clone());
        meeting.spawn(async move {
            wait.wait().await;
            (0, Some(holder.ask(Method::POST, &path, body.as_ref()).await))
        });
        let (rival, wait, time) = (self.rival.clone(), gate.clone(), hold.at.clone());
        meeting.spawn(async move {
            wait.wait().await;
            (1, Some(rival.asks_to_hold(VISIT, &time).await))
        });
        let hands = [self.hall.clock.clone(), self.rivals_clock.clone()];
        meeting.spawn(async move {
            gate.wait().await;
            for _ in 0..patience {
                tokio::task::yield_now().await;
            }
            if clocks == Clocks::Agree {
                hands.iter().for_each(|clock| clock.set(end));
            }
            (2, None)
        });
        let mut answers = meeting.join_all().await;
        answers.sort_by_key(|(who, _)| *who);
        let mut answers = answers.into_iter().filter_map(|(_, answer)| answer);
        (
            answers.next().expect("the holder's answer"),
            answers.next().expect("the rival's answer"),
        )
    }

    /// What the holder was told is so, and the time cannot be had by anybody else.
    async fn holder_has(&self, using: Use, used: &Answer, before: Option<&AppointmentView>, time: &str) {
        let refused = self.rival.asks_to_hold(VISIT, time).await;
        assert_eq!(refused.problem().code, ProblemCode::SlotTaken);
        if using == Use::Extend {
            let hold: HoldView = used.good();
            let booked = self.holder.asks_to_confirm(&hold.hold).await;
            assert_eq!(booked.good::<AppointmentView>().at, time);
            return;
        }
        let promised: AppointmentView = used.good();
        let kept = self.holder.views(&promised.token).await;
        assert_eq!((kept.at.as_str(), kept.state), (time, AppointmentState::Booked));
        if let Some(before) = before {
            assert_eq!(kept.reference, before.reference);
            let hold = self.rival.holds(VISIT, &before.at).await;
            let path = format!("/holds/{}", hold.hold);
            assert_eq!(
                self.rival.ask(Method::DELETE, &path, None).await.status,
                StatusCode::NO_CONTENT
            );
        }
    }

    /// The other gets the time for good; whoever wanted to move there still has the old one.
    async fn rival_has(&self, hold: &HoldView, before: Option<&AppointmentView>) {
        let booked: AppointmentView = self.rival.asks_to_confirm(&hold.hold).await.good();
        assert_eq!((&booked.at, booked.state), (&hold.at, AppointmentState::Booked));
        if let Some(before) = before {
            assert_eq!(self.holder.views(&before.token).await, *before);
        }
    }

    fn show(&self, holders: DateTime<Utc>, rivals: DateTime<Utc>) {
        self.hall.clock.set(holders);
        self.rivals_clock.set(rivals);
    }
}
