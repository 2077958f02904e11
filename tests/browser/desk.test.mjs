// A clerk's day without a mouse, on a tablet and on a counter screen: who comes, who is there, who is called off, who takes
// over. Every page on the way is accessible, keeps to the policy and fits the screen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { DESK } from "./support/chromium.mjs";
import { Desk } from "./support/desk.mjs";
import { overflow } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";
import { watchPolicies } from "./support/watch.mjs";

const { hall, citizen } = await setTheStage();

const TABLET = 768;
const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
/** On some days several colleagues can do the one, and only Kaya the other. */
const SHARED = { personalausweis: 1 };
const HERS = { rente: 1 };

/** Days to come on which two colleagues are free for the first visit, and later on only one for the second. */
const days = await (async () => {
  const [shared, hers] = await Promise.all([hall.freeTimes("doerentrup", SHARED), hall.freeTimes("doerentrup", HERS)]);
  const found = [];
  for (const { date, starts } of shared.days.filter((day) => day.state === "free" && day.date > today)) {
    const hersThen = hers.days.find((day) => day.date === date && day.state === "free")?.starts.at(-1);
    const early = hersThen && starts.find((start) => start.at < hersThen.at);
    const fits = early && (await hall.placesAt("doerentrup", HERS, hersThen.at)) === 1 && (await hall.placesAt("doerentrup", SHARED, early.at)) === 2;
    if (fits) found.push({ date, early: early.at, late: hersThen.at });
    if (found.length === 3) return found;
  }
  throw new Error("The demo has too few days on which two colleagues work.");
})();

/** Signs in; what is wrong with any page looked at fails the test at its end. */
async function clerk(t, width) {
  const page = await citizen(t, { width });
  const wrong = await watchPolicies(page);
  page.on("console", (message) => {
    // A mistake shown again is a page with the status 422; news cannot ask again for the answer to a form: 405.
    if (message.type() === "error" && !/status of (405|422)/.test(message.text())) wrong.push(message.text());
  });
  t.after(() => assert.deepEqual(wrong, []));
  const desk = new Desk(page, hall.server);
  const accessible = accessibilityOf(t);
  const looksAt = async (state) => {
    await accessible(page, state);
    for (const line of await overflow(page)) wrong.push(`${state}: ${line}`);
  };
  return { page, desk, looksAt };
}

const typed = (date) => date.split("-").reverse().slice(0, 2).map((part) => `${Number(part)}.`).join("");

for (const [width, day] of [[TABLET, days[0]], [DESK, days[1]]]) {
  test(`a clerk's day, by keyboard (${width} px)`, async (t) => {
    const { page, desk, looksAt } = await clerk(t, width);
    const names = ["Vogt", "Brandes", "Yıldız"].map((name) => `${name} ${width}`);
    const [first, second, third] = names;

    await t.test("signs in and sees today", async () => {
      await desk.open();
      await looksAt("the door");
      await desk.signIn();
      await looksAt("today");
    });

    await t.test("finds on the day what was booked meanwhile", async () => {
      await desk.jumpTo(typed(day.date));
      assert.match(await desk.heading(), new RegExp(`\\b${Number(day.date.slice(8))}\\. `));
      await hall.book("doerentrup", SHARED, day.early, { name: first });
      await hall.book("doerentrup", SHARED, day.early, { name: second });
      await hall.book("doerentrup", HERS, day.late, { name: third });
      await desk.jumpTo(typed(day.date));
      for (const name of names) {
        assert.equal(await page.locator(".card").filter({ hasText: name }).count(), 1, `${name} in the columns`);
        assert.equal(await desk.line(name).count(), 1, `${name} in the list`);
      }
      assert.deepEqual((await desk.cells(third)).slice(2, 4), ["Rente: Auskunft und Antrag", "Kaya"]);
      await looksAt("a day with appointments");
      await desk.jumpTo("übermorgen früh");
      assert.match(await desk.notice(), /war nicht zu lesen/);
      await looksAt("a date that cannot be read");
      await desk.jumpTo(typed(day.date));
    });

    await t.test("calls one off, and has to say why", async () => {
      // The colleague is to be free again, so that she can take over afterwards.
      const hers = async (name) => (await desk.cells(name))[3] === "Kaya";
      const off = (await hers(first)) ? second : first;
      await desk.follow(off);
      await looksAt("an appointment");
      await desk.follow("Termin absagen");
      assert.match(await desk.notice(), /Bitte geben Sie einen Grund an/);
      assert.equal(await page.getByLabel("Grund der Absage").getAttribute("aria-invalid"), "true");
      await looksAt("called off without a reason");
      await desk.keyboard.fill("Grund der Absage", "Kollegin erkrankt");
      await desk.sends();
      assert.equal(await desk.line(off).count(), 0, "gone from the day");
      await desk.search(off);
      assert.equal((await desk.cells(off)).at(-1), "abgesagt");
      await desk.follow(off);
      assert.match(await page.locator(".story").first().innerText(), /abgesagt \(M\. Kaya\): Kollegin erkrankt/);
      await looksAt("an appointment called off");
    });

    await t.test("finds appointments by name and by reference", async () => {
      await desk.search(third.toLowerCase());
      const reference = (await desk.cells(third))[3];
      assert.match(reference, /^DT-/);
      await looksAt("search with a result");
      await desk.search(reference.toLowerCase());
      assert.equal(await desk.line(third).count(), 1);
      await desk.search("Quastenflosser");
      await page.getByText("Dazu gibt es keinen Termin.").waitFor();
      await looksAt("search without a result");
    });

    await t.test("tells of an absence, sees who takes over and who is left", async () => {
      await desk.follow("Abwesenheit");
      await looksAt("telling of an absence");
      await desk.keyboard.tabTo("heute, den ganzen Tag");
      await desk.keyboard.press("ArrowDown");
      await desk.keyboard.press("ArrowDown");
      await desk.keyboard.tabTo("Erster Tag");
      await desk.sends();
      assert.match(await desk.notice(), /Bitte geben Sie den ersten Tag/);
      await looksAt("an absence without a day");
      await desk.keyboard.fill("Erster Tag", typed(day.date));
      await desk.keyboard.fill("Letzter Tag", typed(day.date));
      await desk.sends();
      const sums = await page.locator(".sums li").allInnerTexts();
      assert.deepEqual(sums.map((sum) => parseInt(sum, 10)), [2, 1, 1, 0]);
      assert.match(await page.getByRole("row").filter({ hasText: /übernimmt/ }).filter({ hasNotText: "niemand" }).innerText(), new RegExp(`${first}|${second}`));
      assert.match(await desk.line(third).innerText(), /3 Ersatztermine/);
      await looksAt("what an absence does");
      await desk.follow("Abwesenheit speichern");
      assert.match(await desk.notice(), /Gespeichert/);
      assert.equal(await desk.line(third).count(), 1);
      assert.match(await desk.line(third).innerText(), /0221 4710001/);
      await looksAt("promises without a person");
      await desk.follow(`Jemanden suchen für ${third}`);
      assert.match(await desk.notice(), /Noch ist niemand frei/);
      await looksAt("nobody is free");
      await desk.follow(/^Tag$/);
      await desk.jumpTo(typed(day.date));
      await page.getByRole("heading", { name: "Ohne Mitarbeiterin oder Mitarbeiter" }).waitFor();
      await looksAt("a day with somebody away");
    });
  });
}

for (const width of [TABLET, DESK]) {
  test(`a caller has an appointment after a few keys at ${width} px`, async (t) => {
    const { page, desk, looksAt } = await clerk(t, width);
    await desk.open();
    await desk.signIn();
    await desk.leaveFields();
    let keys = 0;
    const press = async (...pressed) => {
      for (const key of pressed) await desk.keyboard.press(key);
      keys += pressed.length;
    };
    const leads = (key) => Promise.all([page.waitForEvent("load"), press(key)]);

    await leads("n");
    assert.equal(await desk.heading(), "Termin vergeben");
    await looksAt("what for");
    await press(..."Reisep", "Tab");
    await leads("Enter");
    await looksAt("when and for whom");
    await desk.keyboard.type("Robin Anruf");
    await leads("Enter");
    await looksAt("the slip");
    const slip = await page.locator(".slip").innerText();
    assert.match(slip, /Reisepass beantragen/);
    assert.match(slip, /Robin Anruf/);
    assert.match(slip, /PIN\s+\d{6}/);
    assert.ok(keys <= 25, `${keys} keys and the name`);
  });

  test(`a caller who cannot come so soon has a later time, and nothing is typed twice, at ${width} px`, async (t) => {
    const { page, desk, looksAt } = await clerk(t, width);
    await desk.open();
    await desk.signIn();
    await desk.open("/vergeben?anliegen=personalausweis&anzahl=1");
    // Before the field has the focus, an S is a key that opens the search.
    await page.locator("#name:focus").waitFor();
    await desk.keyboard.type("Sina Später");
    await desk.keyboard.fill("Telefon", "0221 4710002");
    await desk.keyboard.fill("Freie Zeiten ab", "irgendwann");
    await desk.sends();
    assert.match(await desk.notice(), /in der Form 26\.11\. ein/);
    await looksAt("from no day on");
    await desk.keyboard.fill("Freie Zeiten ab", typed(days[2].date));
    await desk.follow("Zeiten zeigen");
    const first = await page.getByRole("radio").first().getAttribute("value");
    assert.ok(first >= days[2].date, first);
    assert.equal((await desk.keyboard.focused()).legend, "Nächste freie Zeiten", "the new times have the focus");
    await looksAt("later times");
    await desk.keyboard.press("ArrowDown");
    await desk.sends();
    const slip = await page.locator(".slip").innerText();
    assert.match(slip, /Sina Später/);
    await desk.follow("Zum Termin");
    assert.match(await page.locator("main").innerText(), /0221 4710002/);
  });
}

test("keys push what says so, and only when nobody types or holds another key", async (t) => {
  const { page, desk, looksAt } = await clerk(t, DESK);
  const { reference } = await hall.book("doerentrup", SHARED, days[2].early, { name: "Robin Lindner" });
  /** Nothing is pushed: the page stays. */
  const stays = async (...keys) => {
    const before = page.url();
    for (const key of keys) await desk.keyboard.press(key);
    await page.waitForTimeout(150);
    assert.equal(page.url(), before);
  };
  await desk.open();
  await stays("a", "s");
  await desk.signIn();

  await stays("Control+a", "Alt+a", "Shift+a", "x", "q");
  await desk.keyboard.tabTo("Zu einem Datum springen");
  await stays("a", "s", "/");
  assert.equal(await page.locator("#datum").inputValue(), "as/");
  await desk.leaveFields();
  await desk.key("a");
  assert.equal(await desk.heading(), "Abwesenheit melden");
  await desk.keyboard.tabTo("Wer ist abwesend?");
  await stays("s");
  await desk.leaveFields();
  await desk.key("/");
  assert.equal(await desk.heading(), "Suche");
  await desk.leaveFields();
  await desk.keyboard.press("s");
  await desk.keyboard.type("Lindner as/");
  assert.equal(await page.locator("#q").inputValue(), "Lindner as/", "the key itself is not typed");

  await desk.open(`/suche?q=${reference}`);
  await desk.follow("Robin Lindner");
  await desk.keyboard.push("Tastenkürzel ausschalten");
  await desk.leaveFields();
  await stays("d", "a", "s");
  assert.equal(await page.locator("kbd").filter({ visible: true }).count(), 0);
  assert.equal(await page.locator("[aria-keyshortcuts]").count(), 0);
  await page.reload();
  await stays("d");
  await looksAt("keys switched off");
  await desk.keyboard.push("Tastenkürzel einschalten");
  await desk.leaveFields();
  await looksAt("keys switched on");

  await desk.key("d");
  assert.match(await desk.line("Robin Lindner").innerText(), /ist da seit/);
  await desk.follow("Robin Lindner");
  await desk.leaveFields();
  await desk.key("e");
  assert.match(await desk.line("Robin Lindner").innerText(), /erledigt/);
  await desk.follow("Robin Lindner");
  await page.getByText("Dieser Termin ist abgeschlossen.").waitFor();
  await looksAt("an appointment that is done");
});
