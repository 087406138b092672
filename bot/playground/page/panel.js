// The list above the composer, from which commands and values are chosen: the
// popup of whichever combobox has the focus.

import { byID, el } from './dom.js';

const panel = byID('panel');
const title = byID('panel-title');
const list = byID('panel-list');

// The list grows up to the top of the messages, wherever the composer begins.
new ResizeObserver(([log]) => panel.style.setProperty('--room', `${Math.floor(log.borderBoxSize[0].blockSize) - 8}px`)).observe(byID('log'));

let owner = null;
let items = [];
let active = -1;
let picked = () => {};

/** Shows items ({label, detail, value}) of an input, under a title. */
export function show(input, heading, shown, { first = false, pick = () => {} } = {}) {
  if (owner && owner !== input) hide();
  owner = input;
  items = shown;
  picked = pick;
  title.textContent = heading;
  list.replaceChildren(...items.map((item, i) => el('div', {
    role: 'option', id: `suggestion-${i}`, class: 'option', 'aria-selected': 'false',
    onmousedown: (e) => e.preventDefault(), onclick: () => choose(i),
  }, el('span', { class: 'option-name' }, item.label), item.detail ? el('span', { class: 'option-detail' }, item.detail) : null)));
  list.hidden = !items.length;
  panel.hidden = !items.length && !heading;
  active = -1;
  if (owner.getAttribute('role') === 'combobox') owner.setAttribute('aria-expanded', String(items.length > 0));
  mark(first && items.length ? 0 : -1);
}

export function hide() {
  panel.hidden = true;
  list.replaceChildren();
  if (owner?.getAttribute('role') === 'combobox') owner.setAttribute('aria-expanded', 'false');
  owner?.removeAttribute('aria-activedescendant');
  owner = null;
  items = [];
  active = -1;
}

/** Whether a list of the input's is open. */
export const isOpen = (input) => owner === input && items.length > 0;

function mark(i) {
  list.children[active]?.setAttribute('aria-selected', 'false');
  active = i;
  const option = list.children[active];
  if (!option) {
    owner?.removeAttribute('aria-activedescendant');
    return;
  }
  option.setAttribute('aria-selected', 'true');
  option.scrollIntoView({ block: 'nearest' });
  owner.setAttribute('aria-activedescendant', option.id);
}

function choose(i) {
  const item = items[i];
  if (item) picked(item);
}

/** Handles a key in an open list. Returns whether the key had a meaning there. */
export function key(e, input) {
  if (!isOpen(input)) return false;
  switch (e.key) {
    case 'ArrowDown':
      mark(active + 1 >= items.length ? 0 : active + 1);
      break;
    case 'ArrowUp':
      mark(active <= 0 ? items.length - 1 : active - 1);
      break;
    case 'Enter':
    case 'Tab':
      if (active < 0 || e.shiftKey) return false;
      choose(active);
      break;
    case 'Escape':
      list.hidden = true;
      items = [];
      owner.setAttribute('aria-expanded', 'false');
      owner.removeAttribute('aria-activedescendant');
      break;
    default:
      return false;
  }
  e.preventDefault();
  return true;
}
