// Making and finding elements. Text is only ever set as text.

/** Returns the element with that id. */
export const byID = (id) => document.getElementById(id);

/**
 * A new element. Attributes that are false or null are left out; "class" and
 * "data-…" are attributes like others; functions listen ("onclick").
 */
export function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') e.addEventListener(name.slice(2), value);
    else e.setAttribute(name, value === true ? '' : value);
  }
  e.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined));
  return e;
}

/** Announces a text to screen readers. */
export function announce(text) {
  byID('status').textContent = text;
}

let last = 0;

/** An id that no other element has. */
export const unique = (name) => `${name}-${++last}`;

/** Whether an address leads to the web. */
export const isWeb = (address) => /^https?:\/\//i.test(address);

/** Shows a problem below the list, or hides it if words is "". */
export function complain(words) {
  byID('problem').textContent = words;
}
