// Takes pictures of every step of the widget, every plain page and the sample homepages, at both widths, to be looked at:
//
//   node tests/browser/pictures.mjs FOLDER     all of them
//   node tests/browser/pictures.mjs --readme   the one in the README, examples/widget.png
//
// Needs the same as the browser tests: `cargo bundle` and `cargo build` come before.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { DESK, device, openBrowser, PHONE } from "./support/chromium.mjs";
import { openTownHall } from "./support/hall.mjs";
import { PlainPages } from "./support/plain.mjs";
import { Widget } from "./support/widget.mjs";

const README = fileURLToPath(new URL("../../examples/widget.png", import.meta.url));
const VISIT = { personalausweis: 2, reisepass: 1 };

const wish = process.argv[2];
if (!wish) {
  console.error("Please name a folder, or --readme.");
  process.exit(2);
}
const [hall, browser] = await Promise.all([openTownHall(), openBrowser()]);
try {
  // Some visits are there already: an empty calendar shows nothing of what full days look like.
  await fillTheNextDays();
  if (wish === "--readme") await forTheReadme();
  else for (const width of [PHONE, DESK]) await everything(wish, width);
} finally {
  await browser.close();
  await hall.close();
}

async function fillTheNextDays() {
  const { days } = await hall.freeTimes("doerentrup", VISIT);
  const free = days.filter((day) => day.state === "free").slice(0, 9);
  for (const [place, { starts }] of free.entries()) {
    // Every third day is full, the others keep some times.
    const kept = place % 3 === 1 ? [] : starts.filter((_, number) => number % 4 === place % 4);
    for (const start of starts.filter((start) => !kept.includes(start))) {
      await hall.takeEveryPlace("doerentrup", VISIT, start.at);
    }
  }
}

async function forTheReadme() {
  const page = await device(browser, { width: DESK });
  const widget = await open(page, "/doerentrup/termine.html");
  await toTimes(widget);
  // Tall enough for the foot, which stays in sight, to stand at its own place.
  await page.setViewportSize({ width: DESK, height: 1600 });
  await widget.host.locator("label.time").nth(2).click();
  await still(page);
  await widget.host.locator("[part=frame]").screenshot({ path: README, animations: "disabled" });
}

async function everything(folder, width) {
  await mkdir(folder, { recursive: true });
  const page = await device(browser, { width });
  let number = 0;
  const shoot = async (name) => {
    number += 1;
    await still(page);
    await page.screenshot({ path: join(folder, `${width}-${String(number).padStart(2, "0")}-${name}.png`), fullPage: true, animations: "disabled" });
  };
  await homepages(page, shoot);
  await widgetSteps(page, shoot);
  await plainPages(page, shoot);
  await page.context().close();
}

/** Nothing is focused or hovered, everything has settled. */
async function still(page) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(250);
}

async function open(page, homepage) {
  await page.goto(hall.homepages + homepage);
  const widget = new Widget(page);
  await widget.opens();
  return widget;
}

async function toTimes(widget) {
  await widget.add(widget.words.identityCard, 2);
  await widget.add(widget.words.passport);
  await widget.goToPapers();
  await widget.answerAll(widget.words.answersOfAdults);
  await widget.goToTimes();
}

async function homepages(page, shoot) {
  for (const address of ["/", "/doerentrup/", "/doerentrup/personalausweis.html", "/birkenroda/", "/two-towns/", "/hostile-css/", "/no-javascript/link.html"]) {
    await page.goto(hall.homepages + address);
    for (const element of await page.locator("rathaus-termin").all()) await element.locator("[part=frame]").waitFor();
    await shoot(`homepage${address.replaceAll("/", "-").replace(/-$|\.html$/, "")}`);
  }
}

async function widgetSteps(page, shoot) {
  const widget = await open(page, "/doerentrup/termine.html");
  const { words } = widget;
  await shoot("widget-concerns");
  await widget.search(words.everydayWord);
  await shoot("widget-search");
  await widget.search("Quastenflosser");
  await shoot("widget-search-nothing");
  await widget.search("");
  await widget.add(words.identityCard, 2);
  await widget.add(words.passport);
  await widget.host.locator("summary").last().click();
  await widget.add(words.buildingLaw);
  await shoot("widget-other-department");
  await widget.button(words.stay).click();
  await widget.goToPapers();
  await shoot("widget-papers");
  await widget.answerAll(words.answersOfAdults);
  await shoot("widget-papers-answered");
  await widget.goToTimes();
  await shoot("widget-times");
  await widget.host.locator("label.time").nth(2).click();
  // Tall enough for the foot, which stays in sight, to stand at its own place.
  const before = page.viewportSize();
  await page.setViewportSize({ ...before, height: 1600 });
  await shoot("widget-time-picked");
  await page.setViewportSize(before);
  const at = await widget.host.locator("label.time input").nth(2).getAttribute("data-with");
  const holds = await hall.takeEveryPlace("doerentrup", VISIT, at);
  await widget.button(words.toContact).click();
  await widget.notice.waitFor();
  await shoot("widget-taken");
  for (const hold of holds) await hall.release("doerentrup", hold);
  await widget.notice.getByRole("button").first().click();
  await widget.isAt(words.contact);
  await shoot("widget-contact");
  await widget.field(words.email).fill("erika@");
  await widget.button(words.book).click();
  await widget.notice.waitFor();
  await shoot("widget-contact-mistakes");
  await page.context().setOffline(true);
  await widget.fillIn();
  await widget.button(words.book).click();
  await widget.button(words.again).waitFor();
  await shoot("widget-offline");
  await page.context().setOffline(false);
  await widget.button(words.again).click();
  await widget.isAt(words.booked);
  await shoot("widget-booked");
  await page.evaluate(() => (window.print = () => {}));
  await widget.button(words.print).click();
  await page.emulateMedia({ media: "print" });
  await shoot("widget-on-paper");
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await widget.button(words.change).click();
  await shoot("widget-change");
  await widget.button(words.newTime).click();
  await widget.isAt(words.movingTimes);
  await widget.button(words.takeFirst).waitFor();
  await shoot("widget-move");
  await widget.button(words.back).click();
  await widget.button(words.cancel).click();
  await shoot("widget-cancel-question");
  await widget.button(words.reallyCancel).click();
  await widget.isAt(words.cancelled);
  await shoot("widget-cancelled");
  const again = await open(page, "/doerentrup/termine.html");
  await again.button(words.haveOne).click();
  await again.field(words.reference).fill("DT-AAA-AAA");
  await again.field("PIN").fill("123456");
  await again.button(words.find).click();
  await again.notice.waitFor();
  await shoot("widget-find-refused");
  const english = await open(page, "/doerentrup/termine.html");
  await english.speak("en");
  await toTimes(english);
  await shoot("widget-times-english");
}

async function plainPages(page, shoot) {
  const pages = new PlainPages(page, hall.server);
  const { words } = pages;
  await pages.open("doerentrup");
  await shoot("plain-concerns");
  await pages.search(words.everydayWord);
  await shoot("plain-search");
  await pages.choose(words.identityCard, 2);
  await pages.goToPapers();
  await shoot("plain-papers");
  await pages.goToTimes();
  await shoot("plain-times");
  await pages.takeFirst();
  await pages.isAt(words.contact);
  await shoot("plain-contact");
  await pages.button(words.book).click();
  await shoot("plain-contact-mistakes");
  await pages.fillIn();
  await pages.book();
  await shoot("plain-booked");
  await page.emulateMedia({ media: "print" });
  await shoot("plain-on-paper");
  await page.emulateMedia({ media: "screen" });
  await pages.link(words.move).click();
  await shoot("plain-move");
  await page.goBack();
  await pages.link(words.cancel).click();
  await shoot("plain-cancel-question");
  await pages.button(words.cancel).click();
  await shoot("plain-cancelled");
  await pages.link(words.haveOne).click();
  await pages.find("DT-AAA-AAA", "123456");
  await shoot("plain-find-refused");
  await pages.open("doerentrup", "/termin/gibtesnicht");
  await shoot("plain-not-found");
  await pages.open("birkenroda");
  await shoot("plain-birkenroda");
}
