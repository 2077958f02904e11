// Pages of the desk show what happens meanwhile. While a page can be seen, a stream of news says that its town has changed; then
// the page asks for its own address once more and takes over what differs in the sections marked `data-live="name"`. It
// also looks by itself every minute, so that times stay true and a lost message harms nobody. Focus, selection and scroll
// position stay, because only nodes that differ are touched; a section in which something is typed or marked wrong waits.
// A section that may vanish needs an element that stays, with the mark. Elements with `data-says="…"` that come in are read out.

{
  const { news, known } = document.body.dataset;

  /** Not everybody asks in the same millisecond, and nobody without end; a server that is slow is asked less often. */
  const JITTER = 150;
  const REST = 400;
  const LONGEST_REST = 3_000;
  /** Where only the navigation is live, nobody waits for it. */
  const REST_OF_NAVIGATION = 5_000;
  const MINUTE = 60_000;
  /** Before a stream that was refused is asked for again. */
  const RETRY = 15_000;
  /** A break that is over sooner is not worth a word. */
  const PATIENCE = 4_000;
  /** Between two sentences that are read out. */
  const SILENCE = 5_000;
  /** How long new buttons do nothing: whoever pushes now means the old ones. */
  const SURPRISE = 700;

  const TYPED = "input:not([type=hidden]), select, textarea";

  const line = document.querySelector("[data-live-line]");
  const voice = document.querySelector("[data-live-voice]");
  // What comes is our own page, and what is parsed runs nothing.
  const trusted = globalThis.trustedTypes?.createPolicy("live", { createHTML: (page) => page }) ?? { createHTML: (page) => page };

  const sections = () => document.querySelectorAll("[data-live]");
  /** Each section as it came: what scripts and readers change in it is no news. */
  const came = new Map([...sections()].map((section) => [section.dataset.live, section.outerHTML]));
  const shortest = document.querySelector("main [data-live]") ? REST : REST_OF_NAVIGATION;

  const page = { known, asOf: new Date(), asked: performance.now(), due: Infinity, asking: false, rest: shortest, over: false };
  const timers = {};
  let stream = null;

  // --- asking ---------------------------------------------------------------------------------------------------------

  function later(name, wait, work) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(work, wait);
  }

  /** Looks again after so long, unless it will sooner. */
  function lookIn(wait) {
    const due = Math.max(performance.now() + wait, page.asked + page.rest);
    if (due >= page.due || page.over) return;
    page.due = due;
    later("look", due - performance.now(), look);
  }

  async function look() {
    page.due = Infinity;
    if (document.hidden || page.over) return;
    if (page.asking) return lookIn(page.rest);
    page.asking = true;
    page.asked = performance.now();
    try {
      const answer = await fetch(location.href, { headers: { "X-Auto": "1" }, redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") return end();
      if (answer.ok) take(new DOMParser().parseFromString(trusted.createHTML(await answer.text()), "text/html"));
      // The address of a form's answer cannot be opened again: this page stays as it is, and says so.
      if (answer.ok || answer.status === 429) connected();
      else lost();
    } catch {
      lost();
      reopen();
    } finally {
      page.asking = false;
      page.rest = Math.max(shortest, Math.min(LONGEST_REST, 3 * (performance.now() - page.asked)));
      lookIn(MINUTE + Math.random() * 20 * JITTER);
    }
  }

  function open() {
    if (stream || document.hidden || page.over) return;
    stream = new EventSource(`${news}?stand=${encodeURIComponent(page.known)}`);
    stream.addEventListener("open", connected);
    stream.addEventListener("changed", () => lookIn(Math.random() * JITTER));
    stream.addEventListener("error", () => {
      lost();
      if (stream?.readyState !== EventSource.CLOSED) return;
      reopen();
      lookIn(0);
    });
  }

  function close() {
    stream?.close();
    stream = null;
  }

  function reopen() {
    close();
    later("open", RETRY * (1 + Math.random()), open);
  }

  // --- telling --------------------------------------------------------------------------------------------------------

  const asOf = () => page.asOf.toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });

  function lost() {
    timers.lost ??= setTimeout(() => {
      line.textContent = `Verbindung unterbrochen, Stand ${asOf()} Uhr. Die Seite holt alles nach, sobald die Verbindung wieder da ist.`;
      line.hidden = false;
    }, PATIENCE);
  }

  function connected() {
    clearTimeout(timers.lost);
    timers.lost = undefined;
    if (!page.over) line.hidden = true;
  }

  /** The session is over: what is shown stays, and grows old. */
  function end() {
    connected();
    page.over = true;
    close();
    const door = document.createElement("a");
    door.href = `${news.replace(/neues$/, "anmelden")}?weiter=${encodeURIComponent(location.pathname + location.search)}`;
    door.textContent = "Neu anmelden";
    line.replaceChildren(`Ihre Sitzung ist beendet, Stand ${asOf()} Uhr. `, door);
    line.hidden = false;
  }

  const unsaid = [];

  function say(sentences) {
    unsaid.push(...sentences);
    if (!unsaid.length || timers.voice) return;
    voice.textContent = unsaid.length > 3 ? `${unsaid.length} Neuigkeiten auf dieser Seite` : unsaid.join(". ");
    unsaid.length = 0;
    timers.voice = setTimeout(() => {
      timers.voice = undefined;
      say([]);
    }, SILENCE);
  }

  /** What the new section says and the old one did not. */
  function newsIn(old, fresh) {
    const said = (section) => [...section.querySelectorAll("[data-says]")].map((element) => element.dataset.says);
    const before = said(old);
    return said(fresh).filter((sentence) => {
      const at = before.indexOf(sentence);
      if (at >= 0) before.splice(at, 1);
      return at < 0;
    });
  }

  // --- showing --------------------------------------------------------------------------------------------------------

  function isTyped(field) {
    if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue;
  }

  function isInUse(section) {
    const here = document.activeElement;
    if (section.contains(here) && here.matches(TYPED)) return true;
    return section.querySelector("[aria-invalid=true]") !== null || [...section.querySelectorAll(TYPED)].some(isTyped);
  }

  function take(fresh) {
    page.known = fresh.body.dataset.known ?? page.known;
    page.asOf = new Date();
    const sentences = [];
    for (const section of sections()) {
      const name = section.dataset.live;
      const next = fresh.querySelector(`[data-live="${CSS.escape(name)}"]`);
      const html = next?.outerHTML;
      if (!next || html === came.get(name) || isInUse(section)) continue;
      came.set(name, html);
      sentences.push(...newsIn(section, next));
      replace(section, next);
    }
    say(sentences);
    document.dispatchEvent(new Event("desk:changed"));
  }

  function replace(section, fresh) {
    const forms = (within) => [...within.querySelectorAll("form, button[value]")].map((one) => one.getAttribute("action") ?? one.value).join();
    const held = section.contains(document.activeElement);
    const other = forms(section) !== forms(fresh);
    morph(section, fresh);
    if (other) {
      section.dataset.surprise = "";
      setTimeout(() => delete section.dataset.surprise, SURPRISE);
    }
    if (held && !section.contains(document.activeElement)) {
      section.tabIndex = -1;
      section.focus({ preventScroll: true });
    }
  }

  /** What makes an element the same one as before, whatever else of it has changed; nothing: its place does. */
  function key(node) {
    if (!(node instanceof Element)) return "";
    const own = node.id || node.getAttribute("href") || node.getAttribute("action") || (node.matches("button[value]") && node.value);
    return own || (node.matches("tr, li") && node.querySelector("a[href]")?.getAttribute("href")) || "";
  }

  function isSame(old, fresh) {
    return old.nodeName === fresh.nodeName && key(old) === key(fresh);
  }

  /** Makes a node be like another one, touching only what differs. */
  function morph(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (!(old instanceof Element)) {
      old.nodeValue = fresh.nodeValue;
      return;
    }
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const [stale, wanted] = [[...old.childNodes], [...fresh.childNodes]];
    while (stale.length && wanted.length && stale[0].isEqualNode(wanted[0])) {
      stale.shift();
      wanted.shift();
    }
    let after = null;
    while (stale.length && wanted.length && stale.at(-1).isEqualNode(wanted.at(-1))) {
      after = stale.pop();
      wanted.pop();
    }
    align(old, stale, wanted, after);
  }

  function align(parent, before, wanted, after) {
    const keys = new Set(wanted.map(key));
    const isGone = (node) => key(node) !== "" && !keys.has(key(node));
    const stale = before.filter((node) => !isGone(node));
    for (const node of before) if (isGone(node)) node.remove();
    for (const node of wanted) {
      const at = stale.findIndex((one) => isSame(one, node));
      if (at < 0) {
        parent.insertBefore(document.importNode(node, true), stale[0] ?? after);
        continue;
      }
      const [kept] = stale.splice(at, 1);
      if (at > 0) parent.insertBefore(kept, stale[0]);
      morph(kept, node);
    }
    for (const node of stale) node.remove();
  }

  // --- when -----------------------------------------------------------------------------------------------------------

  if (news) {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        close();
        return;
      }
      open();
      lookIn(Math.max(0, page.asked + MINUTE - performance.now()));
    });
    addEventListener("pagehide", close);
    // Back from another page: this one is as it was left.
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      open();
      lookIn(0);
    });
    addEventListener("click", (event) => {
      if (event.target.closest?.("[data-surprise] button")) event.preventDefault();
    });
    // What had to wait for somebody who typed.
    document.addEventListener("focusout", (event) => {
      if (event.target.closest?.("[data-live]")) lookIn(REST);
    });
    open();
    lookIn(MINUTE);
  }
}
