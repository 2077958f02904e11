// Measures: whether something runs over, is cut off, is too small to read or to hit. Looks into open shadow roots.

/** What would make people scroll sideways, or cuts text off; empty when all is well. */
export function overflow(page) {
  return page.evaluate(() => {
    const found = [];
    const view = document.scrollingElement;
    if (view.scrollWidth > view.clientWidth) found.push(`the page is ${view.scrollWidth} px wide in ${view.clientWidth} px`);
    const roots = [document, ...[...document.querySelectorAll("*")].map((host) => host.shadowRoot).filter(Boolean)];
    for (const element of roots.flatMap((root) => [...root.querySelectorAll("*")])) {
      const style = getComputedStyle(element);
      const rect = element.getBoundingClientRect();
      const name = `${element.localName}${element.id ? `#${element.id}` : ""}.${element.className} "${(element.innerText ?? "").slice(0, 40)}"`;
      // What only listeners get is one pixel wide on purpose.
      if (rect.width <= 1 || rect.height <= 1 || style.visibility === "hidden" || element.closest("svg, .sr, .kern-sr-only, .skip")) continue;
      const scrolls = /auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const cut = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && element.innerText;
      if (scrolls && !element.closest("pre, [role=region]")) found.push(`${name} scrolls sideways`);
      if (cut) found.push(`${name} is cut off`);
      // What stands in a region that scrolls is cut off at its edge.
      const inside = element.parentElement?.closest("[role=region]");
      const scrolled = inside && /auto|scroll/.test(getComputedStyle(inside).overflowX);
      if (rect.right > view.clientWidth + 1 && style.position !== "fixed" && !scrolled) found.push(`${name} sticks out to ${Math.round(rect.right)} px`);
    }
    return [...new Set(found)];
  });
}

/** Visible text smaller than this inside the widget. */
export function smallText(host, least) {
  return host.evaluate((host, least) => {
    const found = [];
    const walker = document.createTreeWalker(host.shadowRoot, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !element?.checkVisibility() || element.closest(".sr")) continue;
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (size < least) found.push(`${size} px: "${node.data.trim().slice(0, 40)}"`);
    }
    return found;
  }, least);
}

/** Buttons, fields, radio buttons and boxes of the widget that are harder to hit than they should be. */
export function smallTargets(host, least) {
  return host.evaluate((host, least) => {
    const found = [];
    for (const element of host.shadowRoot.querySelectorAll("button, input, textarea, summary, a.btn")) {
      if (!element.checkVisibility()) continue;
      // A button inside a sentence is a word of it; what a label covers is as large as the label.
      if (element.matches(".link")) continue;
      const target = element.closest("label") ?? element;
      const { width, height } = target.getBoundingClientRect();
      // Seven days stand side by side, also on the narrowest phone: there WCAG's own measure has to do.
      const narrowest = element.matches("[data-do=day]") ? 24 : least;
      if (height < least - 0.5 || width < narrowest - 0.5) {
        found.push(`${Math.round(width)} × ${Math.round(height)}: ${element.getAttribute("aria-label") ?? element.innerText ?? element.id}`);
      }
    }
    return found;
  }, least);
}

/** How the widget's text stands, whatever the page around it does: everything but the font, its size and its colour, which
 * are the page's on purpose. */
export function bearing(host) {
  return host.evaluate((host) => {
    const wanted = ["fontStyle", "fontVariantCaps", "letterSpacing", "wordSpacing", "textTransform", "textIndent", "textAlign", "whiteSpaceCollapse", "textWrapMode", "display", "borderTopStyle", "visibility", "cursor", "opacity"];
    const shown = {};
    for (const selector of ["[part=frame]", "#heading", "#step", "label", "#search", ".row", ".row button", ".name b", ".meta", "summary", "#foot .btn", "#legal", "#legal a"]) {
      const style = getComputedStyle(host.shadowRoot.querySelector(selector));
      const lineHeight = (parseFloat(style.lineHeight) / parseFloat(style.fontSize)).toFixed(2);
      shown[selector] = { ...Object.fromEntries(wanted.map((property) => [property, style[property]])), lineHeight };
    }
    return shown;
  });
}
