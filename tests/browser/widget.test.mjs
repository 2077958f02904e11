// The main job: from the town's homepage, so from another origin, to an appointment, and on to moving and cancelling it,
// all inside the widget.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE } from "./support/chromium.mjs";
import { setTheStage } from "./support/stage.mjs";
import { MRS_VOGT } from "./support/widget.mjs";

const { hall, citizenAtWidget } = await setTheStage();
const VISIT = { personalausweis: 2, reisepass: 1 };

for (const [language, width] of [["de", PHONE], ["de", DESK], ["en", DESK]]) {
  test(`two identity cards and a passport are booked, moved and cancelled (${language}, ${width} px)`, async (t) => {
    const widget = await citizenAtWidget(t, { language, width });
    const words = widget.words;

    await widget.search(words.everydayWord);
    await widget.readsNoMore(words.registration);
    await widget.add(words.identityCard, 2);
    await widget.search("");
    await widget.add(words.passport);
    await widget.reads(/\b3\b.*\b45\b/);
    await widget.goToPapers();

    await widget.reads(words.guardians);
    await widget.answerAll(words.answersOfAdults);
    await widget.readsNoMore(words.guardians);
    await widget.readsNoMore(words.birthCertificate);
    await widget.reads(words.total);
    await widget.goToTimes();

    const offer = await hall.freeTimes("doerentrup", VISIT, { language });
    await widget.reads(offer.first_free.label);
    const wanted = offer.days.filter((day) => day.state === "free")[1];
    await widget.showMonthOf(wanted.date);
    await widget.pickDay(wanted.date);
    const shown = await widget.timesOn(wanted.date);
    assert.deepEqual(shown, wanted.starts.map((start) => start.label), "the list shows exactly what is free that day");
    const before = await hall.placesAt("doerentrup", VISIT, wanted.starts[0].at);
    await widget.pickTime(wanted.starts[0].at);
    await widget.goToContact();
    assert.match(await widget.text(), new RegExp(`${wanted.label}.*${wanted.starts[0].label}`), "the form says for when it is");

    await widget.fillIn(MRS_VOGT);
    await widget.book();
    const { reference } = await widget.ticket();
    assert.match(reference, /^DT-[0-9A-Z]{3}-[0-9A-Z]{3}$/);
    assert.match(await widget.text(), /Poststraße 11/, "the confirmation says where to go");
    assert.match(await widget.text(), new RegExp(wanted.label));
    assert.equal(await hall.placesAt("doerentrup", VISIT, wanted.starts[0].at), before - 1, "one place fewer is left");

    await widget.button(words.change).click();
    await widget.isAt(words.change);
    await widget.button(words.newTime).click();
    await widget.isAt(words.movingTimes);
    const other = (await hall.freeTimes("doerentrup", VISIT, { language })).first_free;
    await widget.pickTime(other.at);
    await widget.button(words.move).click();
    await widget.isAt(words.moved);
    assert.match(await widget.text(), new RegExp(reference), "the number stays the same");
    assert.equal(await hall.placesAt("doerentrup", VISIT, wanted.starts[0].at), before, "the old time is free again");

    await widget.button(words.change).click();
    await widget.button(words.cancel).click();
    await widget.isAt(words.cancelQuestion);
    await widget.button(words.reallyCancel).click();
    await widget.isAt(words.cancelled);
    assert.equal((await hall.freeTimes("doerentrup", VISIT)).first_free.at, other.at, "the new time is free again too");
  });
}

test("the confirmation has the private link, which opens the plain page and is spelled out on paper", async (t) => {
  const widget = await citizenAtWidget(t);
  const { reference } = await widget.books();
  const link = widget.host.getByRole("link", { name: widget.words.privateLink });
  const address = await link.getAttribute("href");
  assert.ok(address.startsWith(`${hall.server}/doerentrup/termin/`));
  const [page] = await Promise.all([widget.page.context().waitForEvent("page"), link.click()]);
  await page.getByText(reference).waitFor();
  await page.getByRole("link", { name: widget.words.move }).waitFor();
  await widget.page.emulateMedia({ media: "print" });
  const spelled = await link.evaluate((link) => getComputedStyle(link, "::after").content);
  assert.match(spelled, new RegExp(address));
});

test("everyday German words find a concern in English too", async (t) => {
  const widget = await citizenAtWidget(t, { language: "en" });
  for (const word of ["Perso", "Personalausweis"]) {
    await widget.search(word);
    await widget.readsNoMore(widget.words.registration);
    await widget.reads(widget.words.identityCard);
  }
});

test("an appointment is found again by reference and PIN", async (t) => {
  const { reference, pin } = await hall.book("doerentrup", { personalausweis: 1 });
  const widget = await citizenAtWidget(t);
  const words = widget.words;
  await widget.button(words.haveOne).click();
  await widget.isAt(words.findHeading);
  await widget.field(words.reference).fill(reference.toLowerCase().replaceAll("-", " "));
  await widget.field("PIN").fill(pin);
  await widget.button(words.find).click();
  await widget.reads(reference);
  await widget.readsNoMore(words.privateLink);
});
