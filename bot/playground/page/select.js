// A select menu, as the select-only combobox of the ARIA practices.

import { el, unique } from './dom.js';

/** A menu of a component's options; pick is called with the selected values. */
export function select(c, pick) {
  const id = unique('select');
  const most = c.max_values || 1;
  const least = c.min_values ?? 1;
  const chosen = new Set((c.options || []).filter((o) => o.default).map((o) => o.value));
  let active = -1;

  const options = (c.options || []).map((o, i) => el('div', {
    role: 'option', id: `${id}-${i}`, class: 'option', 'aria-selected': String(chosen.has(o.value)), 'data-value': o.value,
    onmousedown: (e) => e.preventDefault(), onclick: () => take(i),
  }, el('span', { class: 'option-name' }, o.label), o.description ? el('span', { class: 'option-detail' }, o.description) : null));
  const list = el('div', { role: 'listbox', id: `${id}-list`, class: 'select-list', 'aria-label': c.placeholder || 'Options', hidden: true,
    'aria-multiselectable': most > 1 && 'true' }, options);
  const shown = (c.options || []).filter((o) => o.default).map((o) => o.label).join(', ');
  const box = el('div', {
    role: 'combobox', class: 'select', tabindex: c.disabled ? null : '0', 'aria-haspopup': 'listbox', 'aria-expanded': 'false',
    'aria-controls': `${id}-list`, 'aria-label': c.placeholder || 'Choose', 'aria-disabled': c.disabled && 'true', 'data-custom-id': c.custom_id,
    onclick: () => !c.disabled && (list.hidden ? open() : close()), onkeydown: key, onblur: () => close(),
  }, el('span', {}, shown || c.placeholder || 'Choose'), el('span', { 'aria-hidden': 'true' }, '▾'));

  function open() {
    list.hidden = false;
    box.setAttribute('aria-expanded', 'true');
    move(Math.max(0, active));
    list.scrollIntoView({ block: 'nearest' });
  }

  function close() {
    if (list.hidden) return;
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
    if (most > 1 && chosen.size >= least) pick([...chosen]);
  }

  function move(to) {
    if (!options.length) return;
    options[active]?.classList.remove('active');
    active = (to + options.length) % options.length;
    options[active].classList.add('active');
    options[active].scrollIntoView({ block: 'nearest' });
    box.setAttribute('aria-activedescendant', options[active].id);
  }

  function take(i) {
    const value = c.options[i].value;
    if (most > 1) {
      if (!chosen.delete(value) && chosen.size < most) chosen.add(value);
      options[i].setAttribute('aria-selected', String(chosen.has(value)));
      return;
    }
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.firstChild.textContent = c.options[i].label;
    pick([value]);
  }

  function key(e) {
    if (c.disabled) return;
    const keys = {
      ArrowDown: () => (list.hidden ? open() : move(active + 1)),
      ArrowUp: () => (list.hidden ? open() : move(active - 1)),
      Home: () => (list.hidden ? open() : move(0)),
      End: () => (list.hidden ? open() : move(options.length - 1)),
      Enter: () => (list.hidden ? open() : take(active)),
      ' ': () => (list.hidden ? open() : take(active)),
      Escape: () => close(),
    };
    if (!keys[e.key] || (e.key === 'Escape' && list.hidden)) return;
    e.preventDefault();
    keys[e.key]();
  }

  return el('div', { class: 'select-box' }, box, list);
}
