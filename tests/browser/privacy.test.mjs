// What a citizen's browser keeps and tells: nothing is stored, nobody else is asked, no secret leaves in a header.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setTheStage } from "./support/stage.mjs";
import { MRS_VOGT } from "./support/widget.mjs";
import { leftBehind, NOTHING, watchTraffic } from "./support/watch.mjs";

const { hall, citizen, widgetOn } = await setTheStage();

test("after a whole visit nothing is stored, nobody else was asked, and no header held a secret", async (t) => {
  const page = await citizen(t);
  const traffic = watchTraffic(page.context());

  await page.goto(`${hall.homepages}/doerentrup/`);
  await page.goto(`${hall.homepages}/doerentrup/termine.html`);
  const widget = await widgetOn(page);
  await widget.chooses();
  await widget.takeFirst();
  await widget.button(widget.words.extend).click();
  await widget.fillIn();
  await widget.book();
  const { reference, pin } = await widget.ticket();
  await widget.speak("en", "Your appointment is booked");
  assert.deepEqual(await leftBehind(page), NOTHING, "on the homepage's origin");
  assert.ok(!page.url().includes(reference), "the homepage's address knows nothing");

  await page.goto(`${hall.server}/doerentrup`);
  await page.getByRole("link", { name: "Termin ansehen, verschieben oder absagen" }).click();
  await page.getByLabel(/^Terminnummer/).fill(reference);
  await page.getByLabel(/^PIN/).fill(pin);
  await page.getByRole("button", { name: "Termin zeigen" }).click();
  await page.getByText(reference).waitFor();
  const token = new URL(page.url()).pathname.split("/").at(-1);
  assert.ok(token.length >= 40);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "In meinen Kalender" }).click()]);
  await download.delete();
  await page.getByRole("link", { name: "Termin absagen" }).click();
  await page.getByRole("button", { name: "Termin absagen" }).click();
  await page.getByRole("heading", { name: "Ihr Termin ist abgesagt" }).waitFor();
  assert.deepEqual(await leftBehind(page), NOTHING, "on the server's origin");
  assert.deepEqual(await page.context().cookies(), []);

  const { requests, cookies } = await traffic.all();
  assert.deepEqual(cookies, [], "nobody asked for a cookie");
  const asked = new Set(requests.map(({ url }) => new URL(url).origin));
  assert.deepEqual([...asked].sort(), [hall.homepages, hall.server].sort(), "only the homepage and the server were asked");
  const person = new RegExp([MRS_VOGT.email, encodeURIComponent(MRS_VOGT.email), "Vogt", pin].join("|"));
  for (const { url, headers } of requests) {
    assert.doesNotMatch(headers.referer ?? "", /termin\/|[\w-]{40}/, `the way to ${url} carries a secret`);
    assert.equal(headers.cookie, undefined);
    assert.equal(headers.authorization, undefined);
    assert.doesNotMatch(decodeURIComponent(url), person, "addresses hold nothing personal: they end in logs");
  }
});

test("what others may see of the widget's life is without personal data", async (t) => {
  const page = await citizen(t);
  await page.addInitScript(() => {
    window.heard = [];
    for (const name of ["ready", "booked", "failed"]) {
      addEventListener(`rathaustermin:${name}`, (event) => window.heard.push([name, JSON.stringify(event.detail ?? null)]));
    }
  });
  await page.goto(`${hall.homepages}/plain/`);
  const widget = await widgetOn(page);
  await widget.books();
  assert.deepEqual(await page.evaluate("window.heard"), [["ready", "null"], ["booked", "null"]]);
});

test("nothing of a person is left in the widget when the next one begins", async (t) => {
  const page = await citizen(t);
  await page.goto(`${hall.homepages}/plain/`);
  const widget = await widgetOn(page);
  await widget.books();
  await widget.button("Neuen Termin vereinbaren").click();
  await widget.isAt(widget.words.concerns);
  await widget.chooses();
  await widget.takeFirst();
  assert.equal(await widget.field(widget.words.name).inputValue(), "");
  assert.equal(await widget.field(widget.words.email).inputValue(), "");
  for (const box of await widget.host.getByRole("checkbox").all()) assert.equal(await box.isChecked(), false);
});
