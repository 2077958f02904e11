// The day, the week and the paper, on a tablet and on a counter screen: what a clerk reads off them, where keys lead, that
// everything is accessible and nothing makes the page itself run over.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { DESK } from "./support/chromium.mjs";
import { Desk } from "./support/desk.mjs";
import { overflow } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";
import { watchPolicies } from "./support/watch.mjs";

const { hall, citizen } = await setTheStage();

const TABLET = 768;
const VISIT = { personalausweis: 1 };
const LONG = { personalausweis: 2, reisepass: 1 };
const SHORT = { fuehrungszeugnis: 1 };
const LEAD = "leitung@doerentrup.example";
const berlin = (date) => date.toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
const today = berlin(new Date());
const typed = (date) => date.split("-").reverse().slice(0, 2).map((part) => `${Number(part)}.`).join("");

await manyWorkAroundTheClock();

/** Six colleagues at the Bürgerbüro, day and night, so that somebody can come today whenever this runs. */
async function manyWorkAroundTheClock() {
  const town = await readFile(new URL("../../examples/doerentrup/town.toml", import.meta.url), "utf8");
  const week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const shifts = week.map((weekday) => `{ weekday = "${weekday}", from = "00:00", until = "24:00" }`).join(", ");
  const always = town.replace(/(slug = "kaya"[^]*?shifts = \[)[^]*?\n\]/, `$1${shifts}]`);
  const one = (slug, name) => `[[departments.staff]]\nslug = "${slug}"\nname = "${name}"\nskills = ["*"]\nshifts = [${shifts}]\n\n`;
  const more = one("petersen", "Petersen") + one("schroeder", "Schröder-Lichtenhagen") + one("yildiz", "Yıldız");
  const together = always.replace('[[departments]]\nslug = "bauamt"', `${more}$&`);
  await hall.takeIn(together.replace(/lead_minutes = \d+/, "lead_minutes = 0").replace(/^origins = .*$/m, 'origins = ["HOMEPAGES"]'));
}

/** Times of a visit on a day, the first in front. */
async function timesOn(date, visit) {
  const { days } = await hall.freeTimes("doerentrup", visit);
  return (days.find((day) => day.date === date)?.starts ?? []).map((start) => start.at);
}

/** A weekday to come, so many days or more from now. */
function weekday(later) {
  const date = new Date(Date.now() + later * 86_400_000);
  while ([0, 6].includes(date.getDay())) date.setDate(date.getDate() + 1);
  return berlin(date);
}

async function clerk(t, width, how = {}) {
  const page = await citizen(t, { width, ...how });
  const wrong = await watchPolicies(page);
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  t.after(() => assert.deepEqual(wrong, []));
  const accessible = accessibilityOf(t);
  const looksAt = async (state) => {
    await accessible(page, state);
    for (const line of await overflow(page)) wrong.push(`${state}: ${line}`);
  };
  return { page, desk: new Desk(page, hall.server), looksAt };
}

/** Boxes of the cards that name this, as far as they can be seen. */
const boxes = (page, name) => page.locator(".card").filter({ hasText: name }).evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().toJSON()));

for (const width of [TABLET, DESK]) {
  test(`who comes next stands beside the columns, or above them, with what is to be known and done (${width} px)`, async (t) => {
    const { page, desk, looksAt } = await clerk(t, width);
    const times = await timesOn(today, LONG);
    if (times.length < 12) return t.skip("Too few can come today.");
    const [name, later] = [`Nadja Wolff ${width}`, `Paula Ott ${width}`];
    // Not the first time of all, which may have begun by the time it is booked.
    await hall.book("doerentrup", LONG, times[1], { name, note: "Bitte ebenerdig", phone: "0221 4710-456" });
    await hall.book("doerentrup", LONG, times.at(-1), { name: later });
    await desk.signIn(LEAD);
    const next = page.getByRole("region", { name: /^Als Nächstes/ });
    const told = await next.innerText();
    assert.match(told, new RegExp(`Als Nächstes: ${name}`));
    assert.match(told, /\d\d:\d\d bis \d\d:\d\d Uhr · (in \d+ Minuten?|jetzt|seit \d+ Minuten? erwartet)/);
    assert.match(told, /2 × Personalausweis beantragen, Reisepass beantragen/);
    assert.match(told, /Bringt mit\n(.+\n){2,}/);
    assert.match(told, /Bitte ebenerdig/);
    assert.match(told, /0221 4710456 · DT-/);
    assert.match(told, new RegExp(`Danach[^]*${later}`));
    await looksAt("who comes next");

    const [panel, columns] = await Promise.all([next, page.locator(".day")].map((one) => one.boundingBox()));
    if (width === DESK) {
      assert.ok(panel.x >= columns.x + columns.width, "beside the columns");
      assert.ok(Math.abs(panel.y - columns.y) < 4, "at the height of their heads");
    } else {
      assert.ok(panel.y + panel.height <= columns.y, "above the columns");
    }
    const [button, form] = await Promise.all([next.getByRole("button").first(), next.locator("form")].map((one) => one.boundingBox()));
    assert.ok(button.width >= form.width - 1, "as wide as there is room");

    await desk.leaveFields();
    await desk.key("v");
    assert.match(page.url(), /\/verschieben$/);
    await page.goBack();
    await desk.leaveFields();
    await desk.key("d");
    assert.match(await next.innerText(), /gerade gekommen|wartet seit 1 Minute/);
    assert.deepEqual(await next.getByRole("button").allInnerTexts(), ["Erledigt E", "Zurücknehmen Z"]);
    await looksAt("who comes next is there");
    await desk.leaveFields();
    await desk.key("e");
    assert.match(await next.innerText(), new RegExp(`Als Nächstes: ${later}`));
    // Nobody is left, so that the next width begins anew.
    for (const key of ["d", "e"]) {
      await desk.leaveFields();
      await desk.key(key);
    }
    assert.match(await next.innerText(), /Heute kommt niemand mehr/);
    await looksAt("nobody comes any more");
  });

  test(`cards can be read: short ones, and two at once side by side (${width} px)`, async (t) => {
    const { page, desk, looksAt } = await clerk(t, width);
    const day = weekday(width === DESK ? 8 : 9);
    const at = (await timesOn(day, LONG)).find((time) => time.includes("T10:00"));
    await hall.book("doerentrup", LONG, at, { name: `Langer Besuch ${width}` });
    const short = (await timesOn(day, SHORT)).filter((time) => /T11:[0-5]/.test(time));
    for (const time of short.slice(0, 3)) await hall.book("doerentrup", SHORT, time, { name: `Kurz ${width}` });
    await desk.signIn(LEAD);
    await desk.jumpTo(typed(day));
    const columns = await page.locator(".day__person").count();
    assert.ok(columns >= 6, `${columns} columns`);
    for (const box of await boxes(page, `Kurz ${width}`)) {
      assert.ok(box.height >= 18 && box.width >= 90, `a short card has ${box.width} × ${box.height} px`);
    }
    assert.ok((await boxes(page, `Langer Besuch ${width}`))[0].height > 80);
    await looksAt("six columns");

    // What overlaps is a matter of the sheet: the same card once more, as an overbooked one would stand.
    const [left, right] = await page.evaluate(() => {
      const card = document.querySelector(".card");
      const other = card.cloneNode(true);
      card.after(other);
      card.classList.add("of-2", "lane-0");
      other.classList.add("of-2", "lane-1");
      return [card, other].map((one) => one.getBoundingClientRect().toJSON());
    });
    assert.ok(left.right <= right.left + 0.5 && left.top === right.top, "side by side");

    if (width === TABLET) {
      const region = page.getByRole("region", { name: "Der Tag in Spalten" });
      await region.focus();
      for (let push = 0; push < 12; push += 1) await desk.keyboard.press("ArrowRight");
      await page.waitForFunction(() => document.querySelector(".day").scrollLeft > 50);
      const axis = await page.locator(".day__axis").boundingBox();
      assert.ok(Math.abs(axis.x - (await region.boundingBox()).x) < 3, "the hours stay where they are");
    }
  });

  test(`a day without anybody is small and leads on (${width} px)`, async (t) => {
    const { page, desk, looksAt } = await clerk(t, width);
    await desk.signIn("hollmann@doerentrup.example");
    await desk.jumpTo("25.12.2026");
    assert.match(await page.locator("main").innerText(), /arbeitet niemand \(Feiertag: Erster Weihnachtsfeiertag\)/);
    assert.equal(await page.locator(".day").count(), 0);
    await looksAt("a holiday");
    const height = await page.evaluate("document.querySelector('main').getBoundingClientRect().height");
    assert.ok(height < 500, `${height} px`);
    await desk.follow(/^\p{L}+, \d+\. Januar 2027$/u);
    assert.match(await desk.heading(), /Januar 2027/);
    await looksAt("a day on which nobody comes");
  });

  test(`the week by keyboard (${width} px)`, async (t) => {
    const { page, desk, looksAt } = await clerk(t, width);
    const day = weekday(width === DESK ? 15 : 22);
    const [at] = await timesOn(day, VISIT);
    await hall.book("doerentrup", VISIT, at, { name: "Robin Woche" });
    await desk.signIn(LEAD);
    await desk.leaveFields();
    await desk.key("w");
    assert.match(await desk.heading(), /^Woche \d+: /);
    await looksAt("this week");
    await desk.keyboard.fill("Zur Woche eines Datums springen", typed(day));
    await desk.sends();
    const sum = await page.getByRole("row", { name: /^Summe/ }).getByRole("cell").last().innerText();
    assert.match(sum, /^1 Termin\n\d+:\d\d Std\. frei$/);
    await looksAt("a week with an appointment");
    await desk.follow(/Woche danach$/);
    await desk.follow(/Woche davor$/);
    assert.match(await page.getByRole("row", { name: /^Summe/ }).innerText(), /1 Termin/);
    await desk.keyboard.fill("Zur Woche eines Datums springen", "übermorgen früh");
    await desk.sends();
    assert.match(await desk.notice(), /war nicht zu lesen/);
    assert.equal(await page.locator("#datum").inputValue(), "übermorgen früh");
    await looksAt("a date that cannot be read");
    await desk.open("/woche?datum=25.12.2026");
    await looksAt("a week with a holiday");
    await desk.follow(/Montag, 21\. Dezember 2026$/);
    assert.equal(await desk.heading(), "Montag, 21. Dezember 2026");
  });
}

test("the day on paper has everything to go on with when the network is down, and nothing else", async (t) => {
  const { page, desk } = await clerk(t, DESK);
  const day = weekday(29);
  const times = await timesOn(day, VISIT);
  for (const time of times.slice(0, 60)) await hall.book("doerentrup", VISIT, time, { name: "Ada Papier", note: "Bitte ebenerdig", phone: "0221 4710-456" });
  await desk.signIn(LEAD);
  await desk.jumpTo(typed(day));
  const button = page.getByRole("button", { name: "Drucken" });
  await page.evaluate("window.print = () => (window.printed = true)");
  await button.click();
  assert.equal(await page.evaluate("window.printed"), true);

  await page.emulateMedia({ media: "print" });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  const paper = await page.locator("body").innerText();
  assert.match(paper, /^\s*\p{L}+, \d+\. \p{L}+ 20\d\d\s+Gemeinde Dörentrup · .*Bürgerbüro.*\nStand: .+ Uhr · gedruckt: .+ Uhr/u);
  assert.doesNotMatch(paper, /Abmelden|Termin vergeben|Zeigen|Tastenkürzel/);
  const lines = page.locator(".sheets tbody tr");
  assert.equal(await lines.count(), 60);
  assert.match((await lines.first().innerText()).replace(/\s+/g, " ").trim(), /^\d\d:\d\d Ada Papier Personalausweis beantragen 0221 4710456 DT-\S+ Bitte ebenerdig$/);
  assert.equal(await lines.first().locator(".tick").count(), 2);
  const looks = await page.evaluate(() => {
    const style = (selector) => getComputedStyle(document.querySelector(selector));
    return [style("body").backgroundColor, style(".sheets td").color, style(".sheets thead").display, style(".sheets tbody tr").breakInside, getComputedStyle(document.documentElement).backgroundColor];
  });
  assert.deepEqual(looks, ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "table-header-group", "avoid", "rgb(255, 255, 255)"]);
  const pdf = await page.pdf({ format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages >= 2 && pages <= 6, `${pages} pages`);
});

test("without script there is no button that prints, and everything else is there", async (t) => {
  const { page, desk } = await clerk(t, DESK, { javaScript: false });
  await page.goto(desk.home);
  await page.getByLabel("E-Mail-Adresse").fill(LEAD);
  await page.getByLabel("Passwort").fill("drei blaue Eimer");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await page.getByRole("link", { name: "Abwesenheit melden" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Drucken" }).count(), 0);
  await page.getByRole("link", { name: "Woche", exact: true }).click();
  await page.getByRole("heading", { name: /^Woche \d+/ }).waitFor();
});
