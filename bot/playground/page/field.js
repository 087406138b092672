// An option of a command: what can be typed or chosen, with live completions.

import { el, unique } from './dom.js';
import { post, upload } from './api.js';
import * as panel from './panel.js';
import { describe, nameOf, state } from './state.js';

const kinds = { integer: 4, boolean: 5, user: 6, channel: 7, role: 8, number: 10, attachment: 11 };
const wait = 120; // ms after the last key

/** Returns the choices that are known without asking the bot, or null if any text can be typed. */
function choices(o) {
  const named = (all) => all.map((x) => ({ label: x.name, value: x.id }));
  switch (o.type) {
    case kinds.boolean: return [{ label: 'True', value: true }, { label: 'False', value: false }];
    case kinds.user: return named(state.world.people);
    case kinds.channel: return named(state.world.channels.filter((c) => !c.only)).map((c) => ({ ...c, label: `#${c.label}` }));
    case kinds.role: return named(state.world.roles);
    default: return o.choices?.length ? o.choices.map((c) => ({ label: nameOf(c), value: c.value })) : null;
  }
}

/** The field of an option of a command that is being filled in. */
export function field(option, { chosen, given, leave }) {
  const id = unique('option');
  const fixed = choices(option);
  const asks = option.autocomplete && !fixed;
  const isFile = option.type === kinds.attachment;
  const isNumber = option.type === kinds.integer || option.type === kinds.number;
  const heading = `${nameOf(option)}: ${describe(option)}`;
  let picked = null; // {label, value}
  let file = null;
  let timer = 0;
  let asked = 0;

  const input = el('input', {
    id, type: isFile ? 'file' : 'text', autocomplete: 'off', inputmode: isNumber && 'numeric', 'aria-required': option.required && 'true',
    maxlength: option.max_length || null, 'aria-description': describe(option), 'data-option': option.name,
    ...(fixed || asks ? { role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': 'panel-list' } : {}),
  });
  const element = el('div', { class: `field${isFile ? ' file' : ''}` }, el('label', { for: id }, nameOf(option)), input);

  const pick = (item) => {
    picked = item;
    input.value = item.label;
    panel.show(input, heading, []);
  };
  const suggest = () => {
    if (fixed) {
      const wanted = picked ? '' : input.value.trim().toLowerCase();
      const fits = fixed.filter((c) => c.label.toLowerCase().includes(wanted));
      panel.show(input, fits.length ? heading : 'No option is called like that', fits, { first: !picked, pick });
      return;
    }
    panel.show(input, heading, []);
    if (!asks) return;
    clearTimeout(timer);
    timer = setTimeout(complete, wait);
  };
  const complete = async () => {
    const mine = ++asked;
    try {
      const answer = await post('/api/interactions', {
        kind: 'complete', person: state.person, channel: state.channel, locale: state.locale,
        command: chosen.command.id, path: chosen.path, options: given(self),
      });
      if (mine !== asked || document.activeElement !== input) return;
      const found = (answer.response?.data?.choices || []).map((c) => ({ label: nameOf(c), value: c.value }));
      panel.show(input, heading, found, { pick });
    } catch { /* a completion that fails shows nothing, as in Discord */ }
  };

  input.addEventListener('focus', suggest);
  input.addEventListener('blur', () => {
    clearTimeout(timer);
    asked++;
    panel.hide();
  });
  input.addEventListener('input', () => {
    picked = null;
    if (isFile) file = input.files[0] ? upload(input.files[0]) : null;
    suggest();
  });
  input.addEventListener('keydown', (e) => {
    if (panel.key(e, input)) return;
    if (e.key === 'Backspace' && input.value === '' && !isFile) {
      e.preventDefault();
      leave();
    }
  });

  const self = {
    option, element, input,
    filled: () => (isFile ? input.files.length > 0 : input.value.trim() !== ''),
    type: (text) => { input.value = text; },
    /** What keeps the field from being sent, in words for people, or "". */
    problem() {
      const name = nameOf(option);
      if (!self.filled()) return option.required ? `“${name}” must be filled in.` : '';
      if (fixed && !found()) return `“${name}” must be one of the options.`;
      if (isNumber && !/^-?\d+([.,]\d+)?$/.test(input.value.trim())) return `“${name}” must be a number.`;
      return '';
    },
    /** Returns the option in the form that the server accepts, with the id of an uploaded file in place of the file. */
    filledIn: (focused) => (focused ? { name: option.name, value: input.value, focused } : { name: option.name, value: value() }),
  };

  /** Returns the choice that was picked or typed, or the only choice that matches the typed text. */
  const found = () => {
    const typed = input.value.trim().toLowerCase();
    const fits = fixed.filter((c) => c.label.toLowerCase().includes(typed));
    return picked || fixed.find((c) => c.label.toLowerCase() === typed) || (fits.length === 1 ? fits[0] : null);
  };
  const value = () => {
    if (isFile) return file; // a promise of an attachment
    if (fixed) return found()?.value ?? input.value;
    if (isNumber) return Number(input.value.replace(',', '.'));
    return picked ? picked.value : input.value;
  };
  return self;
}
