// An administrator changes what a colleague may do, and signs her out everywhere: by keyboard alone, on a tablet and on a screen, and
// axe-core finds nothing on the way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";

const WIDTHS = [768, 1280];
const stages = await Promise.all(WIDTHS.map(() => setTheStage()));

for (const [number, width] of WIDTHS.entries()) {
  test(`accounts: a colleague leads from now on, and is signed out everywhere (${width} px)`, async (t) => {
    const { hall, citizen } = stages[number];
    const looksAt = accessibilityOf(t);
    const colleague = new Desk(await citizen(t, { width }), hall.server);
    await colleague.signIn("kaya@doerentrup.example");

    const page = await citizen(t, { width });
    const look = async (state) => {
      await looksAt(page, `${width}-${state}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    };
    const desk = new Desk(page, hall.server);
    await desk.signIn("verwaltung@doerentrup.example");
    await desk.open("/konten");
    assert.match(await page.locator("#faktor ~ p").first().innerText(), /haben ihn eingerichtet\. Nicht vorgeschrieben/);
    await look("accounts");
    await desk.follow("Ändern (M. Kaya)");
    assert.equal(await desk.heading(), "M. Kaya");
    await look("account");
    await desk.keyboard.tabTo(/^Name/);
    await desk.keyboard.press("Control+a");
    await desk.keyboard.press("Delete");
    await desk.follow("Konto speichern");
    await page.getByText("Bitte geben Sie einen Namen").first().waitFor();
    await look("account-mistake");
    await desk.keyboard.fill(/^Name/, "M. Kaya-Blum");
    await desk.keyboard.tabTo("Berechtigung");
    await desk.keyboard.type("Amtsleitung");
    await desk.follow("Konto speichern");
    await page.getByText("Gespeichert. Es gilt ab sofort.").waitFor();
    assert.equal(await desk.heading(), "M. Kaya-Blum");
    await colleague.open("/einrichtung");
    assert.equal(await colleague.heading(), "Einrichtung", "at once, in the session she has");
    await desk.follow("Überall abmelden");
    await page.getByText("Die Person ist überall abgemeldet.").waitFor();
    await look("account-signed-out");
    await colleague.open("/tag");
    assert.equal(await colleague.heading(), "Anmelden");
    await desk.follow("Alle Konten");
    assert.match((await desk.cells("M. Kaya-Blum")).join(" "), /Amtsleitung/);
  });
}
