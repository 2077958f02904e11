// A citizen without a mouse. Moves through a page by Tab, arrows, Space and Enter only, and at every stop looks whether
// the focus can be seen: the style of the focused element, or of the one around it, differs from the same without focus.

import assert from "node:assert/strict";

// What a focus ring is made of.
const RING = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderTopColor", "borderTopWidth", "borderBottomColor", "borderBottomWidth", "color"];

/** In the page: the focused element, also inside an open shadow root. */
const FOCUSED = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
})()`;

export class Keyboard {
  #page;
  #seen = new Set();

  constructor(page) {
    this.#page = page;
  }

  /** Every element that got the focus, as a list of names. */
  get stops() {
    return [...this.#seen];
  }

  press(key) {
    return this.#page.keyboard.press(key);
  }

  async type(text) {
    await this.#page.keyboard.type(text);
  }

  /** What has the focus: its tag, what it is called, which group of buttons it belongs to. */
  focused() {
    return this.#page.evaluate(`(() => {
      const element = ${FOCUSED};
      const label = element.labels?.[0]?.innerText ?? "";
      const legend = element.closest("fieldset")?.querySelector("legend")?.innerText ?? "";
      const name = element.getAttribute("aria-label") ?? (label || element.innerText || "");
      return { tag: element.localName, type: element.type ?? "", name: name.replace(/\\s+/g, " ").trim(), legend, group: element.name ?? "" };
    })()`);
  }

  /** Goes on with Tab until this is reached; fails when the whole page has been walked through. */
  async tabTo(wanted, { back = false } = {}) {
    const matches = (name) => (wanted instanceof RegExp ? wanted.test(name) : name.startsWith(wanted));
    const walked = [];
    for (let stops = 0; stops < 150; stops += 1) {
      await this.#step(back ? "Shift+Tab" : "Tab");
      const stop = await this.focused();
      walked.push(stop.name);
      if (stop.tag !== "body" && matches(stop.name)) return stop;
    }
    throw new assert.AssertionError({ message: `"${wanted}" cannot be reached with Tab; on the way: ${walked.slice(0, 60).join(" | ")}` });
  }

  /** One press of Tab, and a look at the focus ring of where it came from: with focus and without. */
  async #step(key) {
    await this.#page.evaluate(`window.stop = ${FOCUSED}; window.withFocus = (${look})(window.stop, ${JSON.stringify(RING)})`);
    await this.press(key);
    const unseen = await this.#page.evaluate(`(() => {
      const stop = window.stop;
      // The page itself and a heading that got the focus as the beginning of a step are no stops of the keyboard.
      if (!stop?.isConnected || stop === document.body || stop === ${FOCUSED} || stop.tabIndex < 0) return null;
      const without = (${look})(stop, ${JSON.stringify(RING)});
      return without === window.withFocus ? stop.outerHTML.slice(0, 200) : null;
    })()`);
    assert.equal(unseen, null, "the focus cannot be seen");
    const stop = await this.focused();
    this.#seen.add(`${stop.tag} ${stop.name}`);
  }

  async #activate(name, key) {
    await this.tabTo(name);
    await this.press(key);
  }

  push(name) {
    return this.#activate(name, "Enter");
  }

  /** Pushes what leads to another page, and waits for that page. */
  async follow(name) {
    await this.tabTo(name);
    await Promise.all([this.#page.waitForEvent("load"), this.press("Enter")]);
  }

  /** Ticks a box or chooses a radio button: Space. */
  tick(name) {
    return this.#activate(name, "Space");
  }

  async fill(label, text) {
    await this.tabTo(label);
    await this.type(text);
  }
}

function look(element, ring) {
  // Native radio buttons are covered by the chip around them, which wears the ring.
  const wearers = [element, element?.nextElementSibling, element?.parentElement];
  const styles = wearers.filter(Boolean).map((wearer) => {
    const style = getComputedStyle(wearer);
    return ring.map((property) => style[property]).join(" ");
  });
  return styles.join("\n");
}
