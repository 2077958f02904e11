// The way for everybody else: the plain pages with JavaScript switched off, from the first concern to the cancelled
// appointment, and the paper they print.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE } from "./support/chromium.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen, citizenAtPlainPages } = await setTheStage();
const VISIT = { personalausweis: 2, reisepass: 1 };

for (const [language, width] of [["de", PHONE], ["en", DESK]]) {
  test(`without JavaScript, three concerns are booked, moved and cancelled (${language}, ${width} px)`, async (t) => {
    const pages = await citizenAtPlainPages(t, { language, width });
    const words = pages.words;

    await pages.search(words.everydayWord);
    await pages.reads(words.identityCard);
    await pages.choose(words.identityCard, 2);
    // What is chosen stays while one goes on searching.
    await pages.search(words.passportWord);
    await pages.choose(words.passport);
    await pages.goToPapers();

    await pages.reads(words.guardians);
    await pages.answerAll(words.answersOfAdults);
    await pages.narrow();
    await pages.readsNot(words.guardians);
    await pages.readsNot(words.birthCertificate);
    await pages.reads(words.total);
    await pages.goToTimes();

    const offer = await hall.freeTimes("doerentrup", VISIT, { language });
    await pages.reads(offer.first_free.label);
    const wanted = offer.days.filter((day) => day.state === "free")[1];
    await pages.pickDay(wanted.date);
    assert.deepEqual(await pages.timesOn(wanted.date), wanted.starts.map((start) => start.label));
    await pages.pickTime(wanted.starts[0].at);
    await pages.goToContact();
    await pages.reads(wanted.label);

    await pages.fillIn();
    await pages.book();
    const { reference } = await pages.ticket();
    assert.match(reference, /^DT-/);
    await pages.reads(/Poststraße 11/);

    await pages.link(words.move).click();
    await pages.isAt(words.movingTimes);
    const other = (await hall.freeTimes("doerentrup", VISIT, { language })).first_free;
    await pages.pickTime(other.at);
    await pages.button(words.move).click();
    await pages.reads(other.label.split(",")[1].trim());
    await pages.reads(reference);

    await pages.link(words.cancel).click();
    await pages.isAt(words.cancelQuestion);
    await pages.button(words.cancel).click();
    await pages.isAt(words.cancelled);
    assert.equal((await hall.freeTimes("doerentrup", VISIT)).first_free.at, other.at, "the time is free again");
  });
}

test("whoever comes from a homepage without JavaScript follows the link", async (t) => {
  const page = await citizen(t, { javaScript: false, width: PHONE });
  await page.goto(`${hall.homepages}/doerentrup/termine.html`);
  await page.getByRole("link", { name: "Termin online vereinbaren" }).click();
  await page.getByRole("heading", { level: 1, name: "Worum geht es?" }).waitFor();
});

test("everyday German words find a concern in English too", async (t) => {
  const pages = await citizenAtPlainPages(t, { language: "en" });
  for (const word of ["Perso", "Personalausweis"]) {
    await pages.search(word);
    await pages.reads(pages.words.identityCard);
  }
});

test("an appointment is found by reference and PIN, and a wrong PIN tells nothing", async (t) => {
  const { reference, pin, token } = await hall.book("doerentrup", { personalausweis: 1 });
  const pages = await citizenAtPlainPages(t);
  await pages.link(pages.words.haveOne).click();
  await pages.find(reference, pin === "000000" ? "000001" : "000000");
  await pages.isAt(pages.words.findHeading);
  await pages.readsNot(/Brandes/);
  await pages.find(reference.toLowerCase(), pin);
  await pages.reads(reference);
  assert.ok(!pages.page.url().includes(token), "what opens for half an hour is not the key that lasts");
});

test("stepping back and sending the form again leads to the one appointment there is", async (t) => {
  const pages = await citizenAtPlainPages(t);
  await pages.chooses();
  await pages.takeFirst();
  await pages.isAt(pages.words.contact);
  const form = await pages.page.content();
  await pages.fillIn();
  await pages.book();
  const { reference } = await pages.ticket();
  // A browser that kept the page shows it again after a step back.
  await pages.page.route("**/reservieren?*", (route) => route.fulfill({ contentType: "text/html", body: form }));
  await pages.open("doerentrup", "/reservieren");
  await pages.fillIn({ name: "Robin Brandes", email: "robin@example.org" });
  await pages.button(pages.words.book).click();
  await pages.reads("Diesen Termin haben Sie schon vereinbart");
  await pages.reads(reference);
  await pages.readsNot(/Brandes/);
});

test("opening the private link, however often and by whomever, changes nothing", async (t) => {
  const { token, manage_url: link } = await hall.book("doerentrup", { personalausweis: 1 });
  const page = await citizen(t);
  for (const path of ["", "/absagen", "/verschieben"]) {
    // A mail scanner looks at every address, then loads the page and waits for its scripts.
    for (const method of ["HEAD", "GET"]) await fetch(link + path, { method });
    await page.goto(link + path);
    await page.waitForLoadState("networkidle");
  }
  const { body } = await hall.ask("doerentrup", `/appointments/${token}`);
  assert.equal(body.state, "booked");
});

test("the confirmation prints on one sheet with everything that is needed and nothing to click", async (t) => {
  const pages = await citizenAtPlainPages(t, { javaScript: true });
  const { reference } = await pages.books();
  const page = pages.page;
  await page.emulateMedia({ media: "print" });
  await pages.reads(reference);
  await pages.reads(/PIN \d{6}/);
  await pages.reads(/Poststraße 11/);
  await pages.reads(/Passfoto/);
  await pages.reads(`${hall.server}/doerentrup/termin/`);
  for (const thing of ["link", "button"]) {
    const shown = page.locator("main").getByRole(thing).filter({ visible: true });
    assert.deepEqual(await shown.allInnerTexts(), [], `nobody can follow a ${thing} on paper`);
  }
  const paper = (await page.pdf({ format: "A4" })).toString("latin1");
  assert.equal(paper.match(/\/Type\s*\/Page\b/g).length, 1);
});
