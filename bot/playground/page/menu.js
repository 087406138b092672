// The menu of a message.

import { el } from './dom.js';

let close = () => {};

/**
 * Opens a menu of items ({label, act}) at a button or, if pointer is given, at
 * its place ({x, y} in the window).
 */
export function openMenu(button, items, pointer) {
  close();
  const entries = items.map((item) => el('button', { type: 'button', role: 'menuitem', tabindex: '-1', class: 'menu-item', onclick: () => {
    close();
    item.act();
  } }, item.label));
  const menu = el('div', { role: 'menu', class: 'menu', 'aria-label': 'What can be done with the message', onkeydown: key }, entries);
  button.setAttribute('aria-expanded', 'true');
  button.after(menu);
  if (pointer) place(menu, pointer);
  entries[0]?.focus();
  menu.scrollIntoView({ block: 'nearest' });
  const outside = (e) => {
    if (!menu.contains(e.target)) close();
  };
  document.addEventListener('pointerdown', outside);
  close = () => {
    document.removeEventListener('pointerdown', outside);
    button.setAttribute('aria-expanded', 'false');
    const inside = menu.contains(document.activeElement);
    menu.remove();
    if (inside && button.isConnected) button.focus({ preventScroll: Boolean(pointer) });
    close = () => {};
  };

  function key(e) {
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[e.key];
    if (to !== undefined) entries[(to + entries.length) % entries.length].focus();
    else if (e.key === 'Escape' || e.key === 'Tab') close();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }
}

/** Puts a menu at a point, or as near as it has room between the messages' edges. */
function place(menu, { x, y }) {
  const edge = 8;
  const around = menu.offsetParent.getBoundingClientRect();
  const room = menu.closest('.log').getBoundingClientRect();
  const fit = (at, size, from, to) => Math.max(from + edge, Math.min(at, to - size - edge));
  menu.style.right = 'auto';
  menu.style.left = `${fit(x, menu.offsetWidth, room.left, room.right) - around.left}px`;
  menu.style.top = `${fit(y, menu.offsetHeight, room.top, room.bottom) - around.top}px`;
}
