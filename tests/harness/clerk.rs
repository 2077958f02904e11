//! A clerk: the desk's pages, with the cookie a browser would keep.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Method, Request};
use server::auth::accounts::Wanted;
use tower::ServiceExt as _;

use crate::{Answer, Hall};

/// The password of everybody in tests.
pub const PASSWORD: &str = "drei blaue Eimer";

/// Somebody at the desk of a town.
#[derive(Clone)]
pub struct Clerk {
    router: Router,
    town: String,
    /// What the browser keeps: `name=value`, or nothing.
    pub cookie: Option<String>,
}

impl Hall {
    /// Makes an account in the first town; departments and staff are called by their names in addresses.
    pub async fn employ(&self, email: &str, role: &str, departments: &[&str]) {
        self.employ_at(&self.town, email, role, departments).await;
    }

    async fn employ_at(&self, town: &str, email: &str, role: &str, departments: &[&str]) {
        let wanted = Wanted {
            email: email.to_owned(),
            name: "K. Muster".to_owned(),
            role: role.to_owned(),
            departments: departments.iter().map(|&slug| slug.to_owned()).collect(),
            staff: None,
        };
        let password = self.app.passwords.hash(PASSWORD, &self.app.chance).await;
        let tx = self.app.db.town(town).write().await.expect("the town");
        let new = wanted
            .in_town(&tx.town, Some(password.expect("a hash")))
            .expect("it fits the town");
        let made = tx
            .create_account(new, self.app.clock.now())
            .await
            .expect("written");
        made.expect("a new account");
        tx.commit().await.expect("kept");
    }

    /// Somebody before the door of the first town's desk.
    #[must_use]
    pub fn clerk(&self) -> Clerk {
        Clerk {
            router: server::web::routes::router(self.app.clone()),
            town: self.town.clone(),
            cookie: None,
        }
    }

    /// Somebody with this role in every department of the first town, signed in.
    pub async fn signed_in(&self, role: &str) -> Clerk {
        self.signed_in_at(&self.town, role).await
    }

    /// The same in another town.
    pub async fn signed_in_at(&self, town: &str, role: &str) -> Clerk {
        let email = format!("{role}@example.org");
        self.employ_at(town, &email, role, &[]).await;
        let mut clerk = self.clerk().at_town(town);
        let answer = clerk.sign_in(&email, PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        clerk
    }
}

impl Clerk {
    /// The same person at another town's desk, with her cookie.
    #[must_use]
    pub fn at_town(mut self, town: &str) -> Self {
        town.clone_into(&mut self.town);
        self
    }

    /// Opens a page below the town's desk.
    pub async fn opens(&self, path: &str) -> Answer {
        self.sends(Method::GET, path, Body::empty(), &[]).await
    }

    /// Sends a form as a page of the desk would.
    pub async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.submits_with(path, fields, &[("sec-fetch-site", "same-origin")])
            .await
    }

    /// Sends a form with other headers.
    pub async fn submits_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = reqwest::Url::parse_with_params("http://x/", fields).expect("fields");
        let body = body.query().unwrap_or_default().to_owned();
        self.sends(Method::POST, path, Body::from(body), headers).await
    }

    /// Signs in and keeps the cookie.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let answer = self
            .submits("/anmelden", &[("email", email), ("password", password)])
            .await;
        if let Some(cookie) = answer.headers.get(SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie").split(';').next();
            self.cookie = cookie.map(str::to_owned);
        }
        answer
    }

    async fn sends(&self, method: Method, path: &str, body: Body, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/desk/{}{path}", self.town))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a request");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router always answers");
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, 4 << 20).await.expect("a body").to_vec(),
        }
    }
}

impl Answer {
    /// Where the reader is sent on to.
    #[must_use]
    pub fn leads_to(&self) -> &str {
        let location = self.headers.get(LOCATION);
        location
            .and_then(|address| address.to_str().ok())
            .unwrap_or_default()
    }
}
