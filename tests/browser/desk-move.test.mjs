// A clerk moves an appointment without a mouse: from the day to the appointment, V, another day, a time, a reason; or to a time
// that is taken, beside everything else. Every page on the way is accessible, keeps to the policy and fits the screen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { DESK } from "./support/chromium.mjs";
import { Desk } from "./support/desk.mjs";
import { overflow } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";
import { watchPolicies } from "./support/watch.mjs";

const { hall, citizen } = await setTheStage();

const TABLET = 768;
const VISIT = { personalausweis: 1 };
const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
const free = (await hall.freeTimes("doerentrup", VISIT)).days.filter((day) => day.state === "free" && day.date > today);

const typed = (date) => date.split("-").reverse().slice(0, 2).map((part) => `${Number(part)}.`).join("");

/** A clerk with an appointment before her on its page; what is wrong with any page looked at fails the test at its end. */
async function before(t, width, { date, starts }) {
  const page = await citizen(t, { width });
  const wrong = await watchPolicies(page);
  t.after(() => assert.deepEqual(wrong, []));
  const accessible = accessibilityOf(t);
  const looksAt = async (state) => {
    await accessible(page, state);
    for (const line of await overflow(page)) wrong.push(`${state}: ${line}`);
  };
  const desk = new Desk(page, hall.server);
  const name = `Vogt ${width}`;
  await hall.book("doerentrup", VISIT, starts[0].at, { name });
  await desk.signIn();
  await desk.jumpTo(typed(date));
  await desk.follow(name);
  await desk.leaveFields();
  await desk.key("v");
  assert.equal(await desk.heading(), "Termin verschieben");
  return { page, desk, looksAt };
}

for (const [width, from, to] of [[TABLET, free[0], free[2]], [DESK, free[1], free[3]]]) {
  test(`an appointment is moved, by keyboard (${width} px)`, async (t) => {
    const { page, desk, looksAt } = await before(t, width, from);
    await looksAt("where it could move");

    await desk.keyboard.fill("Freie Zeiten ab", "irgendwann");
    await desk.sends();
    assert.match(await desk.notice(), /in der Form 26\.11\. ein/);
    await looksAt("a day that cannot be read");

    await desk.keyboard.fill("Freie Zeiten ab", typed(to.date));
    await desk.sends();
    const times = page.getByRole("radio");
    const wished = await times.nth(1).getAttribute("value");
    assert.ok(wished.startsWith(to.date), wished);
    await desk.keyboard.tabTo(/^\p{L}{2} \d\d\.\d\d\., /u);
    await desk.keyboard.press("ArrowDown");
    await desk.keyboard.fill(/^Grund/, "ruft an");
    await looksAt("another time is chosen");
    await desk.follow("Termin verschieben");
    assert.match(await desk.notice(), /Der Termin ist verschoben/);
    assert.match(await page.locator(".story").first().innerText(), /verschoben auf .* \(M\. Kaya\): ruft an/);
    await looksAt("it has moved");
  });
}

for (const [width, from, to] of [[TABLET, free[4], free[6]], [DESK, free[5], free[7]]]) {
  test(`an appointment is moved to a time that is taken, by keyboard (${width} px)`, async (t) => {
    const { page, desk, looksAt } = await before(t, width, from);
    const { at } = to.starts[0];
    assert.notDeepEqual(await hall.takeEveryPlace("doerentrup", VISIT, at), [], "somebody has it");
    await desk.keyboard.fill("Freie Zeiten ab", typed(to.date));
    await desk.sends();
    assert.equal(await page.locator(`[value="${at}"]`).count(), 0, "it is not offered");
    await desk.follow("Termin überbuchen …");
    await looksAt("beside everything else");
    await desk.keyboard.type(typed(to.date));
    await desk.keyboard.fill("Uhrzeit", at.slice(11, 16));
    await desk.follow("Termin verschieben");
    assert.match(await desk.notice(), /warum der Termin überbucht wird/);
    assert.equal(await page.getByLabel("Uhrzeit").inputValue(), at.slice(11, 16));
    await looksAt("without a reason");
    await desk.keyboard.tabTo("Bei wem?");
    await desk.keyboard.press("ArrowDown");
    await desk.keyboard.fill("Grund", "Flug am Abend");
    await desk.follow("Termin verschieben");
    assert.match(await desk.notice(), /Der Termin ist verschoben/);
    assert.equal(await page.locator(".badge").innerText(), "überbucht: Flug am Abend");
    assert.match(await page.locator(".story").first().innerText(), /verschoben auf .*, überbucht \(M\. Kaya\): Flug am Abend/);
    await looksAt("it is overbooked");
    await desk.follow("Zum Tag");
    assert.ok((await desk.cells(`Vogt ${width}`)).includes("überbucht"));
  });
}
