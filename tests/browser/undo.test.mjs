// A slip of the hand on the appointment's own page: cancelled or moved by mistake, taken back with one button, without JavaScript and
// with the keyboard alone. A time that somebody else has taken meanwhile stays hers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { DESK, PHONE } from "./support/chromium.mjs";
import { Keyboard } from "./support/keyboard.mjs";
import { overflow } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizenAtPlainPages } = await setTheStage();
const TOWN = "doerentrup";
const VISIT = { personalausweis: 1 };

const tokenOf = (page) => new URL(page.url()).pathname.split("/").at(-1);
const timeOf = async (page) => (await hall.ask(TOWN, `/appointments/${tokenOf(page)}`)).body.at;

for (const [language, width] of [["de", PHONE], ["en", DESK]]) {
  test(`without JavaScript, moving and cancelling by mistake is taken back (${language}, ${width} px)`, async (t) => {
    const pages = await citizenAtPlainPages(t, { language, width });
    const { page, words } = pages;
    await pages.books();
    const { token, at: before } = await hall.book(TOWN, VISIT, undefined, { language });
    await pages.open(TOWN, `/termin/${token}`);

    await pages.link(words.move).click();
    await pages.isAt(words.movingTimes);
    await pages.takeFirst();
    await pages.button(words.undoMove).waitFor();
    assert.notEqual(await timeOf(page), before);
    assert.deepEqual(await overflow(page), [], "moved");
    await pages.button(words.undoMove).click();
    await pages.reads(words.undone);
    assert.equal(await timeOf(page), before);
    assert.equal(await pages.button(words.undoMove).count(), 0);

    await pages.link(words.cancel).click();
    await pages.button(words.cancel).click();
    await pages.isAt(words.cancelled);
    assert.deepEqual(await overflow(page), [], "cancelled");
    await pages.button(words.undoCancel).click();
    await pages.reads(words.undone);
    assert.equal(await timeOf(page), before);
  });
}

test("whoever uses the keyboard takes a cancellation back", async (t) => {
  const pages = await citizenAtPlainPages(t, { javaScript: true });
  const { page, words } = pages;
  const looksAt = accessibilityOf(t);
  await pages.books();
  await pages.link(words.cancel).click();
  await pages.button(words.cancel).click();
  await pages.isAt(words.cancelled);
  await looksAt(page, "cancelled a moment ago");
  await new Keyboard(page).follow(words.undoCancel);
  await pages.reads(words.undone);
  await looksAt(page, "taken back");
});

test("a time that somebody else has taken meanwhile stays hers, and the next ones are named", async (t) => {
  const pages = await citizenAtPlainPages(t, { javaScript: true });
  const { page, words } = pages;
  await pages.books();
  const [at, token] = [await timeOf(page), tokenOf(page)];
  await pages.link(words.cancel).click();
  await pages.button(words.cancel).click();
  await pages.isAt(words.cancelled);
  const shown = pages.button(words.undoCancel);
  await shown.waitFor();
  await hall.takeEveryPlace(TOWN, VISIT, at);
  await shown.click();
  await pages.reads(words.timeGone);
  await pages.reads("In der Nähe sind frei");
  await accessibilityOf(t)(page, "the time is somebody else's");
  assert.equal((await hall.ask(TOWN, `/appointments/${token}`)).body.state, "cancelled");
});
