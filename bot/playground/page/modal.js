// The modal window that the bot opens for a person to fill in.

import { byID, el, unique } from './dom.js';

const dialog = byID('modal');
const paragraph = 2;

/** Opens a window; submit gets its inputs by custom_id and returns an error text, or "". */
export function openModal(modal, submit) {
  const back = document.activeElement;
  const problem = el('p', { class: 'problem', role: 'alert' });
  const inputs = (modal.components || []).flatMap((row) => row.components || []);
  const send = el('button', { type: 'submit', class: 'button primary' }, 'Submit');
  const form = el('form', {
    novalidate: true,
    onsubmit: async (e) => {
      e.preventDefault();
      const values = Object.fromEntries(inputs.map((i) => [i.custom_id, form.elements[i.custom_id].value]));
      send.disabled = true;
      problem.textContent = await submit(values);
      send.disabled = false;
      if (!problem.textContent) dialog.close();
    },
  },
  el('h2', { id: 'modal-title' }, modal.title), inputs.map(inputOf), problem,
  el('div', { class: 'modal-foot' }, send, el('button', { type: 'button', class: 'button secondary', onclick: () => dialog.close() }, 'Cancel')));
  dialog.replaceChildren(form);
  dialog.onclose = () => {
    dialog.replaceChildren();
    const to = back?.isConnected ? back : byID('text');
    (to.offsetParent ? to : byID('text')).focus();
  };
  dialog.showModal();
  form.querySelector('input, textarea')?.focus();
}

function inputOf(c) {
  const id = unique('input');
  const most = c.max_length || 4000;
  const count = el('span', { class: 'modal-count' }, `0 / ${most}`);
  const shared = {
    id, name: c.custom_id, maxlength: most, minlength: c.min_length || null, placeholder: c.placeholder || null,
    'aria-required': c.required !== false && 'true',
    oninput: (e) => { count.textContent = `${[...e.target.value].length} / ${most}`; },
  };
  const input = c.style === paragraph ? el('textarea', { ...shared, rows: '8' }) : el('input', { type: 'text', ...shared });
  if (c.value) input.value = c.value;
  return el('div', { class: 'modal-field' },
    el('div', { class: 'modal-label' }, el('label', { for: id }, c.label), c.required !== false ? el('span', { class: 'modal-must' }, 'required') : null, count),
    input);
}
