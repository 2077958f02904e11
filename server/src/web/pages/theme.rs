//! A town's colours and logo as a style sheet: KERN's tokens, overridden. Contrast was checked when the town was described. The
//! logo stands beside the name, which is text, so it tells nothing that a reader of screens would miss.

use axum::http::header;
use axum::response::IntoResponse;

use tenants::logo::Logo;
use tenants::theme::Theme;

use crate::refusal::Outcome;
use crate::views::desk::logo::{picture_url, shown};
use crate::web::visitor::Visitor;

/// The sheet. Its address changes with the colours, so it may be kept; for a day, because of the logo.
pub async fn show(visitor: Visitor) -> Outcome<impl IntoResponse> {
    let town = visitor.reading().await?.town.clone();
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    let logo = town.logo.as_ref().map(|logo| beside_the_name(&town.slug, logo));
    Ok((headers, colours(&town.theme) + &logo.unwrap_or_default()))
}

/// Colours are written as `#rrggbb` by their type; nothing else can stand here.
fn colours(theme: &Theme) -> String {
    let (accent, ink) = (theme.accent, theme.accent_ink);
    format!(
        ":root,[data-kern-theme=\"light\"]{{--kern-color-action-default:{accent};\
         --kern-color-action-on-default:{ink}}}\n"
    )
}

/// Addresses are made of letters, digits and hyphens.
fn beside_the_name(town: &str, logo: &Logo) -> String {
    let (url, (width, height)) = (picture_url(town, logo), shown(logo));
    format!(
        ".brand{{min-height:{height}px;padding-left:{}px;align-content:center;\
         background:url(\"{url}\") no-repeat left center/{width}px {height}px}}\n\
         @media (max-width:34rem){{.brand{{padding:{}px 0 0;background-position:left top}}}}\n",
        width + 12,
        height + 8
    )
}
