// A lead picks services from the catalogue and decides about what it says differently by now: by keyboard alone, on a tablet and
// on a screen, and axe-core finds nothing on the way.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();
// Two services that were taken from a version of the catalogue that nobody knows any more.
const town = await readFile(new URL("../../examples/doerentrup/town.toml", import.meta.url), "utf8");
const taken = (slug) => [`slug = "${slug}"\n`, `slug = "${slug}"\ncatalogue = "${slug}@2026-01"\n`];
await hall.takeIn(town.replace(...taken("personalausweis")).replace(...taken("meldebescheinigung")));

/** Looks at a page as it stands: axe, and nothing is wider than the screen. */
function looker(t, page, width) {
  const looksAt = accessibilityOf(t);
  return async (state) => {
    await looksAt(page, `${width}-${state}`);
    const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/catalogue-${width}-${state}.png`, fullPage: true });
  };
}

for (const [width, entry, key] of [[768, "Zweiten Reisepass beantragen", "zweitpass"], [1280, "Sterbeurkunde erhalten", "sterbeurkunde"]]) {
  test(`desk: a lead picks from the catalogue (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    await desk.signIn("leitung@doerentrup.example");
    await desk.open("/einrichtung");
    await desk.follow(/^Katalog$/);
    await look("catalogue");
    await desk.follow("Angekreuzte übernehmen");
    assert.match(await desk.notice(), /mindestens eine Dienstleistung/);
    await look("mistake");

    await desk.keyboard.fill("Im Katalog suchen", entry.split(" ")[0]);
    await desk.sends();
    await desk.keyboard.tabTo(entry);
    await desk.keyboard.press("Space");
    // What has the focus is never behind the bar.
    const inSight = await page.evaluate(() => {
      const [focus, bar] = [document.activeElement, document.querySelector(".entries__bar")].map((one) => one.getBoundingClientRect());
      return focus.bottom <= bar.top || focus.top >= bar.top;
    });
    assert.ok(inSight);
    await desk.keyboard.fill("Im Katalog suchen", "gibtesnicht");
    await desk.sends();
    assert.ok(await page.getByLabel(entry).isChecked(), "what is ticked stays in sight");
    await desk.follow("Angekreuzte übernehmen");
    assert.match(await desk.notice(), new RegExp(`1 Dienstleistung neu: Bürgerbüro[^]*${entry}`));
    await look("picked");
    const times = await hall.freeTimes("doerentrup", { [key]: 1 });
    assert.ok(times.first_free, "citizens can book it");
  });
}

for (const [width, service] of [[768, "personalausweis"], [1280, "meldebescheinigung"]]) {
  test(`desk: a lead accepts one change of the catalogue and keeps the rest (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    await desk.signIn("leitung@doerentrup.example");
    await desk.open("/einrichtung/katalog");
    await desk.follow(/^Änderungen ansehen/);
    await look("changes");
    const section = page.locator("section").filter({ has: page.locator(`#dienst-${service}`) });
    assert.equal(await section.locator("input:checked").count(), 0, "nothing is proposed that might write over something");
    await section.getByRole("checkbox").first().focus();
    await desk.keyboard.press("Space");
    const name = (await section.getByRole("heading").innerText()).split(" Bürgerbüro")[0];
    await desk.follow(new RegExp(`^Auswahl speichern ?: ${name}`));
    assert.match(await desk.notice(), new RegExp(`Entschieden: ${name}`));
    assert.equal(await page.locator(`#dienst-${service}`).count(), 0, "it is not asked again");
    await look("decided");
  });
}
