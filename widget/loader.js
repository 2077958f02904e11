// Defines <rathaus-termin>. Until the widget is ready, and for ever if a policy, the network or an old
// browser say no, the children of the element stay as they are: a plain link to the town's booking page.
// The build fills in the two hashed names.
(() => {
  const base = new URL(".", document.currentScript.src);
  let module;
  const load = () =>
    (module ??= import(new URL("WIDGET_JS", base)).then(async (widget) => {
      await widget.default(new URL("WIDGET_WASM", base));
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
      try {
        const { mount } = await load();
        // The element may have left the page, or come back, while the module was on its way.
        if (this.isConnected) this.#life ??= mount(this, new URL("../..", base).href);
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
