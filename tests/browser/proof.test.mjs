// A town in which an address is proved before anything is promised: the widget and the plain page say so, the message leads to a
// button, and only that makes the appointment.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { DESK, PHONE } from "./support/chromium.mjs";
import { Postbox } from "./support/postbox.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen, citizenAtWidget, citizenAtPlainPages } = await setTheStage();
const postbox = new Postbox(hall);

const TOWN = "birkenroda";
const HEADING = { de: "Bitte bestätigen Sie Ihre E-Mail-Adresse", en: "Please confirm your e-mail address" };
const SUBJECT = { de: "Bitte bestätigen Sie Ihren Termin: Stadt Birkenroda", en: "Please confirm your appointment: Stadt Birkenroda" };
const PROVE = { de: "E-Mail-Adresse bestätigen", en: "Confirm e-mail address" };
const AGAIN = { de: "Nachricht noch einmal senden", en: "Send the message again" };
const SENT_AGAIN = { de: "Wir schicken die Nachricht noch einmal.", en: "We are sending the message again." };
const FREE = { de: "Termin freigeben", en: "Release the appointment" };
const LAPSED = { de: "Diese Uhrzeit ist nicht mehr für Sie reserviert", en: "This time is no longer kept for you" };
const YOURS = { de: "Ihr Termin", en: "Your appointment" };
const MADE = { de: "Ihr Termin steht", en: "Your appointment is booked" };

async function looked(t, page, state) {
  await accessibilityOf(t)(page, state);
  const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
  assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
}

test("the widget says what is to be done, and the message makes the appointment", async (t) => {
  const widget = await citizenAtWidget(t, { width: PHONE }, "/birkenroda/");
  await widget.page.evaluate(() => document.addEventListener("rathaustermin:booked", () => (window.wasBooked = true)));
  await widget.chooses();
  await widget.takeFirst();
  await widget.fillIn({ name: "Wanda Wald", email: "wanda@example.org" });
  await widget.button(widget.words.book).click();
  await widget.isAt(HEADING.de);
  await widget.reads(/Wir schicken eine Nachricht an w\*\*\*@example\.org.* frei\./);
  assert.match(await widget.host.locator(".ref").innerText(), /^BR-/);
  assert.equal(await widget.page.evaluate("window.wasBooked"), undefined, "the homepage hears of no appointment");
  await looked(t, widget.page, "the widget asks for a proof");
  const shown = await widget.host.getByRole("link", { name: widget.words.privateLink }).getAttribute("href");

  const asked = await postbox.next("wanda@example.org");
  assert.deepEqual([asked.subject, asked.method], [SUBJECT.de, undefined]);
  const page = await citizen(t, { width: PHONE });
  await page.goto(shown);
  assert.equal(await page.getByRole("button", { name: PROVE.de }).count(), 0, "who typed the address cannot prove it");
  await page.goto(asked.links.find((link) => link.includes("/bestaetigen")));
  await looked(t, page, "the page with the button");
  await page.getByRole("button", { name: PROVE.de }).click();
  await page.getByRole("heading", { level: 1, name: MADE.de }).waitFor();
  await looked(t, page, "proved");
  const told = await postbox.next("wanda@example.org");
  assert.deepEqual([told.subject, told.calendar.STATUS], ["Ihr Termin: Stadt Birkenroda", "CONFIRMED"]);
});

for (const [language, width] of [["de", PHONE], ["en", DESK]]) {
  test(`on the plain pages the message goes again, proves, or the time is given back (${language}, ${width} px)`, async (t) => {
    const email = `plain.${language}@example.org`;
    const asks = async () => {
      const pages = await citizenAtPlainPages(t, { language, width, javaScript: true }, TOWN);
      await pages.chooses();
      await pages.takeFirst();
      await pages.isAt(pages.words.contact);
      await pages.fillIn({ name: "Paul Plan", email });
      await pages.button(pages.words.book).click();
      await pages.isAt(HEADING[language]);
      return pages;
    };
    const pages = await asks();
    await pages.reads(/p\*\*\*@example\.org/);
    await looked(t, pages.page, `waiting, ${language}`);
    const first = await postbox.next(email);
    assert.equal(first.subject, SUBJECT[language]);
    await pages.button(AGAIN[language]).click();
    await pages.reads(SENT_AGAIN[language]);
    await looked(t, pages.page, `sent again, ${language}`);
    const own = pages.page.url();
    await pages.page.goto(first.links.find((link) => link.includes("/bestaetigen")));
    await pages.isAt(HEADING[language]);
    await pages.button(PROVE[language]).click();
    await pages.isAt(MADE[language]);
    await pages.page.goto(own);
    await pages.isAt(YOURS[language]);

    const other = await asks();
    await other.button(FREE[language]).click();
    await other.isAt(LAPSED[language]);
    await looked(t, other.page, `given back, ${language}`);
  });
}
