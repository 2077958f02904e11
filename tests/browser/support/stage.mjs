// What most test files begin with: a town hall, a browser, and a way for citizens to come in.

import { after } from "node:test";

import { device, openBrowser } from "./chromium.mjs";
import { openTownHall } from "./hall.mjs";
import { PlainPages } from "./plain.mjs";
import { Widget } from "./widget.mjs";

export async function setTheStage(settings) {
  const [hall, browser] = await Promise.all([openTownHall(settings), openBrowser()]);
  after(async () => {
    await browser.close();
    await hall.close();
  });

  /** A citizen's page; their device is gone when the test ends. */
  async function citizen(t, how) {
    const page = await device(browser, how);
    t.after(() => page.context().close());
    return page;
  }

  /** A citizen before the widget on one of the homepages. */
  async function citizenAtWidget(t, how = {}, homepage = "/doerentrup/termine.html") {
    const page = await citizen(t, how);
    await page.goto(hall.homepages + homepage);
    return widgetOn(page, how);
  }

  /** The widget of a page; it begins in the language it `speaks` and is set to `language` by the citizen. */
  async function widgetOn(page, { language = "de", speaks = "de", element = "rathaus-termin" } = {}) {
    const widget = new Widget(page, { element, speaks });
    await widget.opens();
    if (language !== "de") await widget.speak(language);
    return widget;
  }

  /** A citizen on the plain pages of a town. */
  async function citizenAtPlainPages(t, how = {}, town = "doerentrup") {
    const page = await citizen(t, { javaScript: false, ...how });
    const pages = new PlainPages(page, hall.server, how.language ?? "de");
    await pages.open(town);
    return pages;
  }

  return { hall, browser, citizen, citizenAtWidget, citizenAtPlainPages, widgetOn };
}
