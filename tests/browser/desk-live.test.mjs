// A page of the desk that is left open: what citizens and colleagues do is there within a second, without a reload, and nobody who
// reads, types or has the focus somewhere is disturbed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { overflow } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";
import { watchPolicies } from "./support/watch.mjs";

const { hall, citizen } = await setTheStage();

const VISIT = { personalausweis: 1 };
const SECOND = 1_000;

const free = (await hall.freeTimes("doerentrup", VISIT)).days.filter((day) => day.starts.length > 4);
const typed = (date) => date.split("-").reverse().slice(0, 2).map((part) => `${Number(part)}.`).join("");
const clock = (at) => at.slice(11, 16);

/** A clerk who looks at a day. */
async function looksAt(t, { date }) {
  const page = await citizen(t);
  const wrong = await watchPolicies(page);
  t.after(() => assert.deepEqual(wrong, []));
  const desk = new Desk(page, hall.server);
  await desk.signIn();
  await desk.jumpTo(typed(date));
  // Whoever loads the page anew loses this.
  await page.evaluate(() => (window.left = "as it was"));
  return { page, desk };
}

/** Waits until something is to be seen; how long after `since` that was. */
async function seenAfter(since, locator, state = "visible") {
  await locator.first().waitFor({ state, timeout: 5 * SECOND });
  return performance.now() - since;
}

test("what citizens book is there within a second, and the focus stays where it was", async (t) => {
  const [day] = free;
  const { page, desk } = await looksAt(t, day);
  const [first, second] = [day.starts[0].at, day.starts[3].at];
  await hall.book("doerentrup", VISIT, second, { name: "Später Live" });
  await seenAfter(0, desk.line("Später Live"));
  await page.getByRole("link", { name: "Später Live" }).last().focus();
  await page.evaluate(() => scrollTo(0, 120));
  const before = await page.evaluate(() => scrollY);

  await hall.book("doerentrup", VISIT, first, { name: "Früher Live" });
  const took = await seenAfter(performance.now(), desk.line("Früher Live"));
  t.diagnostic(`seen ${took.toFixed(0)} ms after the answer`);
  assert.ok(took < SECOND, `${took} ms`);
  assert.equal(await page.locator(".card").filter({ hasText: "Früher Live" }).count(), 1, "in the columns too");
  const lines = await page.getByRole("row").allInnerTexts();
  const at = (name) => lines.findIndex((line) => line.includes(name));
  assert.ok(at("Früher Live") < at("Später Live"), "in the order of time");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Später Live");
  assert.ok((await page.evaluate(() => scrollY)) >= before, "nothing jumped to the top");
  assert.equal(await page.evaluate(() => window.left), "as it was");
  const said = page.locator("[data-live-voice]");
  await page.waitForFunction(() => document.querySelector("[data-live-voice]").textContent !== "");
  assert.match(await said.textContent(), /^Neuer Termin um \d\d:\d\d Uhr/);

  const accessible = accessibilityOf(t);
  await accessible(page, "a day that has changed");
  assert.deepEqual(await overflow(page), []);
});

test("what goes away goes, and what is being typed stays", async (t) => {
  const day = free[1];
  const { page, desk } = await looksAt(t, day);
  const { token } = await bookedThere(desk, day, "Kurz Da");
  await page.getByLabel("Zu einem Datum springen").fill("24.1");
  const gone = await hall.ask("doerentrup", `/appointments/${token}/cancel`, { method: "POST", body: {} });
  assert.equal(gone.status, 200);
  const took = await seenAfter(performance.now(), desk.line("Kurz Da"), "detached");
  assert.ok(took < SECOND, `${took} ms`);
  assert.equal(await page.getByLabel("Zu einem Datum springen").inputValue(), "24.1");
  assert.equal(await page.evaluate(() => document.activeElement.id), "datum");
});

async function bookedThere(desk, day, name) {
  const appointment = await hall.book("doerentrup", VISIT, day.starts[1].at, { name });
  await seenAfter(0, desk.line(name));
  return { token: appointment.manage_url.split("/").at(-1) };
}

test("a broken connection is told calmly and everything is caught up with", async (t) => {
  const day = free[2];
  const { page, desk } = await looksAt(t, day);
  const line = page.locator("[data-live-line]");
  await page.context().setOffline(true);
  // What a proxy that lost its patience would do.
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await line.waitFor({ timeout: 9 * SECOND });
  assert.match(await line.innerText(), /^Verbindung unterbrochen, Stand \d\d:\d\d Uhr\./);
  const accessible = accessibilityOf(t);
  await accessible(page, "a broken connection");
  await hall.book("doerentrup", VISIT, day.starts[2].at, { name: "Nachgeholt" });
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await seenAfter(0, desk.line("Nachgeholt"));
  await line.waitFor({ state: "hidden" });
});

test("whoever is signed out elsewhere is told, with the way back in", async (t) => {
  const day = free[3];
  const { page } = await looksAt(t, day);
  const other = await page.context().newPage();
  await other.goto(`${hall.server}/desk/doerentrup`);
  await other.getByRole("button", { name: "Abmelden" }).click();
  await hall.book("doerentrup", VISIT, day.starts[0].at, { name: "Ungesehen" });
  const door = page.getByRole("link", { name: "Neu anmelden" });
  await seenAfter(0, door);
  assert.match(await page.locator("[data-live-line]").innerText(), /^Ihre Sitzung ist beendet, Stand \d\d:\d\d Uhr\./);
  const accessible = accessibilityOf(t);
  await accessible(page, "a session that is over");
  await door.click();
  await page.getByLabel("Passwort").waitFor();
  assert.match(page.url(), /anmelden\?weiter=%2Fdesk%2Fdoerentrup%2Ftag/);
});

test("a page that cannot be seen holds no connection", async (t) => {
  const { page, desk } = await looksAt(t, free[4]);
  const see = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await page.waitForTimeout(SECOND / 2);
  const closed = page.waitForEvent("requestfailed", (request) => request.url().includes("/neues"));
  await see(true);
  await closed;
  await hall.book("doerentrup", VISIT, free[4].starts[0].at, { name: "Im Hintergrund" });
  await page.waitForTimeout(SECOND);
  assert.equal(await desk.line("Im Hintergrund").count(), 0);
  await see(false);
  const took = await seenAfter(performance.now(), desk.line("Im Hintergrund"));
  assert.ok(took < SECOND, `${took} ms`);
});
