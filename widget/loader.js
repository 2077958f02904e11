// Defines <rathaus-termin>. Until the widget is ready, and for ever if a policy, the network or an old
// browser say no, the children of the element stay as they are: a plain link to the town's booking page.
// The build fills in the two hashed names.
(() => {
  const script = document.currentScript.src;
  const at = (path) => new URL(path, script);
  let module;
  // On a slow line every wait for an answer counts: script, WebAssembly and town are asked for side by side.
  const load = () =>
    (module ??= Promise.all([import(at("WIDGET_JS")), fetch(at("WIDGET_WASM"))]).then(async ([widget, wasm]) => {
      await widget.default(wasm);
      return widget;
    }));

  class RathausTermin extends HTMLElement {
    #eye;
    #life;

    connectedCallback() {
      this.#eye = new IntersectionObserver(
        (entries) => entries.some((entry) => entry.isIntersecting) && this.#start(),
        { rootMargin: "400px" },
      );
      this.#eye.observe(this);
    }

    async #start() {
      this.#eye.disconnect();
      const home = at(`../../api/v1/towns/${encodeURIComponent(this.getAttribute("town"))}`).href;
      const town = fetch(`${home}?lang=${encodeURIComponent(this.closest("[lang]")?.lang)}`, {
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(15000),
      });
      // Whoever mounts it hears of trouble.
      town.catch(() => {});
      try {
        const { mount } = await load();
        // The element may have left the page, or come back, while the module was on its way.
        if (this.isConnected) this.#life ??= mount(this, home, town);
      } catch {
        module = undefined;
        this.dispatchEvent(new Event("rathaustermin:failed", { bubbles: true, composed: true }));
      }
    }

    disconnectedCallback() {
      this.#eye.disconnect();
      this.#life?.unmount();
      this.#life = undefined;
    }
  }

  // A page that includes the script twice keeps the first definition.
  customElements.get("rathaus-termin") || customElements.define("rathaus-termin", RathausTermin);
})();
