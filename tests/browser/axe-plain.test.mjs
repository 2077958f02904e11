// Every plain page and every trouble told there is accessible, in both languages: axe-core finds nothing. The pages hold no
// script, so they are the same with JavaScript, which axe needs.

import { readFile } from "node:fs/promises";
import { after, test } from "node:test";

import { accessibilityOf, looked } from "./support/axe.mjs";
import { device } from "./support/chromium.mjs";
import { openTownHall } from "./support/hall.mjs";
import { PlainPages } from "./support/plain.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, browser, citizenAtPlainPages } = await setTheStage();
await hall.takeIn(await readFile(new URL("support/stillstand.toml", import.meta.url), "utf8"));
after(() => console.log(`axe-core looked at ${looked.states} states, ${Math.round(looked.milliseconds / looked.states)} ms each.`));

const VISIT = { personalausweis: 1 };

for (const language of ["de", "en"]) {
  const begin = (t, town) => citizenAtPlainPages(t, { language, javaScript: true }, town);

  test(`plain: concerns, papers and times are accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const pages = await begin(t);
    const { page, words } = pages;
    await looksAt(page, "concerns");
    await pages.button(words.toPapers).click();
    await looksAt(page, "nothing chosen");
    await pages.search("Quastenflosser");
    await looksAt(page, "search without a result");
    await pages.search(words.everydayWord);
    await looksAt(page, "search with results");
    await pages.choose(words.identityCard, 2);
    await pages.goToPapers();
    await looksAt(page, "papers with questions");
    await pages.answerAll(words.answersOfAdults.slice(0, 2));
    await pages.narrow();
    await looksAt(page, "papers with answers");
    await pages.goToTimes();
    await looksAt(page, "times");
    await pages.button(words.toContact).click();
    await looksAt(page, "no time picked");
    await page.getByText(words.late, { exact: true }).click();
    await looksAt(page, "times from four o'clock on");
  });

  test(`plain: what cannot be combined or had is told accessibly (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const pages = await begin(t);
    const { page, words } = pages;
    await pages.choose(words.identityCard, 4);
    await pages.choose(words.passport, 4);
    await pages.button(words.toPapers).click();
    await looksAt(page, "too many concerns");
    await page.goto(`${hall.server}/doerentrup/unterlagen?service=personalausweis:1&service=beratung-baurecht:1&lang=${language}`);
    await looksAt(page, "concerns of two departments");
    await pages.open("stillstand");
    await pages.chooses();
    await pages.reads(words.nothingFree);
    await looksAt(page, "nothing is free");
  });

  test(`plain: the form, its mistakes and a lost time are accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const pages = await begin(t);
    const { page, words } = pages;
    await pages.chooses();
    const at = (await hall.freeTimes("doerentrup", VISIT)).first_free.at;
    await pages.pickTime(at);
    const holds = await hall.takeEveryPlace("doerentrup", VISIT, at);
    await pages.button(words.toContact).click();
    await pages.reads(words.taken);
    await looksAt(page, "the time was just taken, with alternatives");
    for (const hold of holds) await hall.release("doerentrup", hold);
    await pages.page.locator(".alternatives").getByRole("button").first().click();
    await pages.isAt(words.contact);
    await looksAt(page, "contact");
    await pages.button(words.book).click();
    await looksAt(page, "missing details");
    await pages.fillIn();
    await pages.field(words.email).fill("erika@");
    await pages.button(words.book).click();
    await looksAt(page, "wrong details");
    await pages.button(words.extend).click();
    await looksAt(page, "an extended reservation");
    await hall.release("doerentrup", await page.locator("input[name=hold]").first().inputValue());
    await pages.fillIn();
    await pages.button(words.book).click();
    await pages.isAt(words.times);
    await looksAt(page, "the reservation has ended");
  });

  test(`plain: the appointment and its changes are accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const pages = await begin(t);
    const { page, words } = pages;
    await pages.books();
    await looksAt(page, "the appointment");
    await pages.link(words.move).click();
    await pages.isAt(words.movingTimes);
    await looksAt(page, "times to move to");
    await pages.takeFirst();
    await looksAt(page, "moved");
    await pages.link(words.cancel).click();
    await pages.isAt(words.cancelQuestion);
    await looksAt(page, "the question before cancelling");
    await pages.button(words.cancel).click();
    await pages.isAt(words.cancelled);
    await looksAt(page, "cancelled");
    await pages.link(words.eraseMine).click();
    await pages.isAt(words.eraseQuestion);
    await looksAt(page, "the question before erasing");
    await pages.button(words.eraseMine).click();
    await pages.isAt(words.erased);
    await looksAt(page, "erased");
  });

  test(`plain: finding, and what is not found, are accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const pages = await begin(t);
    const { page, words } = pages;
    await pages.link(words.haveOne).click();
    await looksAt(page, "reference and PIN");
    await pages.find("DT-AAA-AAA", "123456");
    await looksAt(page, "not found");
    await pages.open("nirgendwo");
    await looksAt(page, "no such town");
    await pages.open("doerentrup", "/termin/gibtesnicht");
    await looksAt(page, "no such appointment");
    await pages.open("doerentrup", "/gibtesnicht");
    await looksAt(page, "no such page");
  });

  test(`plain: too many requests are told accessibly (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    // A town hall that lets every client hold one time a minute.
    const strict = await openTownHall({ RATHAUSTERMIN_LIMITS_HOLDS_PER_MINUTE: "1" });
    t.after(() => strict.close());
    await strict.hold("doerentrup", VISIT, (await strict.freeTimes("doerentrup", VISIT)).first_free.at);
    const page = await device(browser, { language });
    t.after(() => page.context().close());
    const pages = new PlainPages(page, strict.server, language);
    await pages.open("doerentrup");
    await pages.chooses();
    await pages.takeFirst();
    await pages.reads("0221 4710-123");
    await looksAt(page, "too many requests");
  });
}
