// What is kept of a person: she erases it behind her private link, an administrator finds, hands over and erases what she ticks. At several
// widths, and axe-core finds nothing on the way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();
const VISIT = { personalausweis: 1 };

async function fits(page, state) {
  const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
  assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
}

for (const width of [360, 1280]) {
  test(`my data: a citizen sees what was sent and erases everything (${width} px)`, async (t) => {
    const looksAt = accessibilityOf(t);
    const page = await citizen(t, { width });
    const look = async (state) => {
      await looksAt(page, `${width}-${state}`);
      await fits(page, state);
    };
    const { manage_url: link } = await hall.book("doerentrup", VISIT);
    await page.goto(link);
    assert.ok(await page.getByText("Terminbestätigung:").isVisible());
    await look("sent");
    await page.getByRole("link", { name: "Meine Daten löschen" }).click();
    await look("the question before erasing");
    await page.getByRole("button", { name: "Meine Daten löschen" }).click();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Ihre Daten sind gelöscht");
    await look("erased");
    assert.equal((await page.goto(link)).status(), 404);
  });
}

for (const width of [768, 1280]) {
  test(`my data: an administrator erases what she ticks (${width} px)`, async (t) => {
    const looksAt = accessibilityOf(t);
    const page = await citizen(t, { width });
    const look = async (state) => {
      await looksAt(page, `${width}-${state}`);
      await fits(page, state);
    };
    const { manage_url: link, name } = await hall.book("doerentrup", VISIT);
    const desk = new Desk(page, hall.server);
    await desk.signIn("verwaltung@doerentrup.example");
    await desk.follow(/^Einrichtung$/);
    await desk.follow(/^Auskunft$/);
    await desk.keyboard.type(name);
    await desk.sends();
    await look("found");
    const box = page.getByRole("checkbox").first();
    assert.equal(await box.isChecked(), false);
    await page.getByRole("button", { name: "Angekreuzte löschen" }).click();
    await look("nothing ticked");
    await page.getByRole("checkbox").first().check();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Angekreuzte herunterladen" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), "auskunft.json");
    await page.getByRole("button", { name: "Angekreuzte löschen" }).click();
    await look("the question before erasing");
    await page.getByRole("button", { name: "Endgültig löschen" }).click();
    await page.getByText("1 Termin ist gelöscht.").waitFor();
    await look("erased");
    assert.equal((await page.goto(link)).status(), 404);
  });
}
