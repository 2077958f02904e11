// The operator looks after one town, by keyboard alone: stops its online appointments, which citizens read in the widget and on the
// plain pages and the town's people on theirs, and lets somebody in where nobody can. On a tablet and on a screen, and axe-core finds
// nothing on the way.

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
const SENTENCE = "Online-Termine sind gerade nicht möglich. Bitte rufen Sie im Rathaus an.";
const REASON = "Umzug des Rathauses bis 4. Januar";

for (const [number, width] of WIDTHS.entries()) {
  test(`operator: stops a town's online appointments and lets somebody in (${width} px)`, async (t) => {
    const { hall, citizen, citizenAtWidget } = stages[number];
    const looksAt = accessibilityOf(t);
    const look = async (page, state) => {
      await looksAt(page, `${width}-${state}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    };
    const early = await citizenAtWidget(t, { width });
    await early.add(early.words.passport);
    const clerk = new Desk(await citizen(t, { width }), hall.server);
    await clerk.signIn();
    const operators = await citizen(t, { width });
    const desk = new Desk(operators, hall.server, "betrieb");
    await desk.signIn("brandt@rechenzentrum.example");
    await desk.follow("Einrichtung beginnen");
    await desk.keyboard.fill(/^Code/, codeOf(await operators.locator("code.key").innerText()));
    await desk.sends();
    await desk.follow("Ich habe die Codes aufbewahrt");

    await desk.follow("Gemeinde Dörentrup");
    assert.equal(await desk.heading(), "Gemeinde Dörentrup");
    await look(operators, "town");
    await desk.follow("Online-Termine stoppen");
    assert.match(await desk.notice(), /Bitte nennen Sie den Grund/);
    await look(operators, "town-refused");
    await desk.keyboard.fill("Warum sollen sie gestoppt werden?", REASON);
    await desk.sends();
    await operators.getByText(`Grund: ${REASON}`).waitFor();
    await look(operators, "town-stopped");
    await desk.follow("Alle Kommunen");
    assert.match((await desk.cells("Gemeinde Dörentrup"))[0], /gestoppt/);
    await look(operators, "towns-one-stopped");

    // A citizen who was under way is told, and whom to call.
    await early.goToPapers();
    await early.button(early.words.toTimes).click();
    await early.reads(SENTENCE);
    assert.match(await early.notice.getByRole("link").getAttribute("href"), /^tel:\+?\d+$/);
    await look(early.page, "widget-under-way");
    // Whoever comes now reads nothing else.
    const late = await citizenAtWidget(t, { width });
    await late.reads(SENTENCE);
    assert.match(await late.host.locator(".box a.phone").getAttribute("href"), /^tel:\+?\d+$/);
    assert.equal(await late.host.getByRole("searchbox").count(), 0);
    assert.equal(await late.button(late.words.toPapers).count(), 0);
    await look(late.page, "widget-closed");
    await late.button(late.words.haveOne).click();
    await late.host.getByLabel("PIN").waitFor();
    const plain = await citizen(t, { width, javaScript: false });
    await plain.goto(`${hall.server}/doerentrup`);
    await plain.getByText(SENTENCE).waitFor();
    assert.ok((await plain.getByRole("main").getByRole("link").getAttribute("href")).startsWith("tel:"));
    // The town works on and knows why.
    await clerk.open();
    await clerk.page.getByText(REASON).waitFor();
    await look(clerk.page, "desk-of-the-town");

    await desk.follow("Gemeinde Dörentrup");
    await desk.follow("Online-Termine weiterlaufen lassen");
    await operators.getByText("laufen", { exact: true }).waitFor();
    await early.button(early.words.again).click();
    await early.isAt(early.words.times);
    await clerk.open();
    assert.equal(await clerk.page.getByText(REASON).count(), 0);

    // Where nobody can sign in who lets others in.
    await hall.takeIn(await stillstand);
    await desk.open("/kommunen/stillstand");
    await look(operators, "town-without-anybody");
    await desk.keyboard.fill("E-Mail-Adresse dieser Person", "sommer@stillstand.example");
    await desk.sends();
    assert.equal(await operators.locator("#email").inputValue(), "sommer@stillstand.example");
    await look(operators, "town-nobody-named");
    await desk.keyboard.fill("Wer verwaltet die Kommune?", "A. Sommer");
    await desk.follow("Link erstellen");
    assert.match(await operators.locator("code.key").innerText(), /\/desk\/stillstand\/zugang\//);
    await operators.getByText("Er gilt 15 Minuten").waitFor();
    await look(operators, "town-link");
  });
}
