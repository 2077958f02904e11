//! A town's identity provider, over HTTP, that signs real tokens, lies about anything when asked to, and fails in the ways such servers
//! do. It tells the time by the hall's clock.

use std::collections::{BTreeMap, HashMap};
use std::future::pending;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::digest::{SHA256, digest};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};
use server::clock::Clock;
use server::config::Config;
use server::tasks::Tasks;
use tokio::net::TcpListener;

/// What the provider calls the town.
pub const CLIENT: &str = "rathaustermin";

/// How one of its three addresses (`openid-configuration`, `jwks`, `token`) behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Habit {
    /// As it should.
    #[default]
    Fine,
    /// 500.
    Broken,
    /// Something else altogether.
    Garbage,
    /// Ten megabytes.
    Endless,
    /// It never answers.
    Silent,
    /// It sends us somewhere else.
    Elsewhere,
}

/// A key to sign with.
enum Pair {
    Curve(Box<EcdsaKeyPair>),
    Rsa(Box<RsaPrivateKey>),
}

/// A key with its name.
#[derive(Clone)]
pub struct Signer {
    name: String,
    pair: Arc<Pair>,
}

/// A token that is about to be signed.
pub struct Draft {
    /// What it says of itself.
    pub header: Value,
    /// What it says.
    pub claims: Value,
    /// Who signs it; nobody if there is none.
    pub signer: Option<Signer>,
    /// A secret that it is signed with instead.
    pub shared: Option<Vec<u8>>,
}

/// What becomes of a draft.
type Lie = Arc<dyn Fn(&mut Draft) + Send + Sync>;
/// What becomes of a token.
type Scrawl = Arc<dyn Fn(String) -> String + Send + Sync>;

/// Somebody who has signed in at the provider and was given a code.
#[derive(Clone)]
struct Grant {
    subject: String,
    nonce: Option<String>,
    challenge: String,
    back: String,
    client: String,
}

#[derive(Default)]
struct Office {
    habits: HashMap<String, Habit>,
    signers: Vec<Signer>,
    grants: BTreeMap<String, Grant>,
    given: u32,
    lie: Option<Lie>,
    scrawl: Option<Scrawl>,
    secret: Option<String>,
    shown: Vec<String>,
    asked: Vec<String>,
    calls_itself: Option<String>,
    /// Which codes have been used; they count once, unless it is careless.
    careless: bool,
}

/// The provider.
pub struct IdentityProvider {
    /// Its name, which is its address.
    pub issuer: String,
    office: Arc<Mutex<Office>>,
    tasks: Tasks,
}

#[derive(Clone)]
struct Desk {
    issuer: String,
    clock: Clock,
    office: Arc<Mutex<Office>>,
}

impl Signer {
    /// A new key on the curve P-256 (`ES256`).
    #[must_use]
    pub fn on_a_curve(name: &str) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("the same key");
        Self {
            name: name.to_owned(),
            pair: Arc::new(Pair::Curve(Box::new(pair))),
        }
    }

    /// A new key of RSA (`RS256`).
    #[must_use]
    pub fn of_rsa(name: &str) -> Self {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).expect("a key");
        Self {
            name: name.to_owned(),
            pair: Arc::new(Pair::Rsa(Box::new(key))),
        }
    }

    /// The same key under another name.
    #[must_use]
    pub fn called(&self, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            pair: self.pair.clone(),
        }
    }

    /// What everybody may know of it, as bytes.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        match &*self.pair {
            Pair::Curve(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Rsa(key) => key.n().to_bytes_be(),
        }
    }

    fn algorithm(&self) -> &'static str {
        match &*self.pair {
            Pair::Curve(_) => "ES256",
            Pair::Rsa(_) => "RS256",
        }
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        match &*self.pair {
            Pair::Curve(pair) => {
                let signature = pair.sign(&SystemRandom::new(), text.as_bytes());
                signature.expect("a signature").as_ref().to_vec()
            }
            Pair::Rsa(key) => {
                let key = SigningKey::<Sha256>::new((**key).clone());
                key.sign(text.as_bytes()).to_vec()
            }
        }
    }

    fn told(&self) -> Value {
        match &*self.pair {
            Pair::Curve(_) => {
                let point = self.public();
                json!({
                    "kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": self.name,
                    "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..65]),
                })
            }
            Pair::Rsa(key) => json!({
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.name,
                "n": BASE64.encode(key.n().to_bytes_be()), "e": BASE64.encode(key.e().to_bytes_be()),
            }),
        }
    }
}

impl Draft {
    /// Says something else.
    pub fn says(&mut self, claim: &str, value: Value) {
        self.claims[claim] = value;
    }

    /// Does not say it.
    pub fn hides(&mut self, claim: &str) {
        self.claims.as_object_mut().expect("claims").remove(claim);
    }

    fn token(&self) -> String {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let signed = format!("{}.{}", part(&self.header), part(&self.claims));
        let signature = match (&self.shared, &self.signer) {
            (Some(secret), _) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
            }
            (None, Some(signer)) => signer.sign(&signed),
            (None, None) => Vec::new(),
        };
        format!("{signed}.{}", BASE64.encode(signature))
    }
}

impl IdentityProvider {
    /// Opens a provider that has one key.
    pub async fn open(clock: &Clock) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let office = Arc::<Mutex<Office>>::default();
        look(&office).signers = vec![Signer::on_a_curve("erster")];
        let desk = Desk {
            issuer: issuer.clone(),
            clock: clock.clone(),
            office: office.clone(),
        };
        let router = Router::new()
            .route("/.well-known/{what}", any(answer))
            .route("/{what}", any(answer))
            .with_state(desk);
        let tasks = Tasks::default();
        let running = tasks.clone();
        tasks.spawn("identity provider", async move {
            tokio::select! {
                () = running.stopped() => {}
                _ = axum::serve(listener, router) => {}
            }
        });
        Self {
            issuer,
            office,
            tasks,
        }
    }

    /// Lets a hall reach providers on this machine, without patience.
    pub fn allow_in(config: &mut Config) {
        config.identity.private_hosts = vec!["127.0.0.1".to_owned()];
        config.identity.patience_seconds = 1;
    }

    /// A town's file that names this provider, with more lines about it.
    #[must_use]
    pub fn in_town(&self, town: &str, more: &str) -> String {
        let issuer = &self.issuer;
        format!(
            "{town}\n[sign_in]\nlabel = \"Rathaus-Login\"\nissuer = \"{issuer}\"\nclient_id = \"{CLIENT}\"\n{more}\n"
        )
    }

    /// Changes how one of its addresses behaves.
    pub fn is(&self, what: &str, habit: Habit) {
        look(&self.office).habits.insert(what.to_owned(), habit);
    }

    /// Signs with these keys from now on, the first in front; nobody is told of any other.
    pub fn signs_with(&self, signers: &[Signer]) {
        look(&self.office).signers = signers.to_vec();
    }

    /// The key it signs with.
    #[must_use]
    pub fn signer(&self) -> Signer {
        look(&self.office).signers[0].clone()
    }

    /// Changes every token before it is signed.
    pub fn lies(&self, lie: impl Fn(&mut Draft) + Send + Sync + 'static) {
        look(&self.office).lie = Some(Arc::new(lie));
    }

    /// Changes every token after it was signed.
    pub fn scrawls(&self, scrawl: impl Fn(String) -> String + Send + Sync + 'static) {
        look(&self.office).scrawl = Some(Arc::new(scrawl));
    }

    /// Tells the truth again.
    pub fn is_honest(&self) {
        let mut office = look(&self.office);
        (office.lie, office.scrawl) = (None, None);
    }

    /// Calls itself something else in what it says of itself.
    pub fn calls_itself(&self, name: Option<&str>) {
        look(&self.office).calls_itself = name.map(str::to_owned);
    }

    /// Gives tokens to whoever knows this secret, and to nobody else.
    pub fn wants_secret(&self, secret: &str) {
        look(&self.office).secret = Some(secret.to_owned());
    }

    /// Lets codes count again and again.
    pub fn is_careless(&self) {
        look(&self.office).careless = true;
    }

    /// What it was asked for since it was asked last.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut look(&self.office).asked)
    }

    /// What clients have shown to prove themselves.
    #[must_use]
    pub fn shown(&self) -> Vec<String> {
        look(&self.office).shown.clone()
    }

    /// Lets somebody in whose browser was sent here. What she is sent back with, below the town's desk.
    #[must_use]
    pub fn lets_in(&self, departure: &str, subject: &str) -> String {
        let url = reqwest::Url::parse(departure).expect("an address");
        assert!(
            departure.starts_with(&format!("{}/authorize?", self.issuer)),
            "{departure}"
        );
        let said: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(said["response_type"], "code");
        assert_eq!(said["scope"], "openid");
        assert_eq!(said["code_challenge_method"], "S256");
        assert!(said["state"].len() >= 43 && said["nonce"].len() >= 43);
        let mut office = look(&self.office);
        office.given += 1;
        let code = format!("code-{}", office.given);
        let grant = Grant {
            subject: subject.to_owned(),
            nonce: said.get("nonce").cloned(),
            challenge: said["code_challenge"].clone(),
            back: said["redirect_uri"].clone(),
            client: said["client_id"].clone(),
        };
        office.grants.insert(code.clone(), grant);
        let back = reqwest::Url::parse_with_params(
            &said["redirect_uri"],
            [("code", &code), ("state", &said["state"])],
        );
        let back = back.expect("an address");
        let path = back
            .path()
            .splitn(4, '/')
            .nth(3)
            .expect("a page of a town")
            .to_owned();
        format!("/{path}?{}", back.query().unwrap_or_default())
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        self.tasks.stop();
    }
}

fn look(office: &Mutex<Office>) -> MutexGuard<'_, Office> {
    office.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    State(desk): State<Desk>,
    Path(what): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let habit = {
        let mut office = look(&desk.office);
        office.asked.push(what.clone());
        office.habits.get(&what).copied().unwrap_or_default()
    };
    match habit {
        Habit::Fine => {}
        Habit::Broken => return (StatusCode::INTERNAL_SERVER_ERROR, "oops").into_response(),
        Habit::Garbage => return json_of("<html>Willkommen im Gäste-WLAN</html>".to_owned()),
        Habit::Endless => return json_of(format!("{{\"a\": \"{}\"}}", "x".repeat(10 << 20))),
        Habit::Silent => return pending().await,
        Habit::Elsewhere => return (StatusCode::FOUND, [("location", format!("/{what}"))]).into_response(),
    }
    match what.as_str() {
        "openid-configuration" => json_of(desk.about().to_string()),
        "jwks" => {
            let keys: Vec<_> = look(&desk.office).signers.iter().map(Signer::told).collect();
            json_of(json!({ "keys": keys }).to_string())
        }
        "token" => desk.token(&headers, &body),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn json_of(body: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

impl Desk {
    fn about(&self) -> Value {
        let issuer = &self.issuer;
        let name = look(&self.office)
            .calls_itself
            .clone()
            .unwrap_or_else(|| issuer.clone());
        json!({
            "issuer": name,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
        })
    }

    fn token(&self, headers: &HeaderMap, form: &str) -> Response {
        let form = reqwest::Url::parse(&format!("http://x/?{form}")).expect("a form");
        let form: HashMap<String, String> = form.query_pairs().into_owned().collect();
        let no = |error: &str| {
            let body =
                json!({ "error": error, "error_description": "M. Kaya ist nicht im Haus" }).to_string();
            (
                StatusCode::BAD_REQUEST,
                [(CONTENT_TYPE, "application/json")],
                body,
            )
                .into_response()
        };
        let said = |name: &str| form.get(name).map_or("", String::as_str);
        let mut office = look(&self.office);
        let shown = headers.get(AUTHORIZATION).and_then(|shown| shown.to_str().ok());
        office.shown.extend(shown.map(str::to_owned));
        if let Some(secret) = &office.secret {
            let right = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT}:{secret}"));
            if shown != Some(&format!("Basic {right}")) {
                return no("invalid_client");
            }
        }
        let Some(grant) = office.grants.get(said("code")).cloned() else {
            return no("invalid_grant");
        };
        if !office.careless {
            office.grants.remove(said("code"));
        }
        let challenge = BASE64.encode(digest(&SHA256, said("code_verifier").as_bytes()));
        if challenge != grant.challenge || said("redirect_uri") != grant.back {
            return no("invalid_grant");
        }
        let now = self.clock.now().timestamp();
        let signer = office.signers[0].clone();
        let mut draft = Draft {
            header: json!({ "alg": signer.algorithm(), "typ": "JWT", "kid": signer.name }),
            claims: json!({
                "iss": self.issuer, "aud": grant.client, "sub": grant.subject, "nonce": grant.nonce,
                "iat": now, "exp": now + 300, "email": "clerk@example.org", "email_verified": true,
            }),
            signer: Some(signer),
            shared: None,
        };
        if let Some(lie) = office.lie.clone() {
            lie(&mut draft);
        }
        let mut token = draft.token();
        if let Some(scrawl) = office.scrawl.clone() {
            token = scrawl(token);
        }
        json_of(json!({ "access_token": "zugang", "token_type": "Bearer", "id_token": token }).to_string())
    }
}
