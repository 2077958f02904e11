// The day somebody is ill, told to its end without a mouse: who is left is offered other times, takes one or is called; what
// was saved by mistake is as it was; who is back early gets back what she is given; a department closes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { DESK } from "./support/chromium.mjs";
import { Desk } from "./support/desk.mjs";
import { Keyboard } from "./support/keyboard.mjs";
import { overflow } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";
import { watchPolicies } from "./support/watch.mjs";

const { hall, citizen } = await setTheStage();

const PHONE = 360;
const TABLET = 768;
const TOWN = "doerentrup";
const HERS = { rente: 1 };
const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
const typed = (date) => date.split("-").reverse().slice(0, 2).map((part) => `${Number(part)}.`).join("");

/** Days to come on which Kaya has time for two; on Mondays and Wednesdays no colleague could take over. */
const days = (await hall.freeTimes(TOWN, HERS)).days
  .filter((day) => day.state === "free" && day.date > today && day.starts.length >= 4 && [1, 3].includes(new Date(day.date).getDay()))
  .map(({ date, starts }) => ({ date, early: starts[0].at, late: starts.at(-1).at }));

/** A page that is looked at as it goes: accessible, nothing runs over, no policy broken. */
async function watched(t, width) {
  const page = await citizen(t, { width });
  const wrong = await watchPolicies(page);
  t.after(() => assert.deepEqual(wrong, []));
  const accessible = accessibilityOf(t);
  const looksAt = async (state) => {
    await accessible(page, state);
    for (const line of await overflow(page)) wrong.push(`${state}: ${line}`);
  };
  return { page, looksAt };
}

async function clerk(t, width, email) {
  const { page, looksAt } = await watched(t, width);
  const desk = new Desk(page, hall.server);
  await desk.open();
  await desk.signIn(email);
  return { page, desk, looksAt };
}

/** Tells that Kaya is away on a whole day, and saves it. */
async function tellsOfAbsence({ desk, looksAt }, date) {
  await desk.open(`/abwesenheit?person=kaya&zeitraum=von-bis&von=${date}`);
  await looksAt("what an absence does");
  await desk.follow("Abwesenheit speichern");
  assert.match(await desk.notice(), /Gespeichert/);
}

/** The page of an appointment, as its citizen opens it on a phone. */
async function ownPage(t, appointment) {
  const { page, looksAt } = await watched(t, PHONE);
  await page.goto(`${hall.server}/${TOWN}/termin/${appointment.token}`);
  return { page, looksAt, keyboard: new Keyboard(page), heading: () => page.getByRole("heading", { level: 1 }).innerText() };
}

for (const [width, day] of [[TABLET, days[0]], [DESK, days[1]]]) {
  test(`the day Kaya is ill, to its end (${width} px)`, async (t) => {
    const answers = await hall.book(TOWN, HERS, day.early, { name: `Antje Antwort ${width}` });
    const asks = await hall.book(TOWN, HERS, day.late, { name: `Rufus Ruf ${width}` });
    const kaya = await clerk(t, width);
    const { desk, page, looksAt } = kaya;

    await t.test("what was saved by mistake is as it was", async () => {
      await tellsOfAbsence(kaya, day.date);
      assert.match(await desk.line(answers.name).innerText(), /3 Ersatztermine bis/);
      await looksAt("who is left, just saved");
      await desk.follow("Zurücknehmen");
      assert.match(await desk.notice(), /wieder wie zuvor/);
      await looksAt("taken back");
      await desk.open(`/tag?datum=${day.date}`);
      assert.match(await desk.line(answers.name).innerText(), /Kaya/);
      await tellsOfAbsence(kaya, day.date);
    });

    await t.test("a citizen takes an offered time with one tap", async () => {
      const own = await ownPage(t, answers);
      assert.equal(await own.heading(), "Ihr Termin kann nicht stattfinden");
      await own.looksAt("three times are offered");
      const times = await own.page.locator(".offers button").allInnerTexts();
      assert.equal(times.length, 3);
      await own.keyboard.follow(times[2]);
      assert.match(await own.page.locator(".notice").innerText(), /verschoben/);
      assert.match(await own.page.locator(".ticket__time").innerText(), new RegExp(times[2].split(", ")[1]));
      await own.looksAt("moved");
      await desk.open("/betroffene");
      assert.equal(await desk.line(answers.name).count(), 0);
    });

    await t.test("another asks for a call, and two clerks do not call her both", async () => {
      const own = await ownPage(t, asks);
      await own.keyboard.follow("Bitte rufen Sie mich an");
      await own.page.getByText("Wir rufen Sie an.").waitFor();
      await own.looksAt("a call is owed");
      await desk.open("/anrufliste");
      await looksAt("the call list");
      await desk.follow(new RegExp(`^Anrufen.*${asks.name}`));
      await page.getByRole("heading", { name: `Sie rufen an: ${asks.name}` }).waitFor();
      assert.match(await page.locator(".call__number").innerText(), /0221 4710001/);
      await looksAt("calling somebody");
      const other = await clerk(t, width, "leitung@doerentrup.example");
      await other.desk.open("/anrufliste");
      assert.match(await other.desk.line(asks.name).innerText(), /Kaya ruft an/);
      await other.looksAt("a colleague is calling");
      await desk.leaveFields();
      await desk.key("k");
      assert.match(await desk.line(asks.name).innerText(), /1 × angerufen/);
      await other.desk.open("/anrufliste");
      await other.desk.follow(new RegExp(`^Anrufen.*${asks.name}`));
      const time = other.page.locator(".call__steps button[name=zeit]").first();
      await other.desk.follow(await time.innerText());
      await other.desk.open("/anrufliste");
      assert.equal(await other.desk.line(asks.name).count(), 0);
      assert.equal(await other.page.locator(".call").count(), 0);
      await other.looksAt("nobody to call");
    });

    await t.test("she is back early", async () => {
      await desk.open("/abwesenheit");
      await desk.follow(/^Früher beenden.*Kaya/);
      await looksAt("back early");
      await desk.keyboard.fill("Wieder da am", "irgendwann");
      await desk.sends();
      assert.match(await desk.notice(), /Bitte geben Sie den Tag/);
      await looksAt("back on no day");
      await page.goBack();
      await desk.follow("Abwesenheit beenden");
      assert.equal(await page.getByRole("link", { name: "Früher beenden : Kaya" }).count(), 0);
    });
  });
}

test("a lead closes her department for a day, and a clerk cannot", async (t) => {
  const lost = await hall.book(TOWN, HERS, days[2].early, { name: "Carla Closing" });
  const { desk, looksAt } = await clerk(t, DESK, "leitung@doerentrup.example");
  await desk.follow("Dienstplan");
  await looksAt("closures");
  await desk.keyboard.fill("Erster Tag", typed(days[2].date));
  await desk.keyboard.fill("Anlass", "Betriebsausflug");
  await desk.sends();
  assert.match(await desk.heading(), /geschlossen/);
  assert.match(await desk.line(lost.name).innerText(), /Ersatztermine/);
  await looksAt("what a closure does");
  await desk.follow("Schließtag speichern");
  await desk.follow("Zurücknehmen");
  assert.match(await desk.notice(), /wieder wie zuvor/);

  const other = await clerk(t, DESK);
  assert.equal(await other.page.getByRole("link", { name: "Dienstplan" }).count(), 0);
  await other.desk.open("/schliesstage");
  assert.equal(await other.desk.heading(), "Nicht erlaubt");
});
