// The keys of the desk: whoever has a queue before her pushes a button without reaching for the mouse. What can be pushed says
// so itself, `data-key="d"`; a field gets the focus instead. No key does anything while something is typed or held down
// with it, and all of them can be switched off (WCAG 2.1.4). Nothing here is needed to use the desk.

const OFF = "tastenkuerzel-aus";
const TYPING = "input, select, textarea, [contenteditable]";

const page = document.documentElement;
const toggle = document.querySelector("[data-keys-toggle]");

/** Shows whether keys work, and says so to those who listen. */
function show(on) {
  page.dataset.keys = on ? "on" : "off";
  for (const element of document.querySelectorAll("[data-key]")) {
    if (on) element.setAttribute("aria-keyshortcuts", element.dataset.key);
    else element.removeAttribute("aria-keyshortcuts");
  }
  if (!toggle) return;
  toggle.hidden = false;
  toggle.textContent = on ? "Tastenkürzel ausschalten" : "Tastenkürzel einschalten";
}

/** What this key pushes: on the page itself before the way around. */
function wearer(key) {
  const wanted = `[data-key~="${CSS.escape(key)}"]`;
  return document.querySelector(`main ${wanted}`) ?? document.querySelector(wanted);
}

toggle?.addEventListener("click", () => {
  const on = page.dataset.keys === "off";
  if (on) sessionStorage.removeItem(OFF);
  else sessionStorage.setItem(OFF, "1");
  show(on);
});

addEventListener("keydown", (event) => {
  if (page.dataset.keys !== "on" || event.defaultPrevented || event.repeat || event.isComposing) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
  // A stroke is Shift and 7 on German keyboards, so Shift matters to letters only.
  const key = event.key.toLowerCase();
  if (key.length !== 1 || key === " " || (event.shiftKey && key !== key.toUpperCase())) return;
  const element = wearer(key);
  if (!element) return;
  event.preventDefault();
  if (element.matches(TYPING)) element.focus();
  else element.click();
});

document.addEventListener("desk:changed", () => show(page.dataset.keys === "on"));

show(sessionStorage.getItem(OFF) === null);

// Printing is the browser's; a button for it is shown only where it does something. Paper says when it was printed, since
// what it shows was so when the page was loaded.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
addEventListener("beforeprint", () => {
  const now = new Date().toLocaleString("de-DE", { dateStyle: "medium", timeStyle: "short" });
  for (const place of document.querySelectorAll("[data-printed]")) place.textContent = ` · gedruckt: ${now} Uhr`;
});
