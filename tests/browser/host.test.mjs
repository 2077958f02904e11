// The widget as a guest: it changes nothing of the page around it, and that page changes nothing of the widget.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, PHONE } from "./support/chromium.mjs";
import { bearing, overflow, smallTargets, smallText } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";
import { Widget } from "./support/widget.mjs";

const { hall, citizen, citizenAtWidget, widgetOn } = await setTheStage();

/** The computed styles of everything around the widget, one line each, except what follows from its height. */
function stylesOfThePage(page) {
  return page.evaluate(() => {
    const follows = /^(height|block-size|perspective-origin|transform-origin|grid-template-rows)/;
    const around = [...document.querySelectorAll("html, body, body *")].filter((element) => !element.closest("rathaus-termin, script"));
    return around.flatMap((element, place) => {
      const style = getComputedStyle(element);
      const properties = [...style].filter((property) => !follows.test(property));
      return properties.map((property) => `${place} ${element.localName}.${element.className} ${property}: ${style.getPropertyValue(property)}`);
    });
  });
}

/** What is new among these lines. */
const changed = (before, after) => after.filter((line) => !before.has(line));

/** What else a guest could leave lying about. */
function thingsOfThePage(page) {
  return page.evaluate(() => ({
    head: document.head.children.length,
    body: document.body.children.length,
    sheets: document.adoptedStyleSheets.length,
    attributes: [...document.documentElement.attributes, ...document.body.attributes].map(({ name }) => name),
    globals: Object.keys(window).sort(),
    title: document.title,
    address: location.href,
    history: history.length,
    scroll: scrollY,
  }));
}

for (const homepage of ["/doerentrup/termine.html", "/birkenroda/", "/hostile-css/"]) {
  test(`${homepage} looks the same with the widget, while it is used, and without it`, async (t) => {
    const page = await citizen(t);
    await page.route("**/widget/v1/loader.js", (route) => route.abort());
    await page.goto(hall.homepages + homepage);
    const [styles, things] = [new Set(await stylesOfThePage(page)), await thingsOfThePage(page)];
    assert.ok(styles.size > 5000);
    await page.unroute("**/widget/v1/loader.js");
    await page.reload();
    const widget = await widgetOn(page);
    assert.deepEqual(changed(styles, await stylesOfThePage(page)), []);
    assert.deepEqual(await thingsOfThePage(page), things);
    // In Birkenroda whoever gives an address has to prove it first.
    await widget.books({ name: "Jana Kirsch", email: homepage === "/birkenroda/" ? "" : "jana@example.org", phone: "0221 4710-002" });
    assert.deepEqual(changed(styles, await stylesOfThePage(page)), []);
    assert.deepEqual({ ...(await thingsOfThePage(page)), scroll: 0 }, things);
    await page.evaluate(() => document.querySelector("rathaus-termin").remove());
    assert.deepEqual({ ...(await thingsOfThePage(page)), scroll: 0 }, things);
  });
}

for (const page of ["index", "all-unset", "all-initial"]) {
  test(`the sheets of hostile-css/${page} do not reach the widget`, async (t) => {
    const plain = await citizenAtWidget(t, { width: PHONE }, "/plain/");
    const hostile = await citizenAtWidget(t, { width: PHONE }, `/hostile-css/${page}.html`);
    assert.deepEqual(await bearing(hostile.host), await bearing(plain.host));
    const steps = [() => {}, () => hostile.add(hostile.words.identityCard), () => hostile.goToPapers(), () => hostile.goToTimes(), () => hostile.takeFirst()];
    for (const step of steps) {
      await step();
      assert.deepEqual(await smallText(hostile.host, 15), []);
      assert.deepEqual(await smallTargets(hostile.host, 44), []);
      const sideways = (await overflow(hostile.page)).filter((place) => !/^the page|"Alle Beispiele|^(main|table|body|html|header|footer|p|ul|li|form|fieldset|input|button|h1|h2|div)\./.test(place));
      assert.deepEqual(sideways, []);
    }
  });
}

test("two towns on one page know nothing of each other", async (t) => {
  const page = await citizen(t);
  await page.goto(`${hall.homepages}/two-towns/`);
  const first = await widgetOn(page, { element: "rathaus-termin[town=doerentrup]" });
  const second = await widgetOn(page, { element: "rathaus-termin[town=birkenroda]" });
  await first.add(first.words.identityCard, 2);
  assert.match(await second.text(), /Noch nichts gewählt/);
  await second.chooses();
  await second.takeFirst();
  await first.goToPapers();
  await first.goToTimes();
  await first.takeFirst();
  await second.fillIn({ name: "Jana Kirsch", email: "", phone: "0221 4710-002" });
  assert.equal(await first.field(first.words.name).inputValue(), "");
  await second.book();
  assert.match((await second.ticket()).reference, /^BR-/);
  await first.fillIn();
  await first.book();
  assert.match((await first.ticket()).reference, /^DT-/);
  const accents = await Promise.all([first, second].map(({ host }) => host.locator("[part=frame]").evaluate((frame) => frame.style.getPropertyValue("--town-accent"))));
  assert.notEqual(accents[0], accents[1], "each wears the colours of its town");
});

test("the script may be included twice", async (t) => {
  const page = await citizen(t);
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  await page.goto(`${hall.homepages}/plain/`);
  const widget = await widgetOn(page);
  await page.evaluate((source) => new Promise((done) => {
    const again = document.createElement("script");
    again.src = source;
    again.onload = done;
    document.body.append(again);
  }), `${hall.server}/widget/v1/loader.js`);
  await widget.chooses();
  assert.deepEqual(mistakes, []);
});

test("taken out of the page and put back, the element begins anew; moved about, it lives on", async (t) => {
  const page = await citizen(t);
  await page.goto(`${hall.homepages}/plain/`);
  const widget = await widgetOn(page);
  const before = await hall.freeTimes("doerentrup", { personalausweis: 1 });
  await widget.chooses();
  await widget.takeFirst();
  await page.evaluate(() => {
    window.element = document.querySelector("rathaus-termin");
    window.element.remove();
  });
  await eventually(async () => assert.deepEqual(await hall.freeTimes("doerentrup", { personalausweis: 1 }), before, "the held time is free again"));
  await page.evaluate(() => document.querySelector("main").append(window.element));
  await widget.opens();
  await page.evaluate(() => document.querySelector("main").prepend(window.element));
  await widget.opens();
  await widget.books();
});

async function eventually(check) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await check();
    } catch (trouble) {
      if (tries === 20) throw trouble;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

test("attributes set service, department, language and the level of headings", async (t) => {
  const page = await citizen(t, { width: DESK });
  await page.goto(`${hall.homepages}/one-service/`);
  const one = new Widget(page, { element: "rathaus-termin[service=personalausweis]" });
  const heading = one.host.getByRole("heading", { level: 3, name: "What is it about?" });
  await heading.waitFor();
  assert.match(await one.text(), /\b1 service\b/, "the service is chosen already");
  const office = new Widget(page, { element: "rathaus-termin[department=bauamt]" });
  await office.host.getByRole("heading", { level: 3, name: "Worum geht es?" }).waitFor();
  assert.match(await office.text(), /Beratung zum Baurecht/);
  assert.doesNotMatch(await office.text(), /Personalausweis beantragen/);
});

test("a town nobody knows leaves the link of the page alone", async (t) => {
  const page = await citizen(t);
  await page.goto(`${hall.homepages}/plain/`);
  await widgetOn(page);
  const visible = await page.evaluate(async () => {
    const element = document.createElement("rathaus-termin");
    element.setAttribute("town", "nirgendwo");
    element.innerHTML = '<a href="#link">Termin</a>';
    const failed = new Promise((done) => element.addEventListener("rathaustermin:failed", done));
    document.querySelector("main").prepend(element);
    await failed;
    return element.firstElementChild.checkVisibility() && element.firstElementChild.getBoundingClientRect().height > 0;
  });
  assert.equal(visible, true);
});
