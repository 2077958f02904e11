// The plain pages as a citizen uses them: links and forms, one method for each thing people do.

import assert from "node:assert/strict";

import { MRS_VOGT } from "./widget.mjs";
import { plainWordsOf } from "./words.mjs";

export class PlainPages {
  constructor(page, server, language = "de") {
    this.page = page;
    this.server = server;
    this.language = language;
    this.words = plainWordsOf(language);
  }

  async open(town, path = "") {
    const response = await this.page.goto(`${this.server}/${town}${path}?lang=${this.language}`);
    return response.status();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  link(name) {
    return this.page.getByRole("link", { name, exact: true });
  }

  field(label) {
    return this.page.getByLabel(new RegExp(`^${label}`, "i"));
  }

  /** This is to be read on the page. */
  async reads(text) {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** This is nowhere to be read on the page. */
  async readsNot(text) {
    assert.equal(await this.page.getByText(text).filter({ visible: true }).count(), 0, `"${text}" is to be read`);
  }

  async text() {
    return this.page.locator("body").innerText();
  }

  async isAt(heading) {
    await this.page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  }

  // --- step by step --------------------------------------------------------------------------------------------

  async search(text) {
    await this.field(this.words.search).fill(text);
    await this.button(this.words.searchButton).click();
  }

  async choose(service, count = 1) {
    const field = this.page.getByLabel(service, { exact: true }).first();
    if ((await field.getAttribute("type")) === "checkbox") await field.check();
    else await field.selectOption({ label: String(count) });
  }

  async goToPapers() {
    await this.button(this.words.toPapers).click();
    await this.isAt(this.words.papers);
  }

  async answerAll(answers) {
    for (const [question, answer] of answers) await this.answer(question, answer);
  }

  async answer(question, answer) {
    const asked = this.page.getByRole("group", { name: new RegExp(question.replace("?", "\\?")) }).first();
    await asked.getByRole("radio", { name: answer, exact: true }).check();
  }

  async narrow() {
    await this.button(this.words.narrow).click();
  }

  async goToTimes() {
    await this.button(this.words.toTimes).click();
    await this.isAt(this.words.times);
  }

  async takeFirst() {
    await this.button(this.words.takeFirst).click();
  }

  /** Follows the sheet to a day: the list begins with it. */
  async pickDay(date) {
    const [year, month, day] = date.split("-").map(Number);
    const name = new Date(Date.UTC(year, month - 1)).toLocaleDateString(this.language, { month: "long", year: "numeric", timeZone: "UTC" });
    const sheet = this.page.getByRole("region", { name, exact: true });
    if (!(await sheet.isVisible())) await this.page.locator(".month").getByText(name).click();
    await sheet.locator("td").getByText(new RegExp(`^${day}\\b`)).click();
    await this.page.locator(`#tag-${date}`).waitFor();
  }

  /** The times listed under a day. */
  async timesOn(date) {
    const list = this.page.locator("section.times", { has: this.page.locator(`#tag-${date}`) });
    const labels = await list.locator("label.slot").allInnerTexts();
    return labels.map((label) => label.match(/\d\d:\d\d/)[0]);
  }

  async pickTime(at) {
    await this.page.locator(`label:has(input[value="${at}"])`).click();
  }

  async goToContact() {
    await this.button(this.words.toContact).click();
    await this.isAt(this.words.contact);
  }

  async fillIn(person = MRS_VOGT) {
    await this.field(this.words.name).fill(person.name);
    await this.field(this.words.email).fill(person.email);
    if (person.phone) await this.field(this.words.phone).fill(person.phone);
    await this.page.locator("#privacy_accepted").check();
  }

  async book() {
    await this.button(this.words.book).click();
    await this.isAt(this.words.booked);
  }

  async find(reference, pin) {
    await this.field(this.words.reference).fill(reference);
    await this.field("PIN").fill(pin);
    await this.button(this.words.find).click();
  }

  async ticket() {
    const text = await this.text();
    return { reference: text.match(/[A-Z]{2,3}-[0-9A-Z]{3}-[0-9A-Z]{3}/)[0], pin: text.match(/PIN (\d{6})/)[1] };
  }

  // --- the short ways, for tests about something else -----------------------------------------------------------

  async chooses(visit = { [this.words.identityCard]: 1 }) {
    for (const [service, count] of Object.entries(visit)) await this.choose(service, count);
    await this.goToPapers();
    await this.goToTimes();
  }

  async books(person = MRS_VOGT) {
    await this.chooses();
    await this.takeFirst();
    await this.isAt(this.words.contact);
    await this.fillIn(person);
    await this.book();
    return this.ticket();
  }
}
