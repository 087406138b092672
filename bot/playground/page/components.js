// Buttons and menus below a message.

import { el, isWeb } from './dom.js';
import { select } from './select.js';

const button = 2;
const menu = 3;
const styles = ['', 'primary', 'secondary', 'success', 'danger', 'link'];

/** The rows of a message's components. */
export function rows(m, act) {
  return (m.components || []).map((row) => el('div', { class: 'row' }, (row.components || []).map((c) => {
    if (c.type === menu) return select(c, (values) => act.use(m, c, values));
    return c.type === button ? press(m, c, act) : null;
  })));
}

function press(m, c, act) {
  const words = [c.emoji?.name && !c.emoji.id ? `${c.emoji.name} ` : '', c.label || ''].join('');
  if (styles[c.style] === 'link') {
    return el('a', { class: 'button link', href: isWeb(c.url) ? c.url : null, target: '_blank', rel: 'noopener noreferrer' }, words,
      el('span', { 'aria-hidden': 'true' }, ' ↗'));
  }
  return el('button', {
    type: 'button', class: `button ${styles[c.style] || 'secondary'}`, disabled: c.disabled, 'data-custom-id': c.custom_id,
    onclick: (event) => act.use(m, c, null, event.currentTarget),
  }, words);
}
