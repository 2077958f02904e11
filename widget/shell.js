// The browser's side of one mounted widget: its element, listeners, timers and calls. Everything that is decided
// is decided in Rust; this only carries. Whatever it opened is closed by `unmount`.

import { Widget, initSync } from "./widget.js";

/** Starts the module; compiled while it arrives. */
export default async (wasm) => initSync({ module: await WebAssembly.compileStreaming(wasm) });

const MIRRORED = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };
const EVENTS = ["click", "submit", "input", "keydown"];

const sheet = (text) => {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
};
// Constructed once for all widgets of a page; built this way they need no permission for styles.
const screen = sheet(SCREEN_CSS);
const paper = sheet(PAPER_CSS);

let words;
/** The English texts: a file of its own, fetched once, by those who need it. */
const english = async () => (words ??= await (await fetch(new URL(ENGLISH, import.meta.url))).text());

class Shell {
  constructor(host, home, town) {
    const attribute = (name) => host.getAttribute(name) ?? "";
    this.host = host;
    this.home = home;
    const now = new Date();
    const chance = [...crypto.getRandomValues(new Uint8Array(12))];
    const told = [
      [now.getFullYear(), now.getMonth() + 1, now.getDate()].join("-"),
      chance.map((byte) => byte.toString(16).padStart(2, "0")).join(""),
      attribute("heading-level") || 2,
      attribute("service"),
      attribute("department"),
    ];
    this.widget = new Widget(this, told.join(" "));
    this.hear(0, town, new AbortController());
  }

  /** The town is known: now, and not before, the shadow root covers the page's link. */
  show() {
    this.root = this.host.shadowRoot ?? this.host.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [screen];
    const frame = document.createElement("section");
    frame.className = "w";
    this.root.replaceChildren(frame);
    for (const name of EVENTS) this.root.addEventListener(name, this);
    return this.root;
  }

  /** Four delegated listeners: elements say by `data-do` and `data-with` what they mean. */
  handleEvent(event) {
    // A click on a link inside something clickable is the link's; radios speak through `input`.
    const found = event.target.closest("a,input,label,[data-do]");
    const { do: verb, with: content } = found?.dataset ?? {};
    if (!verb) return;
    if (event.type == "keydown") {
      if (verb != "day" || event.altKey || event.ctrlKey || event.metaKey) return;
      const mirrored = getComputedStyle(found).direction == "rtl" && MIRRORED[event.key];
      if (/^(Arrow|Home|End|Page)/.test(event.key)) {
        event.preventDefault();
        this.widget.act(`${mirrored || event.key} ${content}`);
      }
      return;
    }
    const input = found.tagName == "INPUT";
    if (event.type != (input ? "input" : found.tagName == "FORM" ? "submit" : "click")) return;
    if (!input) event.preventDefault();
    this.widget.act(`${verb} ${content || (input ? found.value : "")}`);
  }

  /** What stands in a field; `undefined` if it is not on screen. */
  field(name) {
    const field = this.root.getElementById(name);
    return field?.type == "checkbox" ? (field.checked ? "on" : "") : field?.value;
  }

  /** Asks the server. */
  ask(number, method, path, body, key) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), 15000);
    const headers = {};
    if (body) headers["content-type"] = "application/json";
    if (key) headers["idempotency-key"] = key;
    const answer = fetch(this.home + path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: stop.signal,
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    this.hear(number, answer, stop).then(() => clearTimeout(late));
  }

  /** Takes in an answer. Only the newest call counts: the one before is given up. */
  async hear(number, asked, stop) {
    this.stop?.abort();
    this.stop = stop;
    let status, content;
    try {
      const answer = await asked;
      content = await answer.json().catch(() => undefined);
      if (content?.language == "en") this.widget.act(`words ${await english()}`);
      status = answer.status;
    } catch {
      // 0: the network said no. 1: no answer in time.
      status = stop.signal.aborted ? 1 : 0;
    }
    if (stop == this.stop) this.widget.answered(number, status, content);
  }

  /** Announcements that follow each other fast are one: the last. */
  say(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.root.getElementById("live").textContent = text), 400);
  }

  /** Comes back after a short pause. */
  rest() {
    this.resting = setTimeout(() => this.widget.act("rested"), 1500);
  }

  /** Counts down by the clock on the wall, also while the page sleeps; 0 stops. */
  clock(seconds, held) {
    this.held = held;
    clearInterval(this.ticking);
    const end = Date.now() + seconds * 1000;
    const tick = () => this.widget.tick(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    if (seconds) this.ticking = setInterval(tick, 1000);
  }

  /** Prints the appointment and nothing else of the page; its own sheets are left as they were. */
  print() {
    const before = document.adoptedStyleSheets;
    document.adoptedStyleSheets = [...before, paper];
    this.host.setAttribute("printing", "");
    const after = () => {
      document.adoptedStyleSheets = [...document.adoptedStyleSheets].filter((sheet) => sheet != paper);
      this.host.removeAttribute("printing");
    };
    addEventListener("afterprint", after, { once: true });
    print();
  }

  /** Tells the host page, without personal data, once this turn is over. */
  emit(name) {
    const event = new Event(`rathaustermin:${name}`, { bubbles: true, composed: true });
    queueMicrotask(() => this.host.dispatchEvent(event));
  }

  /** The element left the page. A held time is free again. */
  unmount() {
    this.stop?.abort();
    this.stop = undefined;
    clearInterval(this.ticking);
    clearTimeout(this.saying);
    clearTimeout(this.resting);
    for (const name of EVENTS) this.root?.removeEventListener(name, this);
    // A shadow root stays for ever; a slot lets the page's link show through.
    this.root?.replaceChildren(document.createElement("slot"));
    if (this.held) {
      fetch(this.home + this.held, { method: "DELETE", keepalive: true, credentials: "omit" }).catch(() => {});
    }
    // Not within a call of the widget itself.
    queueMicrotask(() => this.widget.free());
  }
}

export const mount = (host, home, town) => new Shell(host, home, town);
