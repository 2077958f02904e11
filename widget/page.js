// Drawing, as the widget's views ask for it: one element is open at a time, everything lands in it.
// Text is only ever set as text. Knows nothing of appointments and keeps nothing but the open element.

let at;

/** Opens the region of this id, emptied. What belongs to a step that is gone is drawn nowhere. */
export function region(root, id) {
  at = root.getElementById(id) ?? document.createElement("i");
  at.textContent = "";
}

/** Opens the first element that fits. */
export function find(root, selector) {
  at = root.querySelector(selector);
  return !!at;
}

/** Sets an attribute of every element that fits, or its text if no attribute is named. */
export function every(root, selector, name, value) {
  for (const one of root.querySelectorAll(selector)) {
    if (name) one.setAttribute(name, value);
    else one.textContent = value;
  }
}

/** Opens a new element inside the open one: "div.card.wide#place" has two classes and an id. */
export function open(what) {
  const [names, id] = what.split("#");
  const [tag, ...classes] = names.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  if (id) element.id = id;
  at.append(element);
  at = element;
}

/** Back to the element around the open one. */
export function close() {
  at = at.parentNode;
}

/** Sets an attribute of the open element. */
export function attr(name, value) {
  at.setAttribute(name, value);
}

/** Appends text to the open element. */
export function text(text) {
  at.append(text);
}

/** Replaces what is in the open element. */
export function put(text) {
  at.textContent = text;
}

/** Gives the focus to the open element. */
export function focus() {
  at.focus();
}

/** A custom property of the open element; no style attribute, which a host's policy may forbid. */
export function colour(name, value) {
  at.style.setProperty(name, value);
}

/** Remembers what has the focus, so that `refocus` finds what stands there after a redraw. */
export function mark(root) {
  const { id, dataset } = root.activeElement ?? {};
  return dataset && (id ? `[id="${id}"]` : `[data-do="${dataset.do}"][data-with="${dataset.with}"]`);
}

/** Gives the focus back if the redraw took it. */
export function refocus(root, selector) {
  if (!root.activeElement) root.querySelector(selector)?.focus();
}
