//! A town's logo: drawn anew from what was chosen, beside the name, and gone when it is removed (L33, S-59).

use std::io::Cursor;

use image::{ImageFormat, Rgba, RgbaImage};
use proof::{Answer, Clerk, Hall, hidden_fields, on_both};

const PLACE: &str = "/einrichtung/logo";

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let pixels = RgbaImage::from_pixel(width, height, Rgba([31, 69, 168, 255]));
    pixels.write_to(&mut file, format).expect("a picture");
    file.into_inner()
}

async fn chooses(clerk: &Clerk, file: &[u8]) -> Answer {
    sends(clerk, &seal(clerk).await, "speichern", file).await
}

async fn seal(clerk: &Clerk) -> String {
    let fields = hidden_fields(&clerk.opens(PLACE).await.text());
    fields
        .into_iter()
        .find(|(name, _)| name == "stand")
        .expect("a seal")
        .1
}

async fn sends(clerk: &Clerk, seal: &str, step: &str, file: &[u8]) -> Answer {
    clerk
        .uploads(PLACE, &[("stand", seal), ("schritt", step)], ("bild", file))
        .await
}

/// Where the style sheet of the citizens' pages says that the logo is.
async fn shown(hall: &Hall) -> Option<String> {
    let sheet = hall.citizen().reads("/theme.css").await.text();
    let rest = sheet.split("/kleinstadt/logo.png").nth(1)?;
    Some(format!("/logo.png{}", rest.split('"').next()?))
}

on_both! {
    async fn a_logo_is_shown_kept_in_the_file_and_removed(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let before = hall.exports().await;
        assert_eq!(shown(&hall).await, None);
        assert_eq!(hall.citizen().reads("/logo.png").await.status, 404);

        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let mut file = picture(1280, 200, format);
            file.extend(b"<script>alert(1)</script>PK\x03\x04");
            let saved = chooses(&admin, &file).await;
            assert_eq!(saved.status, 303, "{}", saved.text());
            let url = shown(&hall).await.expect("a logo");
            let answer = hall.citizen().reads(&url).await;
            assert_eq!(answer.headers["content-type"], "image/png");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            let drawn = image::load_from_memory(&answer.body).expect("a picture").to_rgba8();
            assert_eq!((drawn.dimensions(), drawn.get_pixel(9, 9).0), ((640, 100), [31, 69, 168, 255]));
            assert!(!answer.body.windows(7).any(|bytes| bytes == b"<script"), "nothing but the picture stays");
            assert!(admin.opens(PLACE).await.text().contains("Das jetzige Logo"));
        }

        let file = hall.exports().await;
        let said = hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "{said}");
        let log = admin.opens("/protokoll?q=logo").await.text();
        assert!(log.contains("Logo") && log.contains("ein Bild"), "{log}");

        let gone = sends(&admin, &seal(&admin).await, "entfernen", b"").await;
        assert_eq!(gone.status, 303, "{}", gone.text());
        assert_eq!((shown(&hall).await, hall.exports().await), (None, before));
    }

    async fn what_is_no_picture_is_told_beside_its_field(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        chooses(&admin, &picture(10, 10, ImageFormat::Png)).await;
        let before = hall.exports().await;
        let mut bomb = picture(10, 10, ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        for (file, told) in [
            (Vec::new(), "Bitte wählen Sie ein Bild."),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec(), "kein Bild im Format PNG oder WebP"),
            (b"GIF89a\x01\x00\x01\x00".to_vec(), "kein Bild im Format PNG oder WebP"),
            (b"%PDF-1.7 <script>".to_vec(), "kein Bild im Format PNG oder WebP"),
            (picture(10, 10, ImageFormat::Png)[..50].to_vec(), "lässt sich nicht öffnen"),
            (bomb, "bild-error"),
            (picture(5001, 1, ImageFormat::Png), "mehr als 5.000 Bildpunkte"),
            (vec![7; 2 * 1024 * 1024 + 1], "größer als 2 MB"),
        ] {
            let answer = chooses(&admin, &file).await;
            let page = answer.text();
            assert!(answer.status == 422 && page.contains("id=\"bild-error\"") && page.contains(told), "{told}: {} {page}", answer.status);
        }
        let endless = chooses(&admin, &vec![7; 5 * 1024 * 1024]).await;
        assert!(endless.status == 422 && endless.text().contains("größer als 2 MB"), "{}", endless.text());
        let no_form = admin.submits(PLACE, &[("schritt", "speichern")]).await;
        assert_eq!(no_form.status, 415, "{}", no_form.text());
        assert_eq!(hall.exports().await, before);
    }

    async fn of_two_who_choose_a_logo_the_second_sees_the_first_ones(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let seen = seal(&admin).await;
        chooses(&admin, &picture(10, 10, ImageFormat::Png)).await;
        let first = hall.exports().await;
        let answer = sends(&admin, &seen, "speichern", &picture(20, 20, ImageFormat::Png)).await;
        assert!(answer.status == 409 && answer.text().contains("Das jetzige Logo"), "{}", answer.text());
        assert_eq!(hall.exports().await, first);
    }
}
