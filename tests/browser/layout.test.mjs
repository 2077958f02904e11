// For eyes that need it larger, calmer or in other colours: 320 px without scrolling sideways, text of twice the size, forced
// colours, reduced motion, text spacing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { overflow, smallTargets } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen, citizenAtWidget, citizenAtPlainPages, widgetOn } = await setTheStage();

/** The steps of a visit, one after the other: what was done, and then a look. */
async function throughWidget(widget, look) {
  const { words } = widget;
  const steps = {
    concerns: async () => {},
    "search without a result": () => widget.search("Quastenflosser"),
    chosen: async () => {
      await widget.search("");
      await widget.add(words.identityCard, 2);
      await widget.add(words.passport);
    },
    papers: () => widget.goToPapers(),
    times: () => widget.goToTimes(),
    contact: () => widget.takeFirst(),
    mistakes: () => widget.button(words.book).click(),
    appointment: async () => {
      await widget.fillIn();
      await widget.book();
    },
    change: () => widget.button(words.change).click(),
    "cancel?": () => widget.button(words.cancel).click(),
  };
  for (const [name, step] of Object.entries(steps)) {
    await step();
    await look(name);
  }
}

async function throughPlainPages(pages, look) {
  const { words } = pages;
  const steps = {
    concerns: async () => {},
    papers: async () => {
      await pages.choose(words.identityCard, 2);
      await pages.goToPapers();
    },
    times: () => pages.goToTimes(),
    contact: () => pages.takeFirst(),
    mistakes: () => pages.button(words.book).click(),
    appointment: async () => {
      await pages.fillIn();
      await pages.book();
    },
    "cancel?": () => pages.link(words.cancel).click(),
  };
  for (const [name, step] of Object.entries(steps)) {
    await step();
    await look(name);
  }
}

const wide = async (page, name, found) => found.push(...(await overflow(page)).map((place) => `${name}: ${place}`));

for (const language of ["de", "en"]) {
  test(`the widget fits 320 px, and every target is large enough (${language})`, async (t) => {
    const widget = await citizenAtWidget(t, { width: 320, language });
    const found = [];
    await throughWidget(widget, async (name) => {
      await wide(widget.page, name, found);
      found.push(...(await smallTargets(widget.host, 44)).map((target) => `${name}: ${target}`));
    });
    assert.deepEqual(found, []);
  });

  test(`the plain pages fit 320 px (${language})`, async (t) => {
    const pages = await citizenAtPlainPages(t, { width: 320, language, javaScript: true });
    const found = [];
    await throughPlainPages(pages, (name) => wide(pages.page, name, found));
    assert.deepEqual(found, []);
  });
}

test("text of twice the size cuts nothing off", async (t) => {
  const found = [];
  // As a browser's own setting does it: the root's size doubles, the window stays.
  const enlarge = (page) => page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  const widget = await citizenAtWidget(t);
  await throughWidget(widget, async (name) => {
    await enlarge(widget.page);
    await wide(widget.page, `widget, ${name}`, found);
  });
  const pages = await citizenAtPlainPages(t, { javaScript: true });
  await throughPlainPages(pages, async (name) => {
    await enlarge(pages.page);
    await wide(pages.page, `plain, ${name}`, found);
  });
  assert.deepEqual(found, []);
});

test("the spacing of text that WCAG 1.4.12 grants cuts nothing off", async (t) => {
  const widget = await citizenAtWidget(t, { width: 360 });
  const found = [];
  await throughWidget(widget, async (name) => {
    await widget.host.evaluate((host) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
      host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets.slice(0, 1), sheet];
    });
    await wide(widget.page, name, found);
  });
  assert.deepEqual(found, []);
});

/** In forced colours nothing is told by a background: every button and field needs an edge, every chosen thing a mark. */
function edgeless(page, selector) {
  return page.evaluate((selector) => {
    const roots = [document, ...[...document.querySelectorAll("*")].map((host) => host.shadowRoot).filter(Boolean)];
    const things = roots.flatMap((root) => [...root.querySelectorAll(selector)]).filter((thing) => thing.checkVisibility());
    const edge = (thing) => {
      const style = getComputedStyle(thing);
      return ["Top", "Bottom"].some((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none") || parseFloat(style.outlineWidth) > 0;
    };
    return things.filter((thing) => !edge(thing)).map((thing) => thing.innerText || thing.id || thing.className);
  }, selector);
}

test("in forced colours, buttons and fields keep their edges and the chosen time is marked", async (t) => {
  const page = await citizen(t);
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto(`${hall.homepages}/doerentrup/termine.html`);
  const widget = await widgetOn(page);
  const found = [];
  await throughWidget(widget, async (name) => found.push(...(await edgeless(page, ".btn, .field, .count button")).map((thing) => `${name}: ${thing}`)));
  const again = await citizenAtWidget(t);
  await again.page.emulateMedia({ forcedColors: "active" });
  await again.chooses();
  const time = again.host.locator("label.time").nth(1);
  const look = () => time.evaluate((label) => {
    const style = getComputedStyle(label);
    return [style.borderTopWidth, style.borderTopColor, style.backgroundColor, style.outlineWidth, style.color].join();
  });
  const before = await look();
  await time.click();
  assert.notEqual(await look(), before, "a chosen time looks different in forced colours too");
  const pages = await citizenAtPlainPages(t, { javaScript: true });
  await pages.page.emulateMedia({ forcedColors: "active" });
  await throughPlainPages(pages, async (name) => found.push(...(await edgeless(pages.page, ".kern-btn, .kern-form-input__input")).map((thing) => `plain, ${name}: ${thing}`)));
  assert.deepEqual(found, []);
});

test("whoever wants no motion gets none", async (t) => {
  const page = await citizen(t);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${hall.homepages}/plain/`);
  const widget = await widgetOn(page);
  const moving = new Set();
  await throughWidget(widget, async (name) => {
    const found = await widget.host.evaluate((host) => {
      const restless = [...host.shadowRoot.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        const seconds = (durations) => Math.max(...durations.split(",").map(parseFloat));
        return (style.animationName !== "none" && seconds(style.animationDuration) > 0.01) || (style.transitionProperty !== "none" && seconds(style.transitionDuration) > 0.01);
      });
      return restless.map((element) => `${element.localName}.${element.className}`);
    });
    for (const thing of found) moving.add(`${name}: ${thing}`);
  });
  assert.deepEqual([...moving], []);
});
