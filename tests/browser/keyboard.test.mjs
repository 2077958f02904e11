// The whole way with the keyboard alone: no pointer is ever used here. At each step the focus begins at the heading or
// at the notice, never on the page's body, and wherever it goes it can be seen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { setTheStage } from "./support/stage.mjs";
import { MRS_VOGT } from "./support/widget.mjs";

const { hall, citizenAtWidget, citizenAtPlainPages } = await setTheStage();

test("in the widget, an appointment is booked, moved and cancelled with the keyboard alone", async (t) => {
  const widget = await citizenAtWidget(t);
  const words = widget.words;
  const keyboard = new Keyboard(widget.page);

  await keyboard.fill(words.search, words.everydayWord);
  await keyboard.push(words.oneMore(words.identityCard));
  await keyboard.press("Space");
  await widget.reads(/\b2\s×\s/);
  await keyboard.push(words.toPapers);
  await widget.isAt(words.papers);
  await chooseByArrows(keyboard, words.answersOfAdults[0]);
  await chooseByArrows(keyboard, words.answersOfAdults[1]);
  await keyboard.push(words.toTimes);
  await widget.isAt(words.times);

  await widget.button(words.takeFirst).waitFor();
  await pickTimeByKeyboard(widget, keyboard);
  await keyboard.push(words.toContact);
  await widget.isAt(words.contact);
  await keyboard.push(words.extend);
  await keyboard.fill(words.name, MRS_VOGT.name);
  await keyboard.fill(words.email, MRS_VOGT.email);
  await keyboard.tick(/Datenschutz/);
  // Enter in a field sends the form, as everywhere.
  await keyboard.tabTo(words.email, { back: true });
  await keyboard.press("Enter");
  await widget.isAt(words.booked);

  await keyboard.push(words.change);
  await widget.isAt(words.change);
  await keyboard.push(words.newTime);
  await widget.isAt(words.movingTimes);
  await widget.button(words.takeFirst).waitFor();
  await pickTimeByKeyboard(widget, keyboard);
  await keyboard.push(words.move);
  await widget.isAt(words.moved);
  await keyboard.push(words.change);
  await widget.isAt(words.change);
  await keyboard.push(words.cancel);
  await widget.isAt(words.cancelQuestion);
  await keyboard.push(words.reallyCancel);
  await widget.isAt(words.cancelled);
});

async function chooseByArrows(keyboard, [question, answer]) {
  // Tab reaches a group of radio buttons once; arrows go through it.
  let stop;
  do stop = await keyboard.tabTo(/./);
  while (!stop.legend.includes(question));
  await keyboard.press("Space");
  for (let presses = 0; presses < 5 && (await keyboard.focused()).name !== answer; presses += 1) await keyboard.press("ArrowDown");
  assert.equal((await keyboard.focused()).name, answer);
}

/** Through the month grid by arrow keys, then into the list of times. */
async function pickTimeByKeyboard(widget, keyboard) {
  await keyboard.tabTo(/\d\d?\. .*\d{4}/);
  const day = () => widget.host.evaluate((host) => host.shadowRoot.activeElement.dataset.with);
  const start = await day();
  const next = (days) => new Date(Date.parse(start) + days * 86_400_000).toISOString().slice(0, 10);
  await keyboard.press("ArrowRight");
  assert.equal(await day(), next(1), "the arrow to the right goes to the next day");
  await keyboard.press("ArrowDown");
  assert.equal(await day(), next(8), "the arrow down goes to the same day of the next week, also across the end of a month");
  await keyboard.press("ArrowUp");
  await keyboard.press("ArrowLeft");
  assert.equal(await day(), start);
  await keyboard.press("End");
  assert.equal(new Date(await day()).getUTCDay(), 0, "End goes to the Sunday of the week");
  await keyboard.press("Home");
  assert.equal(new Date(await day()).getUTCDay(), 1, "Home goes to the Monday of the week");
  await keyboard.press("PageDown");
  assert.ok((await day()) > next(7), "Page down goes on by a month");
  await keyboard.press("PageUp");
  // A free day is picked; its times come next.
  await keyboard.press("End");
  for (let days = 0; days < 12 && (await freeHere(widget)) === false; days += 1) await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  let stop;
  do stop = await keyboard.tabTo(/./);
  while (stop.group !== "at");
  await keyboard.press("Space");
}

const freeHere = (widget) => widget.host.evaluate((host) => host.shadowRoot.activeElement.getAttribute("aria-disabled") !== "true");

test("on the plain pages, an appointment is booked, moved and cancelled with the keyboard alone", async (t) => {
  const pages = await citizenAtPlainPages(t, { javaScript: true });
  const words = pages.words;
  const keyboard = new Keyboard(pages.page);

  await keyboard.push("Zum Inhalt springen");
  await keyboard.tabTo(words.identityCard);
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  await keyboard.follow(words.toPapers);
  await pages.isAt(words.papers);
  await chooseByArrows(keyboard, words.answersOfAdults[0]);
  await keyboard.follow(words.narrow);
  await keyboard.follow(words.toTimes);
  await pages.isAt(words.times);
  await pickTimeFromList(keyboard);
  await keyboard.follow(words.toContact);
  await pages.isAt(words.contact);
  await keyboard.fill(words.name, MRS_VOGT.name);
  await keyboard.fill(words.email, MRS_VOGT.email);
  await keyboard.tick(/Datenschutzhinweise zur Kenntnis/);
  await keyboard.follow(words.book);
  await pages.isAt(words.booked);

  await keyboard.follow(words.move);
  await pages.isAt(words.movingTimes);
  await pickTimeFromList(keyboard);
  await keyboard.follow(words.move);
  await keyboard.follow(words.cancel);
  await pages.isAt(words.cancelQuestion);
  await keyboard.follow(words.cancel);
  await pages.isAt(words.cancelled);
});

async function pickTimeFromList(keyboard) {
  let stop;
  do stop = await keyboard.tabTo(/./);
  while (stop.group !== "at");
  await keyboard.press("Space");
}

test("mistakes take the focus to themselves, and from there to the field", async (t) => {
  const widget = await citizenAtWidget(t);
  const words = widget.words;
  const keyboard = new Keyboard(widget.page);
  await widget.chooses();
  await widget.takeFirst();
  await keyboard.push(words.book);
  await widget.notice.waitFor();
  assert.equal(await widget.focus(), "said");
  await keyboard.push(/E-Mail-Adresse an/);
  assert.equal(await widget.focus(), "email");
  const described = await widget.field(words.email).getAttribute("aria-describedby");
  assert.match(await widget.host.locator(`#${described}`).innerText(), /E-Mail/);
  await hall.freeTimes("doerentrup", { personalausweis: 1 });
});
