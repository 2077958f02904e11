// An administrator reads who changed what, finds an entry and has the whole log looked at: by keyboard alone, on a tablet and on a
// screen, and axe-core finds nothing on the way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();
const ADMINISTRATOR = "verwaltung@doerentrup.example";

for (const width of [768, 1280]) {
  test(`desk: an administrator finds out who changed what (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const looksAt = accessibilityOf(t);
    const look = async (state) => {
      await looksAt(page, `${width}-${state}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/log-${width}-${state}.png`, fullPage: true });
    };
    await desk.signIn(ADMINISTRATOR);
    await desk.open("/wortlaut/booked");
    await desk.keyboard.fill("Anfang (Deutsch)", `Guten Tag, {name}, bei ${width} Pixeln.`);
    await desk.follow("Wortlaut speichern");

    await desk.open("/protokoll");
    assert.equal(await desk.heading(), "Protokoll");
    await look("all");
    await desk.keyboard.fill("Wort", `bei ${width}`);
    await desk.sends();
    assert.equal(await page.getByRole("row").count(), 2, "its head and the one entry");
    assert.match(await desk.line("Kommune").innerText(), /verwaltung@doerentrup\.example/);
    assert.match(await desk.line("Kommune").innerText(), new RegExp(`bei ${width} Pixeln`));
    await look("found");
    await desk.follow(/^Eintrag \d+$/);
    assert.match(await desk.heading(), /^Protokoll: Eintrag \d+$/);
    await look("entry");
    await desk.follow("Zum Protokoll");

    await desk.keyboard.fill("Vom", "gestern");
    await desk.sends();
    await page.getByText("in der Form 26.11.2026").first().waitFor();
    assert.equal(await page.getByLabel("Vom").inputValue(), "gestern", "what was typed is kept");
    await look("mistake");
    await desk.open("/protokoll");
    await desk.follow("Protokoll prüfen");
    assert.match(await desk.notice(), /vollständig und unverändert/);
    await look("verified");
  });
}
