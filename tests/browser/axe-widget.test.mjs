// Every step and every trouble of the widget is accessible, in both languages: axe-core finds nothing. What cannot be
// brought about for real in a test (a broken server) is answered in the server's place, and says so.

import { readFile } from "node:fs/promises";
import { after, test } from "node:test";

import { accessibilityOf, looked } from "./support/axe.mjs";
import { device, PHONE } from "./support/chromium.mjs";
import { openTownHall } from "./support/hall.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, browser, citizenAtWidget, widgetOn } = await setTheStage();
await hall.takeIn(await readFile(new URL("support/stillstand.toml", import.meta.url), "utf8"));
after(() => console.log(`axe-core looked at ${looked.states} states, ${Math.round(looked.milliseconds / looked.states)} ms each.`));

const VISIT = { personalausweis: 1 };

for (const language of ["de", "en"]) {
  const begin = (t, how = {}) => citizenAtWidget(t, { language, ...how }, "/plain/");

  test(`choosing concerns is accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const widget = await begin(t);
    const words = widget.words;
    await looksAt(widget.page, "concerns");
    await widget.button(words.toPapers).click();
    await widget.notice.waitFor();
    await looksAt(widget.page, "nothing chosen yet");
    await widget.search(words.everydayWord);
    await widget.readsNoMore(words.registration);
    await looksAt(widget.page, "search with results");
    await widget.search("Quastenflosser");
    await widget.reads(words.nothingFound);
    await looksAt(widget.page, "search without a result");
    await widget.search("");
    await widget.add(words.identityCard, 4);
    // Beyond the end the button stays where it is and says why it does nothing.
    await widget.button(words.oneMore(words.identityCard)).first().click({ force: true });
    await widget.host.locator(".aside p").first().waitFor();
    await looksAt(widget.page, "as many as one visit can hold");
    await widget.host.locator("summary").last().click();
    await widget.add(words.buildingLaw);
    await widget.button(words.stay).waitFor();
    await looksAt(widget.page, "a concern of another department");
  });

  test(`papers and times are accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const widget = await begin(t);
    const words = widget.words;
    await widget.add(words.identityCard, 2);
    await widget.add(words.passport);
    await widget.goToPapers();
    await looksAt(widget.page, "papers with questions");
    await widget.answerAll(words.answersOfAdults);
    await looksAt(widget.page, "papers with answers");
    await widget.goToTimes();
    await looksAt(widget.page, "times");
    await widget.button(words.nextMonth).click();
    await looksAt(widget.page, "times of the next month");
    await widget.host.getByText(words.late, { exact: true }).click();
    await looksAt(widget.page, "times from four o'clock on");
    await widget.button(words.toContact).click();
    await widget.notice.waitFor();
    await looksAt(widget.page, "no time picked");
  });

  test(`a town without any free time is accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const { page } = await begin(t);
    await page.evaluate((lang) => {
      const element = document.createElement("rathaus-termin");
      element.setAttribute("town", "stillstand");
      element.lang = lang;
      document.querySelector("rathaus-termin").replaceWith(element);
    }, language);
    const widget = await widgetOn(page, { speaks: language });
    await widget.chooses();
    await widget.reads(widget.words.nothingFree);
    await looksAt(widget.page, "nothing is free");
  });

  test(`the form and its mistakes are accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const widget = await begin(t);
    const words = widget.words;
    await widget.chooses();
    await widget.takeFirst();
    await looksAt(widget.page, "contact");
    await widget.button(words.book).click();
    await widget.notice.waitFor();
    await looksAt(widget.page, "missing details");
    await widget.field(words.email).fill("erika@");
    await widget.field(words.phone).fill("morgens");
    await widget.button(words.book).click();
    await looksAt(widget.page, "wrong details");
    await widget.button(words.extend).click();
    await widget.button(words.extend).waitFor({ state: "detached" });
    await looksAt(widget.page, "an extended reservation");
  });

  test(`losing the time is accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const widget = await begin(t);
    const words = widget.words;
    await widget.chooses();
    const at = (await hall.freeTimes("doerentrup", VISIT)).first_free.at;
    await widget.pickTime(at);
    const holds = await hall.takeEveryPlace("doerentrup", VISIT, at);
    await widget.button(words.toContact).click();
    await widget.notice.getByRole("button").first().waitFor();
    await looksAt(widget.page, "the time was just taken, with alternatives");
    for (const hold of holds) await hall.release("doerentrup", hold);
    await widget.notice.getByRole("button").first().click();
    await widget.isAt(words.contact);
    await widget.fillIn();
    // Given back behind the citizen's back: the same answer as after ten minutes.
    await widget.losesHold(hall);
    await widget.button(words.book).click();
    await widget.isAt(words.times);
    await looksAt(widget.page, "the reservation has ended");
  });

  test(`trouble with the network and the server is accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const widget = await begin(t);
    const { words, page } = widget;
    await widget.add(words.identityCard);
    await widget.goToPapers();
    await page.context().setOffline(true);
    await widget.button(words.toTimes).click();
    await widget.button(words.again).waitFor();
    await looksAt(widget.page, "offline");
    await page.context().setOffline(false);
    await widget.button(words.again).click();
    await widget.button(words.takeFirst).waitFor();
    // A server that breaks cannot be had on demand, so this answer is made up here, in the server's words.
    await page.route("**/holds?*", (route) => route.fulfill(madeUpProblem(500, "internal", hall.homepages)));
    await widget.button(words.takeFirst).click();
    await widget.button(words.again).waitFor();
    await looksAt(widget.page, "the server is broken");
  });

  test(`too many requests are told accessibly (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    // A town hall that lets every client hold one time a minute.
    const strict = await openTownHall({ RATHAUSTERMIN_LIMITS_HOLDS_PER_MINUTE: "1" });
    t.after(() => strict.close());
    await strict.hold("doerentrup", VISIT, (await strict.freeTimes("doerentrup", VISIT)).first_free.at);
    const page = await device(browser, { language });
    t.after(() => page.context().close());
    await page.goto(`${strict.homepages}/plain/`);
    const widget = await widgetOn(page, { language });
    await widget.chooses();
    await widget.button(widget.words.takeFirst).click();
    await widget.notice.waitFor();
    await looksAt(widget.page, "too many requests");
  });

  test(`the appointment and its changes are accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const widget = await begin(t, { width: PHONE });
    const words = widget.words;
    await widget.books();
    await looksAt(widget.page, "the appointment");
    await widget.button(words.change).click();
    await widget.isAt(words.change);
    await looksAt(widget.page, "move or cancel");
    await widget.button(words.newTime).click();
    await widget.isAt(words.movingTimes);
    await widget.button(words.takeFirst).waitFor();
    await looksAt(widget.page, "times to move to");
    await widget.button(words.back).click();
    await widget.button(words.cancel).click();
    await widget.isAt(words.cancelQuestion);
    await looksAt(widget.page, "the question before cancelling");
    await widget.button(words.reallyCancel).click();
    await widget.isAt(words.cancelled);
    await looksAt(widget.page, "cancelled");
  });

  test(`finding an appointment is accessible (${language})`, async (t) => {
    const looksAt = accessibilityOf(t);
    const widget = await begin(t);
    const words = widget.words;
    await widget.button(words.haveOne).click();
    await widget.isAt(words.findHeading);
    await looksAt(widget.page, "reference and PIN");
    await widget.field(words.reference).fill("DT-AAA-AAA");
    await widget.field("PIN").fill("123456");
    await widget.button(words.find).click();
    await widget.notice.waitFor();
    await looksAt(widget.page, "not found");
  });
}

test("the homepages of the examples are accessible with the widget in them", async (t) => {
  const looksAt = accessibilityOf(t);
  for (const homepage of ["/", "/doerentrup/", "/doerentrup/termine.html", "/doerentrup/personalausweis.html", "/birkenroda/", "/one-service/", "/two-towns/"]) {
    const page = await device(browser);
    await page.goto(hall.homepages + homepage);
    for (const element of await page.locator("rathaus-termin").all()) await element.locator("[part=frame]").waitFor();
    await looksAt(page, homepage);
    await page.context().close();
  }
});

function madeUpProblem(status, code, origin) {
  const body = { type: "about:blank", code, status, title: "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es in einer Minute erneut.", phone: "0221 4710-123" };
  return { status, contentType: "application/problem+json", headers: { "access-control-allow-origin": origin }, body: JSON.stringify(body) };
}
