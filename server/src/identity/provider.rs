//! A conversation with a provider: where its people are sent, and what a code that comes back is worth.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
    CoreTokenType,
};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthenticationContextClass, AuthorizationCode, Client, ClientId, ClientSecret,
    CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use tenants::sign_in::SignIn;
use tokio::time::timeout;

use super::KnownProviders;
use super::token::{self, Besides, Token, Unsound};
use crate::config::Identity;
use crate::key::Way;
use crate::outgoing::{Endpoint, NoAnswer, Reach};

/// Longest answer of a provider that is read.
const ANSWER_BYTES: usize = 1 << 20;

/// What a provider gives for a code.
type Tokens = StandardTokenResponse<
    IdTokenFields<
        Besides,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// We, as a provider knows us.
type Party = Client<
    Besides,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why a provider has not told who somebody is; each with the reason for the log.
#[derive(Debug, thiserror::Error)]
pub enum NotTold {
    /// It does not answer, or with nothing that could be read.
    #[error("it is silent: {0}")]
    Silent(String),
    /// What it says is worth nothing.
    #[error("it says nothing sound: {0}")]
    Unsound(String),
}

/// The provider of a town.
pub struct Provider {
    /// Who it is.
    pub settings: SignIn,
    /// What it has given us to prove ourselves with.
    pub secret: Option<String>,
    /// Where its people come back to.
    pub back_url: String,
    /// What providers have said of themselves.
    pub known: KnownProviders,
    /// Now.
    pub now: DateTime<Utc>,
    line: Line,
    patience: Duration,
}

impl Provider {
    /// The provider that a town has set.
    #[must_use]
    pub fn new(
        settings: SignIn,
        secret: Option<String>,
        back_url: String,
        (known, config): (KnownProviders, &Identity),
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            settings,
            secret,
            back_url,
            known,
            now,
            line: Line(Reach::Internet(config.private_hosts.clone().into())),
            patience: Duration::from_secs(config.patience_seconds),
        }
    }

    /// Where somebody is sent to sign in.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn departure(&self, state: String, way: &Way) -> Result<String, NotTold> {
        let metadata = self.patiently(self.metadata()).await?;
        let party = self.party(&metadata)?;
        let nonce = Nonce::new(way.nonce.text());
        let verifier = PkceCodeVerifier::new(way.verifier.text());
        let mut request = party
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || nonce,
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if !self.settings.acr.is_empty() {
            request =
                request.add_auth_context_value(AuthenticationContextClass::new(self.settings.acr.clone()));
        }
        let (url, ..) = request.url();
        // A browser goes there, not this server; but nowhere in the open.
        Endpoint::at(url.as_str(), &self.line.0).map_err(NotTold::Silent)?;
        Ok(url.into())
    }

    /// As whom it knows whoever came back with this code.
    ///
    /// # Errors
    /// If it does not answer, or nothing sound.
    pub async fn redeem(&self, code: String, way: &Way) -> Result<String, NotTold> {
        self.patiently(async {
            let metadata = self.metadata().await?;
            let token = self.token(&metadata, code, way).await?;
            let nonce = Nonce::new(way.nonce.text());
            let about = (&self.settings, &nonce);
            let told = match token::subject(&token, &metadata, about, self.now) {
                // A provider changes its keys without notice.
                Err(Unsound::UnknownKey) => {
                    let metadata = self.metadata_anew().await?;
                    token::subject(&token, &metadata, about, self.now)
                }
                told => told,
            };
            told.map_err(|unsound| match unsound {
                Unsound::UnknownKey => NotTold::Unsound("nobody knows the key it is signed with".to_owned()),
                Unsound::Because(why) => NotTold::Unsound(why),
            })
        })
        .await
    }

    async fn token(
        &self,
        metadata: &CoreProviderMetadata,
        code: String,
        way: &Way,
    ) -> Result<Token, NotTold> {
        let unsound = |why: String| NotTold::Unsound(why);
        let party = self.party(metadata)?;
        let request = party
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| unsound(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(way.verifier.text()));
        let tokens = request.request_async(&self.line).await;
        let tokens = tokens.map_err(|error| match error {
            RequestTokenError::Request(silent) => NotTold::Silent(silent.why),
            // Whatever it explains may name people.
            RequestTokenError::ServerResponse(refused) => {
                unsound(format!("it says {}", refused.error().as_ref()))
            }
            other => unsound(other.to_string()),
        })?;
        let token = tokens.id_token().cloned();
        token.ok_or_else(|| unsound("it gives no token of who somebody is".to_owned()))
    }

    /// We, as its documents let us speak with it.
    fn party(&self, metadata: &CoreProviderMetadata) -> Result<Party, NotTold> {
        let back = RedirectUrl::new(self.back_url.clone());
        let back = back.map_err(|error| NotTold::Silent(error.to_string()))?;
        let secret = self.secret.clone().map(ClientSecret::new);
        let client = ClientId::new(self.settings.client_id.clone());
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|all| all.contains(&method));
        let how = if takes(CoreClientAuthMethod::ClientSecretBasic) {
            AuthType::BasicAuth
        } else {
            AuthType::RequestBody
        };
        let party: Party = Client::from_provider_metadata(metadata.clone(), client, secret);
        Ok(party.set_redirect_uri(back).set_auth_type(how))
    }

    async fn metadata(&self) -> Result<Arc<CoreProviderMetadata>, NotTold> {
        match self.known.get(&self.settings.issuer, self.now) {
            Some(known) => Ok(known),
            None => self.metadata_anew().await,
        }
    }

    async fn metadata_anew(&self) -> Result<Arc<CoreProviderMetadata>, NotTold> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone());
        let issuer = issuer.map_err(|error| NotTold::Silent(error.to_string()))?;
        let found = CoreProviderMetadata::discover_async(issuer, &self.line).await;
        let found = Arc::new(found.map_err(|error| NotTold::Silent(with_causes(&error)))?);
        self.known.put(&self.settings.issuer, &found, self.now);
        Ok(found)
    }

    async fn patiently<T>(&self, work: impl Future<Output = Result<T, NotTold>>) -> Result<T, NotTold> {
        let done = timeout(self.patience, work).await;
        done.unwrap_or_else(|_| Err(NotTold::Silent("it takes too long".to_owned())))
    }
}

/// An error of the library, with what it was caused by.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        told = format!("{told}: {one}");
        cause = one.source();
    }
    told
}

/// How the library reaches a provider.
struct Line(Reach);

impl Line {
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let endpoint = Endpoint::at(&request.uri().to_string(), &self.0).map_err(NoAnswer::not_begun)?;
        let response = endpoint.ask(request, ANSWER_BYTES).await?;
        Ok(response.map(|body| body.to_vec()))
    }
}

impl<'c> AsyncHttpClient<'c> for Line {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
