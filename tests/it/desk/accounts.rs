//! One's own account and those of others (S-11, L47).

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use proof::{PASSWORD, on_both};
use server::auth::{AccountState, passwords};

const EMAIL: &str = "clerk@example.org";
const NEW: &str = "vier gelbe Gabeln";

on_both! {
    async fn a_changed_password_signs_every_other_device_out(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let mut elsewhere = hall.clerk();
        elsewhere.sign_in(EMAIL, PASSWORD).await;
        let link = hall.link_for(EMAIL).await;
        for (current, new, again) in [(PASSWORD, "kurz", "kurz"), (PASSWORD, NEW, PASSWORD), ("drei rote Eimer", NEW, NEW)] {
            let answer = clerk.submits("/konto/passwort", &[("current", current), ("new", new), ("again", again)]).await;
            assert_eq!(answer.status, 422, "{new}");
            assert!(answer.text().contains("aria-invalid"), "{}", answer.text());
        }
        assert_eq!(hall.account(EMAIL).await.failures, 1);
        let answer = clerk.submits("/konto/passwort", &[("current", PASSWORD), ("new", NEW), ("again", NEW)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(clerk.opens("/tag").await.status, 200);
        assert_eq!(elsewhere.opens("/tag").await.status, 303);
        assert_eq!(clerk.opens(&format!("/zugang/{link}")).await.status, 404);
        assert_eq!(elsewhere.sign_in(EMAIL, NEW).await.status, 303);
    }

    async fn guessing_the_own_password_is_counted_like_at_the_door(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        for _ in 0..5 {
            clerk.submits("/konto/passwort", &[("current", "drei rote Eimer"), ("new", NEW), ("again", NEW)]).await;
        }
        let answer = clerk.submits("/konto/passwort", &[("current", PASSWORD), ("new", NEW), ("again", NEW)]).await;
        assert_eq!(answer.status, 422, "has to wait");
    }

    async fn sessions_are_listed_and_ended(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let (mut second, mut third) = (hall.clerk(), hall.clerk());
        second.sign_in(EMAIL, PASSWORD).await;
        third.sign_in(EMAIL, PASSWORD).await;
        let page = second.opens("/konto").await.text();
        assert_eq!(page.matches("dieses Gerät").count(), 1, "{page}");
        let names: Vec<_> = page.split("name=\"session\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(names.len(), 2);
        second.submits("/konto/sitzungen", &[("session", names[0])]).await;
        let alive = [clerk.opens("/tag").await.status.as_u16(), third.opens("/tag").await.status.as_u16()];
        assert!(alive == [200, 303] || alive == [303, 200], "{alive:?}");
        second.submits("/konto/sitzungen", &[]).await;
        assert_eq!((clerk.opens("/tag").await.status.as_u16(), third.opens("/tag").await.status.as_u16()), (303, 303));
        assert_eq!(second.opens("/tag").await.status, 200);
    }

    async fn nobody_ends_a_session_of_somebody_else(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let lead = hall.signed_in("lead").await;
        hall.clerk().sign_in("lead@example.org", PASSWORD).await;
        let page = lead.opens("/konto").await.text();
        let name = page.split("name=\"session\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("another session").to_owned();
        clerk.submits("/konto/sitzungen", &[("session", &name)]).await;
        assert!(lead.opens("/konto").await.text().contains(&name));
    }

    async fn a_locked_account_is_out_at_once_and_comes_back_when_unlocked(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let mut clerk = hall.signed_in("clerk").await;
        let id = hall.account(EMAIL).await.id.0;
        let link = hall.link_for(EMAIL).await;
        assert_eq!(admin.submits(&format!("/konten/{id}/sperre"), &[("locked", "true")]).await.status, 200);
        assert_eq!(clerk.opens("/tag").await.status, 303);
        assert_eq!(clerk.sign_in(EMAIL, PASSWORD).await.status, 422);
        assert_eq!(clerk.opens(&format!("/zugang/{link}")).await.status, 404);
        assert_eq!(admin.submits(&format!("/konten/{id}/link"), &[]).await.status, 409);
        assert_eq!(admin.submits(&format!("/konten/{id}/sperre"), &[("locked", "false")]).await.status, 200);
        assert_eq!(clerk.sign_in(EMAIL, PASSWORD).await.status, 303);
    }

    async fn nobody_locks_herself(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let id = hall.account("administrator@example.org").await.id.0;
        assert_eq!(admin.submits(&format!("/konten/{id}/sperre"), &[("locked", "true")]).await.status, 409);
        assert_eq!(hall.account("administrator@example.org").await.state, AccountState::Active);
    }

    async fn an_administrator_hands_a_link_over(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        hall.invite("neu@example.org", "lead").await;
        let id = hall.account("neu@example.org").await.id.0;
        let page = admin.submits(&format!("/konten/{id}/link"), &[]).await.text();
        assert!(page.contains("/desk/kleinstadt/konten/neu"), "{page}");
        let link = page.split("/zugang/").nth(1).and_then(|rest| rest.split('<').next()).expect("a link").to_owned();
        assert!(page.contains("sieben Tage"), "{page}");
        assert!(!admin.opens("/konten").await.text().contains(&link), "shown once");
        let answer = hall.clerk().submits(&format!("/zugang/{link}"), &[("new", NEW), ("again", NEW)]).await;
        assert_eq!(answer.status, 200);
        assert_eq!(hall.clerk().sign_in("neu@example.org", NEW).await.status, 303);
    }

    async fn an_old_hash_is_made_anew_at_signing_in(hall: Hall) {
        hall.employ(EMAIL, "clerk", &[]).await;
        let account = hall.account(EMAIL).await;
        // Of the same password, with the least work ASVS allows: m=19456, t=2.
        let params = Params::new(19_456, 2, 1, Some(32)).expect("parameters");
        let old = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16]);
        let old = old.expect("a hash").to_string();
        assert!(passwords::is_outdated(&old));
        let tx = hall.app.db.town(hall.town.as_str()).write().await.expect("the town");
        tx.replace_hash(account.id, old).await.expect("written");
        tx.commit().await.expect("kept");
        assert_eq!(hall.clerk().sign_in(EMAIL, PASSWORD).await.status, 303);
        let hash = hall.account(EMAIL).await.password.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
        assert_eq!(hall.clerk().sign_in(EMAIL, PASSWORD).await.status, 303);
    }
}
