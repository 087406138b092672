// The form of a command: its options, which are filled in one by one.

import { complain, el, unique } from './dom.js';
import * as panel from './panel.js';
import { describe, nameOf } from './state.js';
import { field } from './field.js';

/**
 * Fills a form element with a command's options. rest is the text typed after
 * its name. act.run gets the options and returns whether they were accepted;
 * act.end is called when the form is left.
 */
export function commandForm(form, chosen, rest, act) {
  const fields = [];
  const held = el('div', { class: 'fields' });
  const optional = chosen.options.filter((o) => !o.required);
  const more = el('div', { class: 'more', role: 'group', 'aria-label': 'Options that can be added' });
  const words = el('span', { class: 'command-name', id: unique('command') }, `/${chosen.words}`);
  const send = el('button', { type: 'submit', class: 'button primary' }, 'Send');
  const cancel = el('button', { type: 'button', class: 'button secondary', onclick: () => act.end() }, 'Cancel');

  const given = (focused) => fields.filter((f) => f === focused || f.filled()).map((f) => f.filledIn(f === focused));

  function add(option, at = fields.length) {
    const f = field(option, { chosen, given, submit: () => form.requestSubmit(), leave: () => leave(f) });
    fields.splice(at, 0, f);
    held.insertBefore(f.element, held.children[at] || null);
    offer();
    return f;
  }

  function leave(f) {
    if (f.option.required) return act.end();
    const at = fields.indexOf(f);
    panel.hide();
    fields.splice(at, 1);
    f.element.remove();
    offer();
    return (fields[at - 1]?.input || more.querySelector('button') || send).focus();
  }

  function offer() {
    const left = optional.filter((o) => !fields.some((f) => f.option === o));
    more.replaceChildren(...left.map((o) => el('button', {
      type: 'button', class: 'add', title: describe(o), 'data-option': o.name, onclick: () => add(o).input.focus(),
    }, `+ ${nameOf(o)}`)));
    more.hidden = !left.length;
  }

  chosen.options.filter((o) => o.required).forEach((o) => add(o));
  if (rest && !fields.length && optional.length) add(optional[0]);
  if (rest && fields.length) fields[0].type(rest);
  offer();
  form.replaceChildren(el('div', { class: 'command-head' }, words, el('span', { class: 'command-about' }, chosen.description)),
    held, more, el('div', { class: 'command-foot' }, send, cancel));
  form.setAttribute('aria-labelledby', words.id);
  form.onkeydown = (e) => {
    if (e.key !== 'Escape' || e.defaultPrevented) return;
    e.preventDefault();
    act.end();
  };
  form.onsubmit = async (e) => {
    e.preventDefault();
    panel.hide();
    const wrong = fields.find((f) => f.problem());
    if (wrong) {
      complain(wrong.problem());
      wrong.input.focus();
      return;
    }
    send.disabled = true;
    const taken = await act.run(given(null));
    send.disabled = false;
    if (taken) act.end();
  };
  (fields[0]?.input || send).focus();
}
