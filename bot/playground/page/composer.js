// Where a person writes: a message or, after "/", a command.

import { byID, complain } from './dom.js';
import { post } from './api.js';
import * as panel from './panel.js';
import { channelOf, state, typed } from './state.js';
import { commandForm } from './command.js';

const text = byID('text');
const say = byID('say');
const form = byID('command');
const narrow = matchMedia('(max-width: 360px)'); // there is no room for more words

/** Starts the composer; run gets the result of a command form. */
export function startComposer(run) {
  narrow.addEventListener('change', nameComposer);
  text.addEventListener('input', suggest);
  text.addEventListener('focus', suggest);
  text.addEventListener('blur', () => panel.hide());
  text.addEventListener('keydown', (e) => panel.key(e, text));
  say.addEventListener('submit', async (e) => {
    e.preventDefault();
    const content = text.value.trim();
    if (!content) return;
    if (content.startsWith('/')) {
      complain('There is no such command. Type / to see those that there are.');
      return;
    }
    try {
      await post('/api/messages', { person: state.person, channel: state.channel, content });
      text.value = '';
      complain('');
    } catch (error) {
      complain(error.message);
    }
  });

  function suggest() {
    complain('');
    const value = text.value;
    if (!value.startsWith('/')) {
      panel.hide();
      return;
    }
    const all = typed(state.channel);
    const whole = all.filter((c) => begins(value, c.words) || begins(value, c.plain)).sort((a, b) => b.plain.length - a.plain.length)[0];
    if (whole) {
      const words = begins(value, whole.words) ? whole.words : whole.plain;
      begin(whole, value.slice(words.length + 2));
      return;
    }
    const wanted = value.slice(1).toLowerCase();
    const fits = all.filter((c) => c.words.toLowerCase().includes(wanted) || c.plain.includes(wanted))
      .sort((a, b) => Number(b.words.toLowerCase().startsWith(wanted)) - Number(a.words.toLowerCase().startsWith(wanted)));
    panel.show(text, fits.length ? 'Commands of Verbatim' : 'No command is called like that',
      fits.map((c) => ({ label: `/${c.words}`, detail: c.description, value: c })), { first: true, pick: (item) => begin(item.value, '') });
  }

  function begin(chosen, rest) {
    panel.hide();
    complain('');
    say.hidden = true;
    form.hidden = false;
    commandForm(form, chosen, rest, { run: (options) => run(chosen, options), end });
  }

  function end() {
    panel.hide();
    form.replaceChildren();
    form.hidden = true;
    say.hidden = false;
    text.value = '';
    text.focus();
  }

  return { end };
}

const begins = (value, words) => value.toLowerCase().startsWith(`/${words.toLowerCase()} `);

/** Says which channel is written in. */
export function nameComposer() {
  const c = channelOf(state.channel);
  const name = c.only ? `@${c.name}` : `#${c.name}`;
  text.setAttribute('aria-label', `Message ${name}; type / for commands`);
  text.placeholder = narrow.matches ? `Message ${name}` : `Message ${name}, or / for commands`;
}
