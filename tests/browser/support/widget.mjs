// The widget as a citizen uses it: one method for each thing people do. Each waits for what it leads to, and holds
// what has to hold at every step, whoever asks: the focus is never lost to the page's body.

import assert from "node:assert/strict";

import { wordsOf } from "./words.mjs";

/** Somebody who fills in forms; phone number and addresses are reserved for examples. */
export const MRS_VOGT = { name: "Erika Vogt", email: "erika.vogt@example.org", phone: "0171 3920012" };

export class Widget {
  #hold;

  constructor(page, { element = "rathaus-termin", speaks = "de" } = {}) {
    this.page = page;
    this.host = page.locator(element);
    this.words = wordsOf(speaks);
    page.on("response", async (answer) => {
      if (/\/holds\?/.test(answer.url()) && answer.status() === 201) this.#hold = (await answer.json()).hold;
    });
  }

  /** Somebody gives the held time back behind the citizen's back. */
  async losesHold(hall, town = "doerentrup") {
    await hall.release(town, this.#hold);
  }

  // --- looking -------------------------------------------------------------------------------------------------

  button(name) {
    return this.host.getByRole("button", { name, exact: true });
  }

  /** A field of the form by its label; hints are part of labels, so the beginning counts. */
  field(label) {
    return this.host.getByLabel(new RegExp(`^${label}`, "i"));
  }

  get notice() {
    return this.host.locator("#said");
  }

  async text() {
    return this.host.locator("[part=frame]").innerText();
  }

  /** Waits until this is to be read somewhere. */
  async reads(text) {
    await this.host.getByText(text).first().waitFor();
  }

  /** Waits until this is nowhere to be read any more. */
  async readsNoMore(text) {
    await this.host.getByText(text).first().waitFor({ state: "hidden" });
  }

  /** The times on offer, as written. */
  times() {
    return this.host.locator("label.time").allInnerTexts();
  }

  day(date) {
    return this.host.locator(`button[data-with="${date}"]`);
  }

  /** Where the focus is: the id of the focused element inside the widget, or what else has it. */
  focus() {
    return this.host.evaluate((host) => {
      const inside = host.shadowRoot?.activeElement;
      return inside ? inside.id || inside.localName : document.activeElement.localName;
    });
  }

  // --- arriving ------------------------------------------------------------------------------------------------

  async opens() {
    await this.host.locator("[part=frame]").waitFor();
    await this.host.getByRole("heading", { name: this.words.concerns }).waitFor();
  }

  /** Waits for a step: its heading is there, and it or the notice above it has the focus. */
  async isAt(heading) {
    await this.host.getByRole("heading", { name: heading, exact: true }).waitFor();
    const focus = await this.focus();
    assert.ok(["heading", "said"].includes(focus), `the step "${heading}" began with the focus on ${focus}`);
  }

  /** Changes the language of a step; `at` is what its heading says then. */
  async speak(language, at = wordsOf(language).concerns) {
    await this.host.locator(`button[lang=${language}]`).click();
    this.words = wordsOf(language);
    await this.host.getByRole("heading", { name: at, exact: true }).waitFor();
  }

  // --- step by step --------------------------------------------------------------------------------------------

  async search(text) {
    await this.field(this.words.search).fill(text);
  }

  async add(service, count = 1) {
    // A service often chosen stands in its department too.
    const more = this.button(this.words.oneMore(service)).first();
    for (let times = 0; times < count; times += 1) await more.click();
  }

  async goToPapers() {
    await this.button(this.words.toPapers).click();
    await this.isAt(this.words.papers);
  }

  async answerAll(answers) {
    for (const [question, answer] of answers) await this.answer(question, answer);
  }

  async answer(question, answer) {
    const asked = this.host.getByRole("group", { name: new RegExp(question.replace("?", "\\?")) }).first();
    await asked.getByText(answer, { exact: true }).click();
  }

  async goToTimes() {
    await this.button(this.words.toTimes).click();
    await this.isAt(this.words.times);
    await this.button(this.words.takeFirst).or(this.host.getByText(this.words.nothingFree)).first().waitFor();
  }

  async takeFirst() {
    await this.button(this.words.takeFirst).click();
    await this.isAt(this.words.contact);
  }

  /** Picks a day of the month on screen. */
  async pickDay(date) {
    await this.day(date).click();
  }

  /** Turns the sheet to the month of a date. */
  async showMonthOf(date) {
    const day = this.day(date);
    for (let months = 0; months < 3 && !(await day.isVisible()); months += 1) {
      await this.button(this.words.nextMonth).click();
      await this.page.waitForTimeout(50);
    }
  }

  /** The times listed under a day, once they are there. */
  async timesOn(date) {
    const list = this.host.locator(".daylist", { has: this.page.locator(`#d${date}`) });
    await list.waitFor();
    const labels = await list.locator("label.time").allInnerTexts();
    return labels.map((label) => label.match(/\d\d:\d\d/)[0]);
  }

  async pickTime(at) {
    await this.host.locator(`label.time:has([data-with="${at}"])`).click();
  }

  async goToContact() {
    await this.button(this.words.toContact).click();
    await this.isAt(this.words.contact);
  }

  async fillIn(person = MRS_VOGT) {
    await this.field(this.words.name).fill(person.name);
    await this.field(this.words.email).fill(person.email);
    if (person.phone) await this.field(this.words.phone).fill(person.phone);
    await this.host.locator("#privacy_accepted").check();
  }

  async book() {
    await this.button(this.words.book).click();
    await this.isAt(this.words.booked);
  }

  /** What is needed on the phone: reference and PIN. */
  async ticket() {
    const reference = await this.host.locator(".ref").innerText();
    const pin = (await this.text()).match(/PIN (\d{6})/)[1];
    return { reference, pin };
  }

  // --- the short ways, for tests about something else -----------------------------------------------------------

  async chooses(visit = { [this.words.identityCard]: 1 }) {
    for (const [service, count] of Object.entries(visit)) await this.add(service, count);
    await this.goToPapers();
    await this.goToTimes();
  }

  async books(person = MRS_VOGT) {
    await this.chooses();
    await this.takeFirst();
    await this.fillIn(person);
    await this.book();
    return this.ticket();
  }
}
