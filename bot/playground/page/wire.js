// The pane that shows interactions and replies as they are sent.

import { byID, el } from './dom.js';
import { clock } from './time.js';

const list = byID('wire-list');
const pane = byID('wire');
const most = 60;

const names = { callback: 'first response', edit: 'edit of the message', 'follow-up': 'further message', post: 'message into a channel' };

/** Opens or closes the pane. */
export function toggleWire(open) {
  pane.hidden = !open;
  byID('app').classList.toggle('with-wire', open);
  byID('open-wire').setAttribute('aria-expanded', String(open));
}

export function startWire() {
  byID('open-wire').addEventListener('click', () => toggleWire(pane.hidden));
  byID('close-wire').addEventListener('click', () => {
    toggleWire(false);
    byID('open-wire').focus();
  });
  byID('completions').addEventListener('change', (e) => list.classList.toggle('completions', e.target.checked));
}

/** Shows all exchanges again. */
export function showTraffic(all) {
  list.replaceChildren();
  all.forEach(showExchange);
}

const completion = 4;

export function showExchange(x) {
  const asked = x.interaction;
  const box = el('details', { class: `exchange${asked?.type === completion ? ' completion' : ''}`, 'data-id': x.id },
    el('summary', {}, el('span', { class: 'exchange-who' }, x.who), ` ${x.what} `, el('span', { class: 'exchange-time' }, clock(x.at))),
    asked ? json('Discord → bot: interaction', asked) : null, x.replies.map(reply));
  if (asked?.type !== completion) list.querySelectorAll('details.newest').forEach((d) => {
    d.classList.remove('newest');
    d.open = false;
  });
  if (asked?.type !== completion) {
    box.open = true;
    box.classList.add('newest');
  }
  list.prepend(box);
  while (list.children.length > most) list.lastChild.remove();
}

export function showReply(id, r) {
  const box = [...list.children].find((d) => d.dataset.id === id);
  box?.append(...reply(r));
}

function reply(r) {
  const heading = `bot → Discord: ${names[r.what] || r.what}`;
  return [
    json(heading, r.body),
    r.files ? el('p', { class: 'exchange-files' }, `with ${r.files.join(', ')}`) : null,
    r.refused ? el('p', { class: 'exchange-refused' }, r.refused) : null,
  ].filter(Boolean);
}

function json(heading, value) {
  return el('div', {}, el('h3', {}, heading), el('pre', { tabindex: '0', role: 'region', 'aria-label': heading }, el('code', {}, JSON.stringify(value, null, 2))));
}
