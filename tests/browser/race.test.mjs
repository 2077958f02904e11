// What happens when others are faster, hands are impatient or answers are lost: three other times, nothing typed is lost,
// and never more than one appointment.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setTheStage } from "./support/stage.mjs";
import { MRS_VOGT } from "./support/widget.mjs";

const { hall, citizen, citizenAtWidget, citizenAtPlainPages, widgetOn } = await setTheStage();
const VISIT = { personalausweis: 1 };

const firstFree = async () => (await hall.freeTimes("doerentrup", VISIT)).first_free.at;
const placesAt = (at) => hall.placesAt("doerentrup", VISIT, at);

test("in the widget, whoever comes too late chooses among three other times", async (t) => {
  const widget = await citizenAtWidget(t);
  const words = widget.words;
  await widget.chooses();
  const at = await firstFree();
  await widget.pickTime(at);
  await hall.takeEveryPlace("doerentrup", VISIT, at);
  await widget.button(words.toContact).click();
  await widget.isAt(words.times);
  assert.match(await widget.notice.innerText(), new RegExp(words.taken));
  assert.equal(await widget.focus(), "said", "the focus is on what happened");
  const others = widget.notice.getByRole("button");
  assert.equal(await others.count(), 3);
  await others.nth(1).click();
  await widget.isAt(words.contact);
  await widget.fillIn();
  await widget.book();
});

test("in the widget, nothing typed is lost when the reservation is", async (t) => {
  const widget = await citizenAtWidget(t);
  const words = widget.words;
  await widget.chooses();
  await widget.takeFirst();
  await widget.fillIn();
  await widget.field(words.note).fill("Ich komme mit Rollstuhl.");
  await widget.losesHold(hall);
  await widget.button(words.book).click();
  await widget.isAt(words.times);
  await widget.reads(new RegExp(words.expired));
  await widget.button(words.takeFirst).waitFor();
  await widget.takeFirst();
  assert.equal(await widget.field(words.name).inputValue(), MRS_VOGT.name);
  assert.equal(await widget.field(words.email).inputValue(), MRS_VOGT.email);
  assert.equal(await widget.field(words.note).inputValue(), "Ich komme mit Rollstuhl.");
  await widget.book();
});

test("in the widget, the countdown ends the reservation by itself and keeps what was typed", async (t) => {
  const page = await citizen(t);
  await page.clock.install();
  await page.goto(`${hall.homepages}/plain/`);
  const widget = await widgetOn(page);
  const words = widget.words;
  await widget.chooses();
  await widget.takeFirst();
  await widget.fillIn();
  await page.clock.runFor("05:05");
  await widget.reads(/fünf Minuten|noch 5 Minuten/);
  // The server's clock has not moved: the widget must not need it to know that time is up.
  await page.clock.runFor("05:05");
  await widget.isAt(words.times);
  await widget.reads(new RegExp(words.expired));
  await widget.button(words.takeFirst).waitFor();
  await widget.takeFirst();
  assert.equal(await widget.field(words.name).inputValue(), MRS_VOGT.name);
});

test("two citizens who want the last place at the same moment: one has it, the other has a choice", async (t) => {
  const at = await firstFree();
  const holds = await hall.takeEveryPlace("doerentrup", VISIT, at);
  await hall.release("doerentrup", holds[0]);
  const widgets = await Promise.all([citizenAtWidget(t), citizenAtWidget(t)]);
  for (const widget of widgets) {
    await widget.chooses();
    await widget.pickTime(at);
  }
  const words = widgets[0].words;
  await Promise.all(widgets.map((widget) => widget.button(words.toContact).click()));
  const ends = await Promise.all(widgets.map(async (widget) => {
    const won = widget.host.getByRole("heading", { name: words.contact, exact: true });
    await won.or(widget.notice).first().waitFor();
    return (await won.isVisible()) ? "won" : "lost";
  }));
  assert.deepEqual(ends.sort(), ["lost", "won"]);
});

test("a double click on the last button makes one appointment", async (t) => {
  const widget = await citizenAtWidget(t);
  await widget.chooses();
  const at = await firstFree();
  const before = await placesAt(at);
  await widget.takeFirst();
  await widget.fillIn();
  await widget.button(widget.words.book).dblclick();
  await widget.isAt(widget.words.booked);
  assert.equal(await placesAt(at), before - 1);
});

test("an answer that is lost on its way is asked for again and makes one appointment", async (t) => {
  const widget = await citizenAtWidget(t);
  await widget.chooses();
  const at = await firstFree();
  const before = await placesAt(at);
  await widget.takeFirst();
  await widget.fillIn();
  let lost = 0;
  await widget.page.route("**/appointments?*", async (route) => {
    await route.fetch();
    if (lost++ > 0) return route.continue();
    // The server has done its work, its answer never arrives.
    return route.abort("connectionreset");
  });
  await widget.button(widget.words.book).click();
  await widget.isAt(widget.words.booked);
  assert.ok(lost >= 2, "the widget asked again by itself");
  assert.equal(await placesAt(at), before - 1);
});

test("on the plain pages, whoever comes too late chooses among three other times", async (t) => {
  const pages = await citizenAtPlainPages(t);
  const words = pages.words;
  await pages.chooses();
  const at = await firstFree();
  await pages.pickTime(at);
  await hall.takeEveryPlace("doerentrup", VISIT, at);
  await pages.button(words.toContact).click();
  await pages.isAt(words.times);
  await pages.reads(words.taken);
  const others = pages.page.locator(".alternatives").getByRole("button");
  assert.equal(await others.count(), 3);
  await others.first().click();
  await pages.isAt(words.contact);
  await pages.fillIn();
  await pages.book();
});

test("on the plain pages, nothing typed is lost when the reservation is", async (t) => {
  const pages = await citizenAtPlainPages(t);
  const words = pages.words;
  await pages.chooses();
  await pages.takeFirst();
  await pages.fillIn();
  await pages.field(words.note).fill("Ich komme mit Rollstuhl.");
  await hall.release("doerentrup", await pages.page.locator("input[name=hold]").first().inputValue());
  await pages.button(words.book).click();
  await pages.isAt(words.times);
  await pages.reads(new RegExp(words.expired));
  await pages.takeFirst();
  await pages.isAt(words.contact);
  assert.equal(await pages.field(words.name).inputValue(), MRS_VOGT.name);
  assert.equal(await pages.field(words.note).inputValue(), "Ich komme mit Rollstuhl.");
  await pages.book();
});

test("on the plain pages, a double click, the way back and sending again make one appointment", async (t) => {
  const pages = await citizenAtPlainPages(t);
  const words = pages.words;
  await pages.chooses();
  const at = await firstFree();
  const before = await placesAt(at);
  await pages.takeFirst();
  await pages.fillIn();
  await pages.button(words.book).dblclick();
  await pages.isAt(words.booked);
  const { reference } = await pages.ticket();
  // The form was itself the answer to a form, so the browser asks whether to send that one again. People say yes.
  await pages.page.goBack().catch(() => pages.page.waitForURL(/chrome-error|reservieren/));
  await pages.page.waitForLoadState();
  await pages.page.reload();
  await pages.reads("Diesen Termin haben Sie schon vereinbart");
  assert.equal((await pages.ticket()).reference, reference);
  assert.equal(await placesAt(at), before - 1);
});
