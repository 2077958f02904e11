// A town begins: the operator makes it, its administrator follows the checklist, and a citizen books on the town's own homepage.
// By keyboard alone, from nothing to the first appointment; the steps are counted.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { DESK, PHONE } from "./support/chromium.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";
import { codeOf } from "./support/totp.mjs";
import { MRS_VOGT } from "./support/widget.mjs";

const { hall, citizen, widgetOn } = await setTheStage();

const OPERATOR = "brandt@rechenzentrum.example";
const PASSWORD = "vier gelbe Gabeln";
const STAFF = ["M. Adler", "B. Wolke"];
const SERVICES = ["Meldebescheinigung erhalten", "Personalausweis beantragen", "Kopien beglaubigen lassen"];

const homepage = await openHomepage();
after(() => homepage.close());

/** The town's own web server: it has one page. */
async function openHomepage() {
  let page = "";
  const server = createServer((_, answer) => answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page));
  await new Promise((opened) => server.listen(0, "127.0.0.1", opened));
  return { url: `http://127.0.0.1:${server.address().port}`, shows: (html) => (page = html), close: () => server.close() };
}

/** Counts what a person does: each field filled, box ticked, link followed and button pushed is a step. */
class Counted extends Desk {
  steps = 0;

  constructor(page, server, town) {
    super(page, server, town);
    for (const act of ["fill", "tick", "follow"]) {
      const really = this.keyboard[act].bind(this.keyboard);
      this.keyboard[act] = (...what) => {
        this.steps += 1;
        return really(...what);
      };
    }
  }

  /** Types over what stands in a field. */
  async retypes(label, text) {
    await this.keyboard.tabTo(label);
    await this.keyboard.press("Control+A");
    await this.keyboard.type(text);
    this.steps += 1;
  }
}

/** The operator makes the town; returns the link for whoever sets it up. */
async function begun(t) {
  const page = await citizen(t, { width: DESK });
  const desk = new Desk(page, hall.server, "betrieb");
  await desk.signIn(OPERATOR);
  await desk.follow("Einrichtung beginnen");
  await desk.keyboard.fill(/^Code/, codeOf(await page.locator("code.key").innerText()));
  await desk.sends();
  await desk.follow("Ich habe die Codes aufbewahrt");
  await desk.follow("Neue Kommune");
  for (const [label, text] of [
    [/^Name der Kommune/, "Gemeinde Grünwalde"],
    ["Bundesland", "Nordrhein"],
    ["Homepage", homepage.url],
    ["Telefon", "0221 4710-123"],
    [/^Straße/, "Poststraße 11"],
    [/^Postleitzahl/, "32694 Grünwalde"],
    [/^Wer verwaltet/, "A. Sommer"],
    [/^E-Mail-Adresse/, "sommer@gruenwalde.example"],
  ]) await desk.keyboard.fill(label, text);
  await desk.follow("Kommune anlegen");
  return page.locator("code.key").innerText();
}

test("from nothing to the first appointment, by the desk alone", async (t) => {
  const link = await begun(t);
  const page = await citizen(t, { width: DESK });
  const looksAt = accessibilityOf(t);
  const desk = new Counted(page, hall.server, "gruenwalde");

  await page.goto(link);
  for (const label of [/^Neues Passwort$/, "Neues Passwort noch einmal"]) await desk.keyboard.fill(label, PASSWORD);
  await desk.follow("Passwort festlegen");
  await desk.follow("Weiter");
  await desk.keyboard.fill("E-Mail-Adresse", "sommer@gruenwalde.example");
  await desk.keyboard.fill("Passwort", PASSWORD);
  await desk.follow("Anmelden");
  await looksAt(page, "first day");

  for (const name of STAFF) {
    await desk.follow(/^Einrichtung$/);
    await desk.follow(/^Mitarbeitende$/);
    await desk.follow(/^Person anlegen ?: Bürgerbüro$/);
    await desk.keyboard.fill("Name", name);
    await desk.follow("Person anlegen");
  }

  await desk.follow(/^Einrichtung$/);
  await desk.follow("Aus dem Katalog übernehmen");
  for (const service of SERVICES) await desk.keyboard.tick(service);
  await desk.follow("Angekreuzte übernehmen");
  assert.match(await desk.notice(), /3 Dienstleistungen neu: Bürgerbüro/);

  for (const name of STAFF) {
    await desk.follow(/^Einrichtung$/);
    await desk.follow(/^Mitarbeitende$/);
    await desk.follow(new RegExp(`^Dienstzeiten anlegen ?: ${name}`));
    for (const weekday of ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"]) await desk.keyboard.tick(weekday);
    await desk.keyboard.fill("von", "8:00");
    await desk.keyboard.fill("bis", "16:00");
    await desk.follow("Dienstzeit speichern");
    assert.match(await desk.notice(), /Gespeichert/);
  }

  await desk.follow(/^Einrichtung$/);
  assert.equal(await page.getByText("Bis zum ersten Termin fehlt noch").count(), 0);
  await desk.follow(/^Farben/);
  await desk.retypes("Akzentfarbe", "#7a1020");
  await desk.follow("Auftritt speichern");
  assert.match(await desk.notice(), /Gespeichert/);

  await desk.follow(/^Einrichtung$/);
  await desk.follow(/^Einbinden$/);
  await looksAt(page, "embed");
  const snippet = await page.locator(".code").first().innerText();
  t.diagnostic(`${desk.steps} steps from the link to the snippet`);

  const mika = await citizen(t, { width: PHONE });
  homepage.shows(`<!doctype html><html lang="de"><title>Gemeinde Grünwalde</title><h1>Termine</h1>${snippet}</html>`);
  await mika.goto(homepage.url);
  const widget = await widgetOn(mika);
  assert.equal(await widget.button("Weiter zu den Unterlagen").evaluate((button) => getComputedStyle(button).backgroundColor), "rgb(122, 16, 32)");
  await widget.chooses({ "Personalausweis beantragen": 1 });
  await widget.takeFirst();
  await widget.fillIn();
  await widget.book();
  const { reference } = await widget.ticket();

  await desk.follow(/^Suche$/);
  await desk.keyboard.type(reference);
  await desk.sends();
  await page.getByText(MRS_VOGT.name).first().waitFor();
});
