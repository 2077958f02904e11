// Under a stranger's Content-Security-Policy: the five policies a town's homepage may have, and our own on every page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PlainPages } from "./support/plain.mjs";
import { setTheStage } from "./support/stage.mjs";
import { watchPolicies } from "./support/watch.mjs";

const { hall, citizen, widgetOn } = await setTheStage();

for (const policy of ["strict-csp", "csp-typical", "csp-nonce", "csp-trusted-types"]) {
  test(`under the policy of ${policy} the widget works and breaks no rule`, async (t) => {
    const page = await citizen(t);
    const broken = await watchPolicies(page);
    await page.goto(`${hall.homepages}/${policy}/`);
    const widget = await widgetOn(page);
    await widget.books();
    await widget.button(widget.words.change).click();
    await widget.isAt(widget.words.change);
    assert.deepEqual(broken, []);
  });
}

test("where WebAssembly is forbidden, the link stays and leads on", async (t) => {
  const page = await citizen(t);
  const broken = await watchPolicies(page);
  const failed = page.waitForEvent("console", { predicate: (message) => /wasm/i.test(message.text()) });
  await page.goto(`${hall.homepages}/csp-no-wasm/`);
  await failed;
  const link = page.getByRole("link", { name: "Termin online vereinbaren" });
  assert.equal(await link.isVisible(), true);
  assert.ok(broken.every((rule) => /wasm/i.test(rule)), `only WebAssembly was refused: ${broken.join("\n")}`);
  await link.click();
  await page.getByRole("heading", { level: 1, name: "Worum geht es?" }).waitFor();
});

test("our own pages keep to our own policy, from the first step to the cancelled appointment", async (t) => {
  const page = await citizen(t);
  const broken = await watchPolicies(page);
  const pages = new PlainPages(page, hall.server);
  assert.equal(await pages.open("doerentrup"), 200);
  await pages.books();
  await pages.link(pages.words.move).click();
  await pages.isAt(pages.words.movingTimes);
  await page.goBack();
  await pages.link(pages.words.cancel).click();
  await pages.button(pages.words.cancel).click();
  await pages.isAt(pages.words.cancelled);
  assert.equal(await pages.open("nirgendwo"), 404);
  assert.equal(await pages.open("doerentrup", "/termin/unbekannt"), 404);
  await page.goto(`${hall.server}/api/docs/`);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(broken.filter((rule) => !/404/.test(rule)), []);
});

test("no other site can put our pages into a frame", async (t) => {
  const page = await citizen(t);
  await page.goto(`${hall.homepages}/plain/`);
  const refused = page.waitForEvent("console", { predicate: (message) => /frame/i.test(message.text()) });
  await page.evaluate((address) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    document.body.append(frame);
  }, `${hall.server}/doerentrup`);
  await refused;
  await page.waitForLoadState("networkidle");
  const text = await page.frames()[1].evaluate(() => document.body?.innerText ?? "");
  assert.doesNotMatch(text, /Worum geht es/);
});
