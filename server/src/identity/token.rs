//! Whether a token says who somebody is: signed by the provider, for us, for this very sign-in, and now (OpenID Connect Core,
//! 3.1.3.7).

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreIdTokenVerifier, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AdditionalClaims, AuthenticationContextClass, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims,
    Nonce, SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use tenants::sign_in::{LONGEST_SUBJECT, SignIn};

/// Clocks of two houses are never quite the same.
const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// Signatures with a key that the provider alone has. Nobody signs with a shared secret, and nobody does without (S-05).
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What a token says besides what the library reads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Besides {
    /// Seconds before which it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<f64>,
}

impl AdditionalClaims for Besides {}

/// A token, as it came.
pub(super) type Token =
    IdToken<Besides, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Why a token says nothing.
#[derive(Debug)]
pub(super) enum Unsound {
    /// It is signed with a key that is not among the known ones.
    UnknownKey,
    /// Anything else; for the log.
    Because(String),
}

impl From<&str> for Unsound {
    fn from(why: &str) -> Self {
        Self::Because(why.to_owned())
    }
}

/// As whom the provider knows whoever has signed in there.
pub(super) fn subject(
    token: &Token,
    metadata: &CoreProviderMetadata,
    (settings, nonce): (&SignIn, &Nonce),
    now: DateTime<Utc>,
) -> Result<String, Unsound> {
    let client = ClientId::new(settings.client_id.clone());
    let verifier =
        CoreIdTokenVerifier::new_public_client(client, metadata.issuer().clone(), metadata.jwks().clone())
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || now - LEEWAY)
            .set_issue_time_verifier_fn(move |issued| not_before(issued, now))
            .set_auth_context_verifier_fn(|acr| strong_enough(acr, &settings.acr))
            // Who else may read it is the provider's to say; for whom it was made is looked at below.
            .set_other_audience_verifier_fn(|_| true);
    let claims = token.claims(&verifier, nonce).map_err(|error| match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            Unsound::UnknownKey
        }
        other => Unsound::Because(other.to_string()),
    })?;
    if claims.issuer().as_str() != settings.issuer {
        return Err("it is another issuer's".into());
    }
    made_for_us(claims, &settings.client_id)?;
    if let Some(seconds) = claims.additional_claims().nbf {
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds of the next 285 million years are exact"
        )]
        let latest = (now + LEEWAY).timestamp() as f64;
        if seconds > latest {
            return Err("it does not count yet".into());
        }
    }
    let subject = claims.subject().as_str();
    let fits =
        (1..=LONGEST_SUBJECT).contains(&subject.chars().count()) && !subject.chars().any(char::is_control);
    if fits {
        Ok(subject.to_owned())
    } else {
        Err("its subject is empty, too long or no text".into())
    }
}

fn not_before(issued: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), String> {
    if issued <= now + LEEWAY {
        Ok(())
    } else {
        Err("it was issued later than now".to_owned())
    }
}

fn strong_enough(acr: Option<&AuthenticationContextClass>, wanted: &str) -> Result<(), String> {
    if wanted.is_empty() || acr.is_some_and(|acr| acr.as_str() == wanted) {
        Ok(())
    } else {
        Err(format!("it does not say acr \"{wanted}\""))
    }
}

/// Whether we are the party it was made for (`azp`); whoever else is in its audience makes that necessary.
fn made_for_us(claims: &IdTokenClaims<Besides, CoreGenderClaim>, client: &str) -> Result<(), Unsound> {
    match claims.authorized_party() {
        Some(party) if party.as_str() == client => Ok(()),
        Some(_) => Err("it was made for another party".into()),
        None if claims.audiences().len() > 1 => Err("it does not say for which party it was made".into()),
        None => Ok(()),
    }
}
