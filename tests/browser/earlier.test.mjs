// The list for earlier times: somebody with an appointment waits, another one is cancelled, one tap takes its time. The desk sees who
// waits, and puts whoever phones on the list.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { PHONE } from "./support/chromium.mjs";
import { Desk } from "./support/desk.mjs";
import { Postbox } from "./support/postbox.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();
const postbox = new Postbox(hall);

const TOWN = "doerentrup";
const VISIT = { rente: 1 };
const hour = Number(new Date().toLocaleTimeString("de-DE", { timeZone: "Europe/Berlin", hour: "2-digit", hour12: false }).slice(0, 2));
// Nobody is asked by night, and who would be shortly before is not waited for here.
const night = (hour < 7 || hour >= 20) && "questions go out by day: from 7 to 21 o'clock";

async function timesOnDaysToCome() {
  const { days } = await hall.freeTimes(TOWN, VISIT);
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
  return days.filter((day) => day.state === "free" && day.date > today).map((day) => day.starts[0].at);
}

async function looked(t, page, state) {
  await accessibilityOf(t)(page, state);
  const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
  assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
}

// Gives a time back for good: what is cancelled can be taken back, and nobody is asked before that is over.
async function givesUp(appointment) {
  const { status } = await fetch(`${hall.server}/${TOWN}/termin/${appointment.token}/loeschen`, { method: "POST", redirect: "manual" });
  assert.equal(status, 303);
}

for (const width of [PHONE, 1280]) {
  test(`a cancelled time is hers with one tap (${width} px)`, { skip: night }, async (t) => {
    const email = `wilma.${width}@example.org`;
    const times = await timesOnDaysToCome();
    const early = await hall.book(TOWN, VISIT, times[0]);
    const own = await hall.book(TOWN, VISIT, times[3], { name: "Wilma Wartend", email });
    await postbox.next(email);

    const page = await citizen(t, { width });
    await page.goto(own.manage_url);
    await page.getByRole("link", { name: "Liste für frühere Termine" }).click();
    await looked(t, page, `the form, ${width} px`);
    await page.getByLabel("Frühestens ab").fill("12:00");
    await page.getByLabel("Fertig spätestens um").fill("11:00");
    await page.getByRole("button", { name: "Auf die Liste setzen" }).click();
    await looked(t, page, `the end before the beginning, ${width} px`);
    await page.getByLabel("Frühestens ab").fill("");
    await page.getByLabel("Fertig spätestens um").fill("");
    await page.getByRole("button", { name: "Auf die Liste setzen" }).click();
    assert.ok(await page.getByRole("heading", { name: "Sie stehen auf der Liste" }).isVisible());
    await looked(t, page, `she waits, ${width} px`);

    await givesUp(early);
    const asked = await postbox.next(email);
    assert.equal(asked.subject, "Eine frühere Uhrzeit ist für Sie reserviert: Gemeinde Dörentrup");
    await page.goto(asked.links.find((link) => link.includes("/frueher")));
    await looked(t, page, `a time is kept, ${width} px`);
    await page.getByRole("button", { name: "Diese Uhrzeit nehmen" }).click();
    await looked(t, page, `it is hers, ${width} px`);

    const { body: now } = await hall.ask(TOWN, `/appointments/${own.token}`);
    assert.equal(now.at, times[0]);
    assert.equal((await postbox.next(email)).subject, "Neue Uhrzeit für Ihren Termin: Gemeinde Dörentrup");
    await givesUp(own);
  });
}

for (const width of [768, 1280]) {
  test(`whoever phones is on the list, and is called when a time is kept (${width} px)`, { skip: night }, async (t) => {
    const times = await timesOnDaysToCome();
    const early = await hall.book(TOWN, VISIT, times[0]);
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    await desk.signIn();
    const name = `Rufus Ruf ${width}`;
    await desk.open("/frueher");
    await looked(t, page, `the list, ${width} px`);
    await desk.follow("Jemanden auf die Liste setzen");
    await page.getByLabel("Anliegen").selectOption("rente");
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Auf die Liste setzen" }).click();
    assert.equal(await page.getByLabel("Name").inputValue(), name, "what was typed is kept");
    await looked(t, page, `the number is missing, ${width} px`);
    await page.getByLabel("Telefon").fill("0221 4710002");
    await page.getByRole("button", { name: "Auf die Liste setzen" }).click();
    assert.match(await desk.line(name).innerText(), /0221 4710002/);

    await givesUp(early);
    const calls = page.getByRole("region", { name: /Bitte anrufen/ });
    for (let tries = 0; tries < 50 && (await calls.count()) === 0; tries += 1) {
      await page.waitForTimeout(200);
      await desk.open("/frueher");
    }
    await looked(t, page, `a call is owed, ${width} px`);
    await calls.getByRole("button", { name: new RegExp(`^Nimmt die Uhrzeit.*${name}`) }).click();
    assert.equal(await desk.line(name).count(), 0, "nothing is left to do");
    await looked(t, page, `she took it, ${width} px`);
    await desk.search(name);
    assert.equal(await desk.line(name).count(), 1, "she has an appointment");
  });
}
