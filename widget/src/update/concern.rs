//! Choosing concerns, and answering the questions that shorten the list of papers.

use super::Turn;
use crate::effect::{Region, Spot};
use crate::model::{Aside, Step};
use crate::texts::{Text, piece};
use crate::{search, visit};

impl Turn {
    pub(super) fn search(&mut self, text: String) {
        let Step::Concern { typed, .. } = &mut self.model.step else {
            return;
        };
        *typed = text;
        self.paint(Region::Services);
        let (model, lang) = (&self.model, self.model.lang);
        let Step::Concern { typed, .. } = &model.step else {
            return;
        };
        if typed.trim_ascii().is_empty() {
            return;
        }
        let found = search::find(&model.town, &model.setup.department, typed).len() as u32;
        let text = match found {
            0 => lang.fill(Text::FoundNone, &[&model.town.phone]),
            _ => lang.count(found, Text::Found1, Text::Found),
        };
        self.announce(text);
    }

    pub(super) fn more(&mut self, slug: &str) {
        match self.hindrance(slug) {
            None => self.set_count(slug, self.model.visit.count(slug) + 1),
            Some(why) => {
                if let Step::Concern { aside, .. } = &mut self.model.step {
                    *aside = Some((slug.to_owned(), why));
                }
                self.paint(Region::Counts);
                self.focus(Spot::Question);
            }
        }
    }

    pub(super) fn less(&mut self, slug: &str) {
        self.set_count(slug, self.model.visit.count(slug).saturating_sub(1));
    }

    pub(super) fn choose(&mut self, slug: &str) {
        if self.model.visit.count(slug) == 0 {
            self.more(slug);
        }
    }

    pub(super) fn switch(&mut self, slug: &str) {
        self.model.visit = Default::default();
        self.set_count(slug, 1);
        self.focus(Spot::Heading);
    }

    pub(super) fn stay(&mut self) {
        self.clear_aside();
        self.paint(Region::Counts);
        self.focus(Spot::Heading);
    }

    pub(super) fn answer_question(&mut self, with: &str) {
        // Slugs and keys hold no spaces.
        let part = |place| piece(with, b' ', place);
        self.model.visit.answer(part(0), part(1), part(2));
        self.paint(Region::Papers);
        let papers = self.model.visit.papers(&self.model.town).len() as u32;
        self.announce(self.model.lang.count(papers, Text::ListNow1, Text::ListNow));
    }

    fn hindrance(&self, slug: &str) -> Option<Aside> {
        let (town, visit) = (&self.model.town, &self.model.visit);
        let service = visit::service(town, slug)?;
        let home = visit::department(town, slug)?;
        if visit
            .department(town)
            .is_some_and(|chosen| chosen.slug != home.slug)
        {
            Some(Aside::OtherDepartment)
        } else if visit.count(slug) >= service.max_count {
            Some(Aside::EnoughOfIt)
        } else if visit.total() >= town.max_services {
            Some(Aside::VisitFull)
        } else {
            None
        }
    }

    fn set_count(&mut self, slug: &str, count: u32) {
        self.clear_aside();
        self.model.visit.set_count(slug, count);
        self.paint(Region::Counts);
        self.announce(self.model.sum());
    }

    fn clear_aside(&mut self) {
        if let Step::Concern { aside, .. } = &mut self.model.step {
            *aside = None;
        }
        if self.model.notice.take().is_some() {
            self.paint(Region::Notice);
        }
    }
}
