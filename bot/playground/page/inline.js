// Discord's markdown within a line. It is read from the left: a marker without a
// matching end is shown as it is.

import { el, isWeb } from './dom.js';
import { channelOf, personOf, roleOf } from './state.js';
import { moment } from './time.js';

const rules = [
  [/^\\([^0-9A-Za-z\s])/, (m) => m[1]],
  [/^(`+)([^]*?[^`])\1(?!`)/, (m) => el('code', {}, m[2].replace(/^ (.*) $/, '$1'))],
  [/^<(?:@!?(\d+)|@&(\d+)|#(\d+)|t:(-?\d+)(?::([tTdDfFR]))?)>/, mention],
  [/^<(https?:\/\/[^ >]+)>/i, (m) => link(m[1], [m[1]])],
  [/^\[((?:\\.|[^\]\\])+)\]\(\s*<?(https?:\/\/(?:\([^)\s]*\)|\\.|[^\s\\()<>])*)>?(?:\s+["']([^]*?)["'])?\s*\)/i,
    (m) => link(m[2].replace(/\\(.)/g, '$1'), inline(m[1]), m[3])],
  [/^https?:\/\/[^\s<]+[^<.,:;"'\]\s]/i, (m) => link(m[0], [m[0]])],
  [/^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, (m) => el('strong', {}, inline(m[1]))],
  [/^__((?:\\.|[^\\])+?)__(?!_)/s, (m) => el('u', {}, inline(m[1]))],
  [/^~~((?:\\.|[^\\])+?)~~(?!_)/s, (m) => el('s', {}, inline(m[1]))],
  [/^\|\|((?:\\.|[^\\])+?)\|\|/s, (m) => spoiler(inline(m[1]))],
  [/^\*(?=\S)((?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/s, (m) => el('em', {}, inline(m[1]))],
  [/^_((?:__|\\.|[^\\_])+?)_(?![A-Za-z0-9_])/s, (m) => el('em', {}, inline(m[1]))],
];

const special = /[\\`<[*_~|]|https?:\/\//i;

/** The nodes of a text without blocks. */
export function inline(text) {
  const nodes = [];
  let plain = '';
  const flush = () => {
    if (plain) nodes.push(...broken(plain));
    plain = '';
  };
  for (let rest = text; rest;) {
    const found = match(rest);
    if (found) {
      const [node, taken] = found;
      if (typeof node === 'string') {
        plain += node;
      } else {
        flush();
        nodes.push(node);
      }
      rest = rest.slice(taken);
      continue;
    }
    const next = rest.slice(1).search(special);
    const end = next < 0 ? rest.length : next + 1;
    plain += rest.slice(0, end);
    rest = rest.slice(end);
  }
  flush();
  return nodes;
}

function match(rest) {
  if (rest.search(special) !== 0) return null;
  for (const [pattern, make] of rules) {
    const m = pattern.exec(rest);
    if (!m) continue;
    const node = make(m);
    if (node !== null) return [node, m[0].length];
  }
  return null;
}

/** Text with its line breaks. */
function broken(text) {
  return text.split('\n').flatMap((line, i) => (i ? [el('br'), line] : [line])).filter((n) => n !== '');
}

function link(address, words, title) {
  if (!isWeb(address)) return null;
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer', title }, words);
}

function spoiler(words) {
  const box = el('button', { type: 'button', class: 'md-spoiler', 'aria-expanded': 'false' });
  const inner = el('span', { hidden: true }, words);
  box.append(el('span', { class: 'unseen' }, 'Spoiler, show it'), inner);
  box.addEventListener('click', () => {
    box.firstChild.remove();
    inner.hidden = false;
    box.setAttribute('aria-expanded', 'true');
  }, { once: true });
  return box;
}

function mention([, user, role, channel, seconds, style]) {
  if (user) return el('span', { class: 'md-mention' }, `@${personOf(user)?.name || 'unknown-user'}`);
  if (role) return el('span', { class: 'md-mention' }, `@${(roleOf(role)?.name || 'unknown-role').replace(/^@/, '')}`);
  if (channel) return el('span', { class: 'md-mention' }, `#${channelOf(channel)?.name || 'unknown'}`);
  const shown = moment(Number(seconds), style);
  return shown ? el('time', { class: 'md-time', title: moment(Number(seconds), 'F') }, shown) : null;
}
