// A clerk at the desk, without a mouse: a page and her keyboard, one method for each thing she does.

import { Keyboard } from "./keyboard.mjs";

export const PASSWORD = "drei blaue Eimer";

export class Desk {
  constructor(page, server, town = "doerentrup") {
    this.page = page;
    this.keyboard = new Keyboard(page);
    this.home = `${server}/desk/${town}`;
  }

  async open(path = "") {
    await this.page.goto(this.home + path);
  }

  /** Opens the door: after that the day is to be seen. */
  async signIn(email = "kaya@doerentrup.example", password = PASSWORD) {
    await this.open();
    await this.keyboard.fill("E-Mail-Adresse", email);
    await this.keyboard.fill("Passwort", password);
    await this.sends();
  }

  /** Enter in a field sends its form; waits for the page that answers. */
  async sends() {
    await Promise.all([this.page.waitForEvent("load"), this.keyboard.press("Enter")]);
  }

  /** Follows a link or pushes a button that leads to another page. */
  async follow(name) {
    await this.keyboard.follow(name);
  }

  /** A key of the desk that leads to another page. */
  async key(key) {
    await Promise.all([this.page.waitForEvent("load"), this.keyboard.press(key)]);
  }

  /** Goes to a date as a clerk types it. */
  async jumpTo(typed) {
    await this.keyboard.fill("Zu einem Datum springen", typed);
    await this.sends();
  }

  async search(typed) {
    await this.follow(/^Suche$/);
    await this.keyboard.type(typed);
    await this.sends();
  }

  heading() {
    return this.page.getByRole("heading", { level: 1 }).innerText();
  }

  /** The line of a table that names this. */
  line(name) {
    return this.page.getByRole("row").filter({ hasText: name });
  }

  /** What a line says, cell by cell. */
  cells(name) {
    return this.line(name).locator("th, td").allInnerTexts();
  }

  notice() {
    return this.page.locator(".notice").innerText();
  }

  /** Forgets where the focus was: no field has it. */
  async leaveFields() {
    await this.page.evaluate("document.activeElement?.blur()");
  }
}
