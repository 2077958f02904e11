//! A clerk: the desk's pages, with the cookie a browser would keep.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Method, Request};
use server::app::App;
use server::auth::accounts::Wanted;
use server::auth::links;
use server::auth::role::Account;
use tenants::operator;
use tower::ServiceExt as _;

use crate::desk_visit::hidden_fields;
use crate::{Answer, Hall};

/// The password of everybody in tests.
pub const PASSWORD: &str = "drei blaue Eimer";

/// Who works for the operator in tests.
pub const OPERATOR: &str = "betrieb@example.org";

/// Somebody at the desk of a town, or of the operator.
#[derive(Clone)]
pub struct Clerk {
    pub(crate) router: Router,
    pub(crate) town: String,
    /// What the browser keeps: `name=value`, several with `; ` between them, or nothing.
    pub cookie: Option<String>,
}

impl Hall {
    /// Makes an account in the first town; departments and staff are called by their names in addresses.
    pub async fn employ(&self, email: &str, role: &str, departments: &[&str]) {
        self.employ_at(&self.town, email, role, departments).await;
    }

    /// The same in another town.
    pub async fn employ_at(&self, town: &str, email: &str, role: &str, departments: &[&str]) {
        employ(&self.app, town, (email, role, departments)).await;
    }

    /// Makes an account without a password in the first town.
    pub async fn invite(&self, email: &str, role: &str) {
        make_account(&self.app, &self.town, (email, role, &[]), None).await;
    }

    /// An account of the first town.
    pub async fn account(&self, email: &str) -> Account {
        self.account_at(&self.town, email).await
    }

    /// An account of another town or of the operator.
    pub async fn account_at(&self, town: &str, email: &str) -> Account {
        let tx = self.app.db.town(town).read().await.expect("the town");
        let found = tx.account_of(email).await.expect("readable");
        found.expect("an account")
    }

    /// The code that somebody's app shows now.
    pub async fn code_of(&self, email: &str) -> String {
        self.code_at(&self.town, email).await
    }

    /// The same at another town or at the operator's.
    pub async fn code_at(&self, town: &str, email: &str) -> String {
        let account = self.account_at(town, email).await;
        let factor = account.factor.expect("a second factor");
        factor.code_at(self.app.clock.now())
    }

    /// Somebody of the operator's, signed in with a second factor.
    pub async fn operator(&self) -> Clerk {
        self.employ_at(operator::SLUG, OPERATOR, "administrator", &[])
            .await;
        let mut clerk = self.clerk().at_town(operator::SLUG);
        let answer = clerk.sign_in(OPERATOR, PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let answer = clerk.enrols(self, OPERATOR).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        clerk
    }

    /// A new link that sets somebody's password: the end of its address.
    pub async fn link_for(&self, email: &str) -> String {
        self.link_at(&self.town, email).await
    }

    /// The same at another town or at the operator's.
    pub async fn link_at(&self, town: &str, email: &str) -> String {
        let account = self.account_at(town, email).await;
        let tx = self.app.db.town(town).write().await.expect("the town");
        let link = links::make(&tx, account, &self.app.chance, self.app.clock.now()).await;
        let link = link.expect("written").expect("an account that is not locked");
        tx.commit_quietly().await.expect("kept");
        link.secret.text()
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

/// Makes an account with everybody's password at a town of any application.
pub(crate) async fn employ(app: &App, town: &str, who: (&str, &str, &[&str])) {
    let password = app.passwords.hash(PASSWORD, &app.chance).await;
    make_account(app, town, who, Some(password.expect("a hash"))).await;
}

async fn make_account(
    app: &App,
    town: &str,
    (email, role, departments): (&str, &str, &[&str]),
    password: Option<String>,
) {
    let wanted = Wanted {
        email: email.to_owned(),
        name: "K. Muster".to_owned(),
        role: role.to_owned(),
        departments: departments.iter().map(|&slug| slug.to_owned()).collect(),
        staff: None,
    };
    let tx = app.db.town(town).write().await.expect("the town");
    let new = wanted.in_town(&tx.town, password).expect("it fits the town");
    let made = tx.create_account(new, app.clock.now()).await.expect("written");
    made.expect("a new account");
    tx.commit_quietly().await.expect("kept");
}

impl Clerk {
    /// The same person at another town's desk, with her cookie.
    #[must_use]
    pub fn at_town(mut self, town: &str) -> Self {
        town.clone_into(&mut self.town);
        self
    }

    /// The same person at another server of the installation.
    #[must_use]
    pub fn at_server(self, router: Router) -> Self {
        Self { router, ..self }
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

    /// Sends what a page keeps in hidden fields, and more, as its button would. What stands in several of its forms goes once.
    pub async fn sends_back(&self, path: &str, page: &Answer, more: &[(&str, &str)]) -> Answer {
        let fields = hidden_fields(&page.text());
        let hidden = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut fields: Vec<_> = hidden.collect();
        fields.sort_unstable();
        fields.dedup();
        fields.extend(more);
        self.submits(path, &fields).await
    }

    /// Tells of an absence, `person=kaya&zeitraum=von-bis&von=24.11.`, and saves what is shown.
    pub async fn reports_absence(&self, away: &str) -> Answer {
        let preview = self.opens(&format!("/abwesenheit?{away}")).await;
        self.sends_back("/abwesenheit", &preview, &[]).await
    }

    /// Sends a form with other headers.
    pub async fn submits_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        self.sends(Method::POST, path, form_of(fields), headers).await
    }

    /// Sends a form with a file in it, as a page of the desk would.
    pub async fn uploads(&self, path: &str, fields: &[(&str, &str)], (name, file): (&str, &[u8])) -> Answer {
        const EDGE: &str = "rand-der-teile";
        let mut body = Vec::new();
        for (field, value) in fields {
            body.extend(
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                    .into_bytes(),
            );
        }
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"logo.png\"\r\nContent-Type: image/png\r\n\r\n").into_bytes());
        body.extend(file);
        body.extend(format!("\r\n--{EDGE}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind.as_str())];
        self.sends(Method::POST, path, Body::from(body), &headers).await
    }

    /// Signs in and keeps the cookie.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let answer = self
            .submits("/anmelden", &[("email", email), ("password", password)])
            .await;
        self.keeps(&answer);
        answer
    }

    /// Shows a code of the second factor and keeps the cookie.
    pub async fn shows_code(&mut self, code: &str) -> Answer {
        let answer = self.submits("/zweiter-faktor", &[("code", code)]).await;
        self.keeps(&answer);
        answer
    }

    /// Sets the second factor up, being signed in. Returns the page with the recovery codes.
    pub async fn enrols(&mut self, hall: &Hall, email: &str) -> Answer {
        let begun = self.submits("/zweiter-faktor/beginnen", &[]).await;
        assert_eq!(begun.status, 303, "{}", begun.text());
        let code = hall.code_at(&self.town, email).await;
        let answer = self
            .submits("/zweiter-faktor/einrichten", &[("code", &code)])
            .await;
        self.keeps(&answer);
        answer
    }

    /// Keeps the cookies of an answer, as a browser does.
    pub fn keeps(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let cookie = cookie
                .to_str()
                .expect("a cookie")
                .split(';')
                .next()
                .unwrap_or_default();
            let name = &cookie[..=cookie.find('=').expect("a name")];
            let known = self.cookie.as_deref().unwrap_or_default().split("; ");
            let mut kept: Vec<_> = known
                .filter(|one| !one.is_empty() && !one.starts_with(name))
                .collect();
            if cookie != name {
                kept.push(cookie);
            }
            self.cookie = (!kept.is_empty()).then(|| kept.join("; "));
        }
    }

    /// Opens a page as it does by itself, when nobody has done anything.
    pub async fn opens_by_itself(&self, path: &str) -> Answer {
        self.sends(Method::GET, path, Body::empty(), &[("x-auto", "1")])
            .await
    }

    async fn sends(&self, method: Method, path: &str, body: Body, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/desk/{}{path}", self.town));
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
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
        let (parts, mut body) = response.into_parts();
        // A stream has no end: it is left as soon as it has begun.
        if parts
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/event-stream")
        {
            body = Body::empty();
        }
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

/// Fields as a browser sends them.
pub(crate) fn form_of(fields: &[(&str, &str)]) -> Body {
    let body = reqwest::Url::parse_with_params("http://x/", fields).expect("fields");
    Body::from(body.query().unwrap_or_default().to_owned())
}
