// An administrator words her town's letters, and a colleague asks for the list of the day: by keyboard alone, on a tablet and
// on a screen, and axe-core finds nothing on the way.

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
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/wording-${width}-${state}.png`, fullPage: true });
  };
}

/** What the preview of this language says. */
const letter = (page, language) => page.frameLocator(`iframe[title="Vorschau der E-Mail (${language})"]`).locator("body");

for (const width of [768, 1280]) {
  test(`desk: an administrator words a letter, tries it out and takes it back (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    await desk.signIn(ADMINISTRATOR);
    await desk.open("/wortlaut");
    await look("list");
    await desk.follow(/^Ändern ?: Terminbestätigung/);
    await letter(page, "Deutsch").getByText("Ihr Termin ist vereinbart.").waitFor();
    await look("word");

    await desk.keyboard.fill("Anfang (Deutsch)", "Schön, {vorname}.");
    await desk.follow("Wortlaut speichern");
    await page.getByText("{vorname}").first().waitFor();
    assert.equal(await page.getByLabel("Anfang (Deutsch)").inputValue(), "Schön, {vorname}.", "what was typed is kept");
    await look("word-mistake");

    await desk.keyboard.tabTo("Anfang (Deutsch)");
    await desk.keyboard.press("Control+A");
    await desk.keyboard.type("Schön, {name}, dass Sie kommen.");
    await desk.follow("Vorschau aktualisieren");
    await letter(page, "Deutsch").getByText("Schön, Erika Mustermann, dass Sie kommen.").waitFor();
    await look("word-preview");
    await desk.follow(/^Probenachricht an mich senden/);
    assert.match(await desk.notice(), /Probe/);
    await desk.follow("Wortlaut speichern");
    await look("saved");
    await desk.open("/wortlaut");
    assert.match(await desk.line("Terminbestätigung").innerText(), /Ihr Wortlaut/);
    await look("list-worded");

    await desk.follow(/^Ändern ?: Terminbestätigung/);
    await desk.follow("Auf unseren Wortlaut zurücksetzen");
    await desk.open("/wortlaut");
    assert.doesNotMatch(await desk.line("Terminbestätigung").innerText(), /Ihr Wortlaut/);
  });

  test(`desk: a colleague asks for the list of the day and stops it (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const look = looker(t, page, width);
    await desk.signIn();
    await desk.open("/konto");
    await look("account");
    await desk.follow("Tagesliste einschalten");
    await page.getByText("Eingeschaltet: An Tagen mit Terminen").waitFor();
    await look("account-list");
    await desk.follow("Tagesliste ausschalten");
    await page.getByText("Ausgeschaltet. Wenn Sie möchten").waitFor();
  });
}
