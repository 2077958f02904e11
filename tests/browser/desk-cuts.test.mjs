// Working time that goes in other ways than by an absence, told without a mouse: a day becomes a holiday of the whole town, a
// shift becomes shorter, a colleague leaves. Whoever has an appointment then is looked after, and for five minutes it can be
// taken back.

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
const TOWN = "doerentrup";
const HERS = { rente: 1 };
const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
const typed = (date) => date.split("-").reverse().join(".");
const dayBefore = (date) => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);

/** Days to come on which Kaya has time and no colleague could take over: Mondays and Wednesdays. */
const days = (await hall.freeTimes(TOWN, HERS)).days
  .filter((day) => day.state === "free" && day.date > today && day.starts.length >= 4 && [1, 3].includes(new Date(day.date).getDay()))
  .map(({ date, starts }) => ({ date, early: starts[0].at, late: starts.at(-1).at }));

/** Somebody at the desk whose pages are looked at as she goes: accessible, nothing runs over, no policy broken. */
async function clerk(t, width, email) {
  const page = await citizen(t, { width });
  const wrong = await watchPolicies(page);
  t.after(() => assert.deepEqual(wrong, []));
  const accessible = accessibilityOf(t);
  const looksAt = async (state) => {
    await accessible(page, state);
    for (const line of await overflow(page)) wrong.push(`${state}: ${line}`);
  };
  const desk = new Desk(page, hall.server);
  await desk.open();
  await desk.signIn(email);
  return { page, desk, looksAt };
}

/** Chooses in the list that has the focus by typing the beginning of the choice. */
async function choose({ keyboard }, field, choice) {
  await keyboard.tabTo(field);
  await keyboard.type(choice);
}

for (const [width, day] of [[TABLET, days[2]], [DESK, days[3]]]) {
  test(`a day becomes a holiday (${width} px)`, async (t) => {
    const lost = await hall.book(TOWN, HERS, day.early, { name: `Hanna Heimat ${width}` });
    const { desk, page, looksAt } = await clerk(t, width, "verwaltung@doerentrup.example");
    await desk.follow("Dienstplan");
    await choose(desk, "Was ist geschlossen?", "Alle");
    await desk.keyboard.fill("Erster Tag", typed(day.date));
    await desk.sends();
    assert.match(await desk.notice(), /Bitte geben Sie an, wie der Feiertag heißt/);
    await looksAt("a holiday without a name");
    await desk.keyboard.fill("Anlass", "Heimatfest");
    await desk.sends();
    assert.match(await desk.heading(), /^Feiertag am .*: Heimatfest$/);
    assert.match(await desk.line(lost.name).innerText(), /Ersatztermine/);
    await looksAt("what a holiday does");
    await desk.follow("Feiertag eintragen");
    assert.match(await desk.notice(), /Feiertag eingetragen/);
    await looksAt("a holiday is saved");
    await desk.open("/schliesstage");
    await looksAt("closures with a holiday");
    await desk.follow("Zurücknehmen");
    assert.match(await desk.notice(), /Feiertag zurückgenommen: Alle Termine sind wieder wie zuvor/);
    assert.equal(await page.getByText("Heimatfest").count(), 0);
    await looksAt("a holiday is taken back");
  });

  test(`a colleague leaves, and a shift becomes shorter (${width} px)`, async (t) => {
    const lost = await hall.book(TOWN, HERS, day.late, { name: `Anton Abschied ${width}` });
    const { desk, looksAt } = await clerk(t, width, "leitung@doerentrup.example");
    await desk.follow("Dienstplan");
    await desk.follow("Dienstzeiten ändern");
    await looksAt("whose shifts");
    await choose(desk, "Um wen geht es?", "Kaya");
    await desk.follow("Dienstzeiten zeigen");
    await looksAt("the shifts of Kaya");
    await desk.keyboard.fill("Letzter Arbeitstag", typed(dayBefore(day.date)));
    await desk.sends();
    assert.match(await desk.heading(), /^Kaya ist ab .* nicht mehr im Dienst$/);
    assert.match(await desk.line(lost.name).innerText(), /Ersatztermine|Nachricht/);
    await looksAt("what leaving does");
    await desk.follow("Letzten Arbeitstag eintragen");
    assert.match(await desk.notice(), /Letzter Arbeitstag eingetragen/);
    await looksAt("leaving is saved");
    await desk.follow("Zurücknehmen");
    assert.match(await desk.notice(), /Dienstzeiten zurückgenommen: Alle Termine sind wieder wie zuvor/);

    await choose(desk, "Um wen geht es?", "Kaya");
    await desk.follow("Dienstzeiten zeigen");
    await desk.keyboard.tick(/^(mon|diens|donners|frei)tags|^mittwochs/);
    await desk.keyboard.fill("Ab welchem Tag?", typed(day.date));
    await desk.sends();
    assert.match(await desk.notice(), /endet oder kürzer wird/);
    await looksAt("neither ends nor becomes shorter");
    await desk.keyboard.tick("Sie endet");
    await desk.follow("Betroffene Termine zeigen");
    assert.match(await desk.heading(), /^Kaya hat ab .* kürzere Dienstzeiten$/);
    await looksAt("what a shorter shift does");
    await desk.follow("Dienstzeit ändern");
    assert.match(await desk.notice(), /Dienstzeit geändert/);
    await desk.follow("Zurücknehmen");
    assert.match(await desk.notice(), /wieder wie zuvor/);
  });
}
