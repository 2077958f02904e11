// The whole story in one go: an appointment by the widget, its message, a clerk who falls ill, another time with one tap and
// the calendar that learns of it; and somebody without an address, who is called.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { DESK, PHONE } from "./support/chromium.mjs";
import { Desk } from "./support/desk.mjs";
import { Keyboard } from "./support/keyboard.mjs";
import { Postbox } from "./support/postbox.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen, citizenAtWidget } = await setTheStage();
const postbox = new Postbox(hall);

const TOWN = "doerentrup";
const CONCERN = "Rente: Auskunft und Antrag";
const HERS = { rente: 1 };
const MIKA = { name: "Mika Morgen", email: "mika.morgen@example.org" };
const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
/** Days to come on which nobody but Kaya does this. */
const days = (await hall.freeTimes(TOWN, HERS)).days
  .filter((day) => day.state === "free" && day.date > today && day.starts.length >= 4 && [1, 3].includes(new Date(day.date).getDay()));

async function kayaAtDesk(t) {
  const page = await citizen(t, { width: DESK });
  const desk = new Desk(page, hall.server);
  await desk.open();
  await desk.signIn();
  return desk;
}

async function books(t, day) {
  const widget = await citizenAtWidget(t, { width: PHONE });
  await widget.search("Rente");
  await widget.chooses({ [CONCERN]: 1 });
  await widget.showMonthOf(day.date);
  await widget.pickDay(day.date);
  await widget.pickTime(day.starts[0].at);
  await widget.goToContact();
  await widget.fillIn(MIKA);
  await widget.book();
  return widget.ticket();
}

test("from the widget to the new time in the calendar, and nobody is forgotten", async (t) => {
  const [day] = days;
  const accessible = accessibilityOf(t);
  const { reference } = await books(t, day);
  const told = await postbox.next(MIKA.email);
  assert.equal(told.subject, "Ihr Termin: Gemeinde Dörentrup");
  assert.ok(told.text.includes(reference) && told.method === "REQUEST" && told.calendar.STATUS === "CONFIRMED");

  const desk = await kayaAtDesk(t);
  await desk.open("/vergeben?anliegen=rente&anzahl=1");
  await desk.page.locator("#name:focus").waitFor();
  await desk.keyboard.type("Rufus Ruf");
  await desk.keyboard.fill("Telefon", "0221 4710002");
  await desk.keyboard.fill("Freie Zeiten ab", day.date);
  await desk.follow("Zeiten zeigen");
  await desk.sends();
  assert.match(await desk.page.locator(".slip").innerText(), /Rufus Ruf/);

  await desk.open(`/abwesenheit?person=kaya&zeitraum=von-bis&von=${day.date}`);
  await desk.follow("Abwesenheit speichern");
  assert.match(await desk.line(MIKA.name).innerText(), /3 Ersatztermine bis/);

  await postbox.deliverNow();
  const lost = await postbox.next(MIKA.email);
  assert.equal(lost.subject, "Bitte wählen Sie eine neue Uhrzeit: Gemeinde Dörentrup");
  assert.deepEqual([lost.method, lost.calendar.UID, lost.calendar.STATUS], ["CANCEL", told.calendar.UID, "CANCELLED"]);
  assert.doesNotMatch(lost.text, /Kaya|krank|abwesend/i, "why is nobody's business");

  const page = await citizen(t, { width: PHONE });
  await page.goto(lost.links.find((link) => link.includes("/termin/")));
  await accessible(page, "times are offered");
  const time = await page.locator(".offers button").first().innerText();
  await new Keyboard(page).follow(time);
  assert.match(await page.locator(".notice").innerText(), /verschoben/);

  const moved = await postbox.next(MIKA.email);
  assert.equal(moved.subject, "Neue Uhrzeit für Ihren Termin: Gemeinde Dörentrup");
  assert.ok(moved.text.includes(time.split(", ")[1]), moved.text);
  assert.deepEqual([moved.method, moved.calendar.UID, moved.calendar.STATUS], ["REQUEST", told.calendar.UID, "CONFIRMED"]);
  assert.ok(Number(moved.calendar.SEQUENCE) > Number(lost.calendar.SEQUENCE) && Number(lost.calendar.SEQUENCE) > Number(told.calendar.SEQUENCE));

  await desk.open("/anrufliste");
  assert.equal(await desk.line(MIKA.name).count(), 0);
  assert.match(await desk.line("Rufus Ruf").innerText(), /0221 4710002/);
  await desk.follow(/^Anrufen.*Rufus Ruf/);
  const suggested = desk.page.locator(".call__steps button[name=zeit]").first();
  await desk.follow(await suggested.innerText());
  await desk.open("/anrufliste");
  assert.equal(await desk.line("Rufus Ruf").count(), 0, "she was reached");
  await desk.open("/betroffene");
  assert.equal(await desk.line("Rufus Ruf").count(), 0);
});

test("a scanner that follows every link and runs every script changes nothing (L57)", async (t) => {
  await books(t, days[1]);
  const told = await postbox.next(MIKA.email);
  const link = told.links.find((one) => one.includes("/termin/"));
  const token = link.match(/termin\/([^?]+)/)[1];
  const before = (await hall.ask(TOWN, `/appointments/${token}`)).body;
  for (const address of told.links.filter((one) => one.startsWith(hall.server))) {
    for (const method of ["GET", "HEAD", "GET", "HEAD", "GET", "HEAD"]) await fetch(address, { method });
    const page = await citizen(t, { width: DESK });
    await page.goto(address);
    await page.waitForTimeout(5_000);
  }
  assert.deepEqual((await hall.ask(TOWN, `/appointments/${token}`)).body, before);
});
