// A town's own people set up its departments and who works in them: by keyboard alone, on a tablet and on a screen, and axe-core
// finds nothing on the way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();
const ADMINISTRATOR = "verwaltung@doerentrup.example";

/** Looks at a page as it stands: axe, and nothing is wider than the screen. */
function looker(t, page, width) {
  const looksAt = accessibilityOf(t);
  return async (state) => {
    await looksAt(page, `${width}-${state}`);
    const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/setup-${width}-${state}.png`, fullPage: true });
  };
}

for (const width of [768, 1280]) {
  test(`desk: an administrator begins a department and somebody in it (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    const name = `Amt ${width}`;
    await desk.signIn(ADMINISTRATOR);
    await desk.follow(/^Einrichtung$/);
    await look("overview");
    await desk.follow(/^Ämter$/);
    await look("departments");
    await desk.follow("Amt anlegen");
    await desk.keyboard.fill("Name (Deutsch)", name);
    await desk.keyboard.fill("Wohin Bürgerinnen und Bürger kommen (Deutsch)", "Rathaus");
    await desk.keyboard.fill("Postleitzahl und Ort", "32694 Dörentrup");
    await desk.follow("Amt anlegen");
    assert.match(await desk.notice(), /Bitte füllen Sie dieses Feld aus/);
    assert.equal(await page.getByLabel("Name (Deutsch)").inputValue(), name, "what was typed is kept");
    await look("department-mistake");
    await desk.keyboard.fill(/^Straße und Hausnummer(?!:)/, "Poststraße 11");
    await desk.follow("Amt anlegen");
    assert.match(await desk.notice(), /Gespeichert/);
    assert.match((await desk.cells(name)).join("|"), /0 Dienstleistungen, 0 Personen/);
    await desk.follow(new RegExp(`^nach oben ?: ${name}$`));
    const names = await page.locator("tbody th").allInnerTexts();
    assert.equal(names.at(-2), name, "one place further up");

    await desk.open("/einrichtung/mitarbeitende");
    await look("people");
    await desk.follow(new RegExp(`^Person anlegen ?: ${name}$`));
    await look("person");
    await desk.keyboard.fill("Name", "A. Groß");
    await desk.keyboard.tabTo("Alle Dienstleistungen des Amts, auch künftige");
    await desk.keyboard.press("Space");
    await desk.follow("Person anlegen");
    await page.getByText("Bitte wählen Sie mindestens eine Dienstleistung oder alle.").first().waitFor();
    await look("person-mistake");
    await desk.keyboard.tabTo("Alle Dienstleistungen des Amts, auch künftige");
    await desk.keyboard.press("Space");
    await desk.follow("Person anlegen");
    assert.match((await desk.cells("A. Groß")).join("|"), /alle Dienstleistungen/);

    await desk.open("/einrichtung/aemter");
    await desk.follow(name);
    await look("department");
    await desk.follow("Amt entfernen");
    assert.match(await desk.notice(), /Hier stehen noch 0 Dienstleistungen und 1 Person\./);
    await look("department-in-use");
  });
}

for (const width of [768, 1280]) {
  test(`desk: a lead sets somebody's shifts and sees before what citizens would see (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    await desk.signIn("leitung@doerentrup.example");
    await desk.open("/einrichtung/mitarbeitende");
    await desk.follow(/^Dienstzeiten ändern ?: Nowak/);
    assert.equal(await desk.heading(), "Dienstzeiten: Nowak");
    await look("roster");
    const [weekday, told] = width === 768 ? ["Montag", "montags"] : ["Mittwoch", "mittwochs"];
    await desk.keyboard.tick(weekday);
    await desk.keyboard.fill("von", "8:00");
    await desk.keyboard.fill("bis", "7:00");
    await desk.follow("Vorschau zeigen");
    assert.match(await desk.notice(), /muss später enden/);
    assert.equal(await page.getByLabel("von", { exact: true }).inputValue(), "8:00", "what was typed is kept");
    await look("roster-mistake");
    await desk.keyboard.tabTo(/^bis$/);
    await desk.keyboard.press("Control+A");
    await desk.keyboard.type("19:00");
    await desk.follow("Vorschau zeigen");
    const line = page.locator(".seen tr").filter({ hasText: weekday.slice(0, 2) });
    assert.match(await line.first().innerText(), /\d+ mehr/);
    await look("roster-preview");
    await desk.follow("Dienstzeit speichern");
    assert.match(await desk.notice(), /Gespeichert/);
    await look("roster-saved");
    await desk.follow(new RegExp(`^Ändern ?: ${told} 08:00–19:00 Uhr`));
    await look("roster-known");
    await desk.follow("Ab heute entfernen");
    assert.match(await desk.notice(), /Gespeichert/);
    assert.equal(await page.getByText(`${told} 08:00–19:00 Uhr`).count(), 0);
  });
}

for (const width of [768, 1280]) {
  test(`desk: an administrator sets how far ahead citizens can look, and works on a holiday (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    await desk.signIn(ADMINISTRATOR);
    await desk.open("/einrichtung");
    await desk.follow(/^Kommune$/);
    await look("settings");
    const retype = async (label, text) => {
      await desk.keyboard.tabTo(label);
      await desk.keyboard.press("Control+A");
      await desk.keyboard.type(text);
    };
    await retype("Termine, die stattgefunden haben", "400");
    await desk.follow("Einstellungen speichern");
    assert.match(await desk.notice(), /400 liegt nicht zwischen 1 und 365\./);
    assert.equal(await page.getByLabel("Termine, die stattgefunden haben").inputValue(), "400", "what was typed is kept");
    await look("settings-mistake");
    await retype("Buchungszeitraum in Tagen", String(width === 768 ? 50 : 55));
    await retype("Termine, die stattgefunden haben", "60");
    await desk.follow("Einstellungen speichern");
    assert.match(await desk.notice(), /Gespeichert/);
    assert.equal(await page.getByLabel("Buchungszeitraum in Tagen").inputValue(), String(width === 768 ? 50 : 55));

    await desk.open("/einrichtung");
    await desk.follow(/^Feiertage$/);
    await look("holidays");
    await desk.keyboard.tick(/: Neujahr$/);
    await desk.follow("Feiertage speichern");
    assert.match(await desk.notice(), /Gespeichert/);
    await look("holidays-saved");
  });
}
