// No time suits a caller: a clerk asks a colleague to take her beside everything else, without a mouse. Every page on the way is
// accessible, keeps to the policy and fits the screen.

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
const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
const days = (await hall.freeTimes("doerentrup", { personalausweis: 1 })).days;
const free = days.filter((day) => day.state === "free" && day.date > today);

const typed = (date) => date.split("-").reverse().slice(0, 2).map((part) => `${Number(part)}.`).join("");

for (const [width, day] of [[TABLET, free[0]], [DESK, free[1]]]) {
  test(`an appointment is overbooked, by keyboard (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const wrong = await watchPolicies(page);
    t.after(() => assert.deepEqual(wrong, []));
    const accessible = accessibilityOf(t);
    const looksAt = async (state) => {
      await accessible(page, state);
      for (const line of await overflow(page)) wrong.push(`${state}: ${line}`);
    };
    const desk = new Desk(page, hall.server);
    await desk.signIn();
    await page.goto(new URL("/desk/doerentrup/vergeben?anliegen=personalausweis&anzahl=1", page.url()).href);
    await looksAt("no time suits");
    await desk.follow("Termin überbuchen …");
    assert.equal(await desk.heading(), "Termin überbuchen");
    await desk.keyboard.fill("Datum", typed(day.date));
    await desk.keyboard.fill("Uhrzeit", "09:05");
    await desk.keyboard.fill("Name", "Eva Eilig");
    await desk.follow("Termin überbuchen");
    assert.match(await desk.notice(), /warum der Termin überbucht wird/);
    assert.equal(await page.getByLabel("Name").inputValue(), "Eva Eilig");
    await looksAt("without a reason");
    await desk.keyboard.tabTo("Bei wem?");
    await desk.keyboard.press("ArrowDown");
    await desk.keyboard.fill("Grund", "Flug am Abend");
    await desk.follow("Termin überbuchen");
    await looksAt("the slip");
    await desk.follow("Zum Termin");
    assert.equal(await page.locator(".badge").innerText(), "überbucht: Flug am Abend");
    await looksAt("its page");
    await desk.follow("Zum Tag");
    assert.ok((await desk.cells("Eva Eilig")).includes("überbucht"));
    await looksAt("the day");
  });
}
