// A town's own people set how it appears: colours, logo, homepages, and what to paste into them. By keyboard alone, on a tablet and on a
// screen, and axe-core finds nothing on the way.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { PHONE } from "./support/chromium.mjs";
import { Desk } from "./support/desk.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();
const folder = await mkdtemp(join(tmpdir(), "rathaustermin-logo-"));
after(() => rm(folder, { recursive: true }));

/** A picture drawn by the browser, as a file to choose. */
async function drawn(page, type) {
  const data = await page.evaluate((type) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 600, height: 200 });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#7a1020";
    pen.fillRect(40, 20, 520, 160);
    return canvas.toDataURL(type).split(",")[1];
  }, type);
  const path = join(folder, `logo.${type.split("/")[1]}`);
  await writeFile(path, Buffer.from(data, "base64"));
  return path;
}

for (const [width, type] of [[768, "image/png"], [1280, "image/webp"]]) {
  test(`desk: an administrator sets how the town appears (${width} px)`, async (t) => {
    const page = await citizen(t, { width });
    const looksAt = accessibilityOf(t);
    const look = async (state) => {
      await looksAt(page, `${width}-${state}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    };
    const desk = new Desk(page, hall.server);
    const retypes = async (label, text) => {
      await desk.keyboard.tabTo(label);
      await desk.keyboard.press("Control+A");
      await desk.keyboard.type(text);
    };
    await desk.signIn("verwaltung@doerentrup.example");

    await desk.follow(/^Einrichtung$/);
    await desk.follow(/^Farben und Pflichtseiten$/);
    await look("colours");
    await retypes("Akzentfarbe", "#ffcc00");
    await desk.follow("Auftritt speichern");
    assert.match(await desk.notice(), /Akzentfarbe: .*lesbar ist die Farbe ab 4,5/);
    assert.equal(await page.getByLabel("Akzentfarbe").first().inputValue(), "#ffcc00", "what was typed is kept");
    await look("colours-unreadable");
    await desk.follow("Vorschlag speichern");
    assert.match(await desk.notice(), /Gespeichert/);
    assert.notEqual(await page.getByLabel("Akzentfarbe").first().inputValue(), "#ffcc00");

    await desk.follow(/^Einrichtung$/);
    await desk.follow(/^Logo$/);
    await look("no-logo");
    await desk.follow("Logo speichern");
    assert.match(await desk.notice(), /Bitte wählen Sie ein Bild/);
    await look("logo-mistake");
    await page.locator("#bild").setInputFiles(await drawn(page, type));
    await desk.follow("Logo speichern");
    assert.match(await desk.notice(), /Gespeichert/);
    await look("logo");
    const phone = await citizen(t, { width: PHONE });
    const [picture] = await Promise.all([
      phone.waitForResponse((answer) => answer.url().includes("/doerentrup/logo.png")),
      phone.goto(`${hall.server}/doerentrup`),
    ]);
    assert.equal(picture.headers()["content-type"], "image/png");
    await looksAt(phone, `${width}-citizens-page`);
    await desk.follow("Logo entfernen");
    assert.match(await desk.notice(), /Gespeichert/);

    await desk.follow(/^Einrichtung$/);
    await desk.follow(/^Einbinden$/);
    // The widget begins when it comes into sight.
    await page.locator("rathaus-termin").scrollIntoViewIfNeeded();
    await page.locator("rathaus-termin [part=frame]").waitFor();
    await look("embed");
    await desk.follow("Homepages ändern");
    const kept = await page.getByLabel("Homepages").first().inputValue();
    await retypes(/^Homepages(?!:)/, "https://www.doerentrup.example/termine");
    await desk.follow("Homepages speichern");
    assert.match(await desk.notice(), /Homepages: /);
    await look("homepages-mistake");
    await retypes(/^Homepages(?!:)/, kept);
    await desk.follow("Homepages speichern");
    assert.match(await desk.notice(), /Gespeichert/);
    await look("homepages");
  });
}
