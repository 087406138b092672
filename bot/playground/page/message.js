// A message as the channel shows it.

import { el, isWeb } from './dom.js';
import { markdown } from './markdown.js';
import { inline } from './inline.js';
import { clock } from './time.js';
import { rows } from './components.js';

const ephemeral = 64;
const loading = 128;

export const isPrivate = (m) => (m.flags & ephemeral) !== 0;

/** An article with the message in it; act is what its parts do. */
export function render(m, act) {
  const who = m.author;
  const e = el('article', {
    class: `message${isPrivate(m) ? ' private' : ''}`, 'data-id': m.id, 'aria-label': `${who.global_name}, ${clock(m.timestamp)}`,
    oncontextmenu: (event) => {
      event.preventDefault();
      act.menu(m, e.querySelector('.message-more'), { x: event.clientX, y: event.clientY });
    },
  });
  e.append(
    used(m) ?? '',
    el('span', { class: 'avatar', 'data-who': who.id, 'aria-hidden': 'true' }, who.bot ? '“' : who.global_name.slice(0, 1)),
    el('div', { class: 'message-head' },
      el('span', { class: 'message-author' }, who.global_name),
      who.bot ? el('span', { class: 'message-tag' }, 'APP') : null,
      el('time', { class: 'message-time', datetime: m.timestamp }, clock(m.timestamp))),
    el('div', { class: 'message-body' }, body(m, act)),
    el('button', {
      type: 'button', class: 'message-more', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
      'aria-label': `More for the message of ${who.global_name}, ${clock(m.timestamp)}`, onclick: (event) => act.menu(m, event.currentTarget),
    }, '⋯'));
  return e;
}

/** Which command the message answers. */
function used(m) {
  if (!m.interaction) return null;
  return el('p', { class: 'message-used' },
    el('span', { class: 'message-user' }, m.interaction.user.global_name), ' used ',
    el('span', { class: 'message-command' }, m.type === 20 ? `/${m.interaction.name}` : m.interaction.name));
}

function body(m, act) {
  if (m.flags & loading) return [el('p', { class: 'message-thinking' }, `${m.author.global_name} is thinking…`), dismissal(m, act)];
  return [
    m.content ? el('div', { class: 'md' }, markdown(m.content), m.edited_timestamp ? edited() : null) : null,
    m.attachments.map(attachment),
    m.embeds.map(embed),
    rows(m, act),
    dismissal(m, act),
  ];
}

const edited = () => el('span', { class: 'message-edited' }, ' (edited)');

function dismissal(m, act) {
  if (!isPrivate(m)) return null;
  return el('p', { class: 'message-private' }, 'Only you can see this · ',
    el('button', { type: 'button', class: 'plain', onclick: () => act.dismiss(m) }, 'Dismiss message'));
}

function embed(e) {
  const box = el('div', { class: 'embed', role: 'group', 'aria-label': e.title || e.author?.name || 'Embed' });
  if (e.color) box.style.setProperty('--stripe', `#${e.color.toString(16).padStart(6, '0')}`);
  box.append(...[
    e.author ? el('p', { class: 'embed-author' }, linked(e.author.url, [e.author.name])) : null,
    e.title ? el('p', { class: 'embed-title' }, linked(e.url, inline(e.title))) : null,
    e.description ? el('div', { class: 'md' }, markdown(e.description)) : null,
    e.fields?.length ? el('dl', { class: 'embed-fields' }, e.fields.map((f) =>
      el('div', { class: f.inline && 'inline' }, el('dt', {}, inline(f.name)), el('dd', { class: 'md' }, markdown(f.value))))) : null,
    e.thumbnail ? picture(e.thumbnail, 'embed-thumbnail') : null,
    e.image ? picture(e.image, 'embed-image') : null,
    e.footer || e.timestamp ? el('p', { class: 'embed-footer' }, [e.footer?.text, e.timestamp ? clock(e.timestamp) : ''].filter(Boolean).join(' · ')) : null,
  ].filter(Boolean));
  return box;
}

function linked(address, words) {
  return address && isWeb(address) ? el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, words) : words;
}

/** The path of a file that this server has, null for anything else. */
function own(address) {
  try {
    const url = new URL(address, location.href);
    return url.pathname.startsWith('/attachments/') && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) ? url.pathname : null;
  } catch {
    return null;
  }
}

function picture(p, kind) {
  const path = own(p.url);
  if (!path) return el('p', { class: 'embed-elsewhere' }, linked(p.url, [p.url])); // nothing is fetched from elsewhere
  return el('img', { class: kind, src: path, alt: p.description || 'A picture without a description', width: p.width, height: p.height });
}

const images = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

function attachment(a) {
  if (images.some((kind) => a.content_type.startsWith(kind))) {
    return picture({ url: a.url, description: a.description || a.filename, width: a.width, height: a.height }, 'embed-image');
  }
  return el('p', { class: 'attachment' }, el('a', { href: own(a.url), download: a.filename }, a.filename), ` ${size(a.size)}`);
}

const size = (n) => (n < 1024 ? `${n} bytes` : n < 1 << 20 ? `${(n / 1024).toFixed(1)} KB` : `${(n / (1 << 20)).toFixed(1)} MB`);
