// A lead looks at the figures of her department: by keyboard alone, on a tablet and on a screen, and axe-core finds nothing on the
// way. What is below five is not told, on the page as in the file.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();
const LEAD = "leitung@doerentrup.example";

// Nine for one concern, three for another.
const { days } = await hall.freeTimes("doerentrup", { personalausweis: 1 });
const times = days.flatMap((day) => day.times ?? day.starts ?? []).slice(0, 12);
for (const [number, time] of times.entries()) {
  await hall.book("doerentrup", number < 9 ? { personalausweis: 1 } : { reisepass: 1 }, time.at);
}

for (const width of [768, 1280]) {
  test(`desk: a lead looks at the figures (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const desk = new Desk(page, hall.server);
    const looksAt = accessibilityOf(t);
    const look = async (state) => {
      await looksAt(page, `${width}-${state}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/figures-${width}-${state}.png`, fullPage: true });
    };
    await desk.signIn(LEAD);
    await desk.open("/zahlen");
    assert.equal(await desk.heading(), "Zahlen");
    await desk.keyboard.tabTo("Zeitraum");
    await desk.keyboard.type("von");
    await desk.keyboard.fill("Vom", "1.1.2026");
    await desk.keyboard.fill("Bis zum", "31.12.2027");
    await desk.sends();
    assert.match(await page.locator(".sums").innerText(), /12\s+Termine/);
    await look("span");
    const text = await page.locator("main").innerText();
    assert.match(text, /unter 5/);
    assert.doesNotMatch(text, /\b9\b\s*$/m, "9 of 12 would tell of the other three");

    const href = await page.getByRole("link", { name: "Als CSV-Datei herunterladen" }).getAttribute("href");
    const file = await page.request.get(new URL(href, hall.server).href);
    assert.equal(file.headers()["content-type"], "text/csv; charset=utf-8");
    assert.match(await file.text(), /^\uFEFF?Tabelle;Zeile;Termine;Vorlauf im Mittel\r\n/);

    await desk.keyboard.tabTo("Bis zum", { back: true });
    await desk.keyboard.press("Control+A");
    await desk.keyboard.type("Silvester");
    await desk.sends();
    await page.getByText("in der Form 26.11.2026").first().waitFor();
    assert.equal(await page.getByLabel("Bis zum").inputValue(), "Silvester", "what was typed is kept");
    await look("mistake");

    await desk.open("/zahlen?zeitraum=jahr&datum=1.1.2030");
    await page.getByText("zu wenige Termine").waitFor();
    await look("nothing");
  });
}
