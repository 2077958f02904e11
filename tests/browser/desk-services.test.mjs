// A lead puts her services in order, begins one, narrows its papers by a question and corrects a mistake: by keyboard alone, on a
// tablet and on a screen, with and without a script, and axe-core finds nothing on the way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();
const LEAD = "leitung@doerentrup.example";

/** Looks at a page as it stands: axe, and nothing is wider than the screen. */
function looker(t, page, width) {
  const looksAt = accessibilityOf(t);
  return async (state) => {
    await looksAt(page, `${width}-${state}`);
    const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/services-${width}-${state}.png`, fullPage: true });
  };
}

for (const width of [768, 1280]) {
  test(`desk: a lead puts services in order and switches one off and on (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    await desk.signIn(LEAD);
    await desk.follow(/^Einrichtung/);
    await desk.follow(/^Dienstleistungen/);
    await look("list");
    const order = () => page.locator(".services").first().locator("tbody th a").allInnerTexts();
    const [first, second] = await order();

    await desk.follow(new RegExp(`${second} nach oben$`));
    assert.deepEqual((await order()).slice(0, 2), [second, first]);
    // The focus stays with what was moved: it goes back without a search.
    await desk.sends();
    assert.deepEqual((await order()).slice(0, 2), [first, second]);

    await desk.follow(new RegExp(`^Ausschalten ?: ${second}`));
    assert.match(await desk.notice(), /ausgeschaltet/);
    assert.match(await desk.line(second).innerText(), /ausgeschaltet/);
    await look("list-off");
    const plain = await page.context().newPage();
    await plain.goto(`${hall.server}/doerentrup`);
    assert.doesNotMatch(await plain.innerText("main"), new RegExp(second));
    await plain.close();
    await desk.sends();
    assert.match(await desk.notice(), /online zu sehen/);
  });

  test(`desk: a lead begins a service, narrows its papers and corrects a mistake (${width} px)`, async (t) => {
    // No script at all: everything is a button of one form.
    const page = await citizen(t, { width, javaScript: width === 1280 });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    // The new line has the focus as soon as its page is drawn.
    const focusOn = (field) => page.locator(`[name="${field}"]:focus`).waitFor();
    const name = `Hundemarke ersetzen ${width}`;
    await desk.signIn(LEAD);
    await desk.open("/einrichtung/dienstleistungen");
    await desk.follow(/^Dienstleistung anlegen/);
    if (width === 1280) await look("new");

    await desk.keyboard.fill("Name (Deutsch)", name);
    await desk.keyboard.fill("Dauer in Minuten", "viel");
    await desk.follow("Frage hinzufügen");
    assert.equal(await page.getByLabel("Name (Deutsch)", { exact: true }).inputValue(), name, "what was typed is kept");
    await focusOn("questions[0].text.de");
    await desk.keyboard.type("Ist die Marke gestohlen worden?");
    await desk.keyboard.fill("Frage 1, Antwort 1 (Deutsch)", "Ja");
    await desk.keyboard.fill("Frage 1, Antwort 2 (Deutsch)", "Nein");
    await desk.follow("Unterlage hinzufügen");
    await focusOn("documents[0].text.de");
    await desk.keyboard.type("Anzeige der Polizei");
    await desk.keyboard.tabTo(/^Immer; auf bestimmte Antworten/);
    await desk.keyboard.press("Enter");
    await desk.keyboard.tabTo(/^Ja/);
    await desk.keyboard.press("Space");
    await desk.follow("Dienstleistung anlegen");
    assert.match(await desk.notice(), /ganze Zahl/);
    if (width === 1280) await look("new-mistake");

    await desk.keyboard.fill("Dauer in Minuten", "10");
    await desk.sends();
    assert.equal(await desk.heading(), name, "Enter in a field saves");
    const cases = await page.locator(".preview tbody tr").allInnerTexts();
    assert.equal(cases.length, 2);
    assert.ok(cases[0].includes("Anzeige der Polizei") && !cases[1].includes("Anzeige der Polizei"), cases.join(" / "));
    assert.ok(await page.getByText("fehlt", { exact: true }).count() > 3, "what is not translated is seen");
    if (width === 1280) await look("service");

    await desk.keyboard.tabTo("Endgültig entfernen");
    await desk.keyboard.press("Enter");
    await desk.follow("Ja, Dienstleistung entfernen");
    assert.doesNotMatch(await page.innerText("main"), new RegExp(name));
  });
}
