//! Somebody on her way to the town's identity provider and back.

use server::config::Config;

use crate::{Answer, Clerk, Database, Hall, IdentityProvider, Kind, PASSWORD, town};

/// A town hall whose people can sign in at a provider, told so with more lines.
pub async fn hall_with_provider(kind: Kind, more: &str) -> (Hall, IdentityProvider) {
    let mut config = Config::default();
    config.limits.enabled = false;
    IdentityProvider::allow_in(&mut config);
    let hall = Hall::tuned(Database::new(kind).await, &town::small(), config).await;
    let provider = IdentityProvider::open(&hall.clock).await;
    hall.take_in(&provider.in_town(&town::small(), more)).await;
    (hall, provider)
}

impl Clerk {
    /// Leaves for the provider from the door. Where to.
    pub async fn leaves(&mut self) -> String {
        let answer = self.submits("/anmelden/anbieter", &[("weiter", "")]).await;
        self.is_led_on(&answer)
    }

    /// Follows the page that leads on to the provider. Where to.
    pub fn is_led_on(&mut self, answer: &Answer) -> String {
        let text = answer.text();
        assert_eq!(answer.status, 200, "{text}");
        self.keeps(answer);
        let url = text
            .split("content=\"0; url=")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let url = url.unwrap_or_else(|| panic!("nobody is led on: {text}"));
        url.replace("&amp;", "&").replace("&#x2F;", "/")
    }

    /// Comes back to an address, with what the browser keeps.
    pub async fn comes_back(&mut self, to: &str) -> Answer {
        let answer = self.opens(to).await;
        self.keeps(&answer);
        answer
    }

    /// Signs in at the provider as this subject.
    pub async fn signs_in_at(&mut self, provider: &IdentityProvider, subject: &str) -> Answer {
        let departure = self.leaves().await;
        let back = provider.lets_in(&departure, subject);
        self.comes_back(&back).await
    }

    /// Links the account she has signed in with by password.
    pub async fn links_with(&mut self, provider: &IdentityProvider, subject: &str) -> Answer {
        let page = self.submits("/konto/anbieter", &[("password", PASSWORD)]).await;
        let departure = self.is_led_on(&page);
        let back = provider.lets_in(&departure, subject);
        self.comes_back(&back).await
    }
}
