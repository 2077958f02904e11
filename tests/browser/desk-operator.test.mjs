// Who runs the installation comes to work: by keyboard alone, with a second factor that is set up at the first sign-in; sees
// the towns and no day of theirs. On a tablet and on a screen, and axe-core finds nothing on the way.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";
import { codeOf } from "./support/totp.mjs";

// A town hall for each width: the second factor is set up once.
const WIDTHS = [768, 1280];
const stages = await Promise.all(WIDTHS.map(() => setTheStage()));
const stillstand = readFile(new URL("./support/stillstand.toml", import.meta.url), "utf8");
const NEW_TOWN = [
  [/^Name der Kommune/, "Gemeinde Grünwalde"],
  ["Bundesland", "Nordrhein"],
  ["Homepage", "https://www.gruenwalde.example"],
  ["Telefon", "0221 4710-123"],
  [/^Straße/, "Poststraße 11"],
  [/^Postleitzahl/, "32694 Grünwalde"],
  [/^Wer verwaltet/, "A. Sommer"],
  [/^E-Mail-Adresse/, "sommer@gruenwalde.example"],
];
const OPERATOR = "brandt@rechenzentrum.example";

for (const [number, width] of WIDTHS.entries()) {
  test(`operator: signs in, finds a town, knows who may come in, and leaves (${width} px)`, async (t) => {
    const { hall, citizen } = stages[number];
    const looksAt = accessibilityOf(t);
    const page = await citizen(t, { width });
    const look = async (state) => {
      await looksAt(page, `${width}-${state}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    };
    const troubles = [];
    page.on("console", (message) => message.type() === "error" && !message.text().includes("422") && troubles.push(message.text()));
    const desk = new Desk(page, hall.server, "betrieb");

    await desk.signIn(OPERATOR);
    assert.equal(await desk.heading(), "Zweiten Faktor einrichten");
    await look("enrolment");
    await desk.follow("Einrichtung beginnen");
    const secret = await page.locator("code.key").innerText();
    await desk.keyboard.fill(/^Code/, codeOf(secret));
    await desk.sends();
    assert.equal(await desk.heading(), "Ersatzcodes");
    await desk.follow("Ich habe die Codes aufbewahrt");

    assert.equal(await desk.heading(), "Kommunen");
    assert.equal(new URL(page.url()).pathname, "/desk/betrieb");
    assert.deepEqual(await page.locator("nav.places li").allInnerTexts(), ["Kommunen", "Konten"]);
    await look("towns");
    assert.deepEqual((await desk.cells("Gemeinde Dörentrup")).slice(1, 4), ["1 Person", "4", "5"]);
    assert.equal(await page.getByRole("row").count(), 1 + 2, "two towns, and the operator's house is none");
    await hall.takeIn(await stillstand);
    await desk.follow(/^Kommunen$/);
    assert.equal((await desk.cells("stillstand"))[1], "niemand");
    await page.getByText("Auf der Seite der Kommune erstellen Sie einen Link für eine.").waitFor();
    await look("town-without-anybody");

    await desk.keyboard.fill("Name der Kommune", "DÖRENT");
    await desk.sends();
    assert.equal(await page.getByRole("row").count(), 1 + 1);
    await look("found");
    await desk.follow("Gemeinde Dörentrup");
    await desk.follow("Anmeldung");
    assert.equal(await page.locator(".brand").innerText(), "Gemeinde Dörentrup", "the town's door, and no further");
    assert.equal(await desk.heading(), "Anmelden");
    await desk.open("?q=entenhausen");
    await page.getByText("Zu „entenhausen“ gibt es keine Kommune.").waitFor();
    await look("nothing-found");
    await desk.follow("Alle zeigen");

    await desk.follow("Neue Kommune");
    await look("new-town");
    await desk.follow("Kommune anlegen");
    assert.match(await desk.notice(), /Bitte wählen Sie ein Bundesland/);
    await look("new-town-refused");
    for (const [label, text] of NEW_TOWN) await desk.keyboard.fill(label, text);
    await desk.follow("Kommune anlegen");
    assert.equal(await desk.heading(), "Die Kommune ist angelegt");
    await look("town-begun");
    assert.match(await page.locator("code.key").innerText(), /\/desk\/gruenwalde\/zugang\//);
    await desk.follow("Seite der Kommune öffnen");
    assert.match(await page.title(), /Gemeinde Grünwalde/);
    await look("town-begun-citizens");
    await desk.open("");

    await desk.follow(/^Konten$/);
    assert.equal(await desk.heading(), "Konten");
    assert.match((await desk.cells("J. Brandt")).join(" "), /Betrieb in Gebrauch\s+mit zweitem Faktor/);
    await look("accounts");
    await desk.follow("J. Brandt");
    assert.equal(await desk.heading(), "Mein Konto");
    await look("account");
    await desk.follow("Abmelden");
    await desk.open("");
    assert.equal(await desk.heading(), "Anmelden");
    assert.deepEqual(troubles, [], "nothing is asked for that is not there");
  });
}
