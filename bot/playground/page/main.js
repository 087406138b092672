// The page: it shows the messages of a channel, and turns a person's acts into
// interactions. It does not answer them itself.

import { announce, byID, complain, el } from './dom.js';
import { listen, post, world } from './api.js';
import { channelOf, channels, choose, commands, nameOf, personOf, state } from './state.js';
import { isPrivate, render } from './message.js';
import { openModal } from './modal.js';
import { openMenu } from './menu.js';
import { nameComposer, startComposer } from './composer.js';
import { showExchange, showReply, showTraffic, startWire, toggleWire } from './wire.js';

const app = byID('app');
const log = byID('log');
const messageCommand = 3;
const modalResponse = 9;
let stream = null;
let composer = null;

/** Does something as the person, and shows the window that it may open. */
async function act(what) {
  const there = { person: state.person, channel: state.channel, locale: state.locale };
  try {
    const answer = await post('/api/interactions', { ...there, ...what });
    if (answer.refused) return answer.refused;
    if (answer.response?.type === modalResponse) {
      openModal(answer.response.data, (inputs) => act({ kind: 'modal', interaction: answer.id, inputs }));
    }
    return '';
  } catch (error) {
    return error.message;
  }
}

/** Runs a command, and reports whether it was taken. */
async function run(chosen, options) {
  try {
    for (const o of options) {
      o.value = await o.value; // a file that is being uploaded
      if (o.value?.id) o.value = o.value.id;
    }
  } catch (error) {
    complain(error.message);
    return false;
  }
  const wrong = await act({ kind: 'command', command: chosen.command.id, path: chosen.path, options });
  complain(wrong);
  return !wrong;
}

const acts = {
  async use(m, component, values, button) {
    if (button?.ariaBusy === 'true') return;
    if (button) button.ariaBusy = 'true'; // not disabled, which would take the focus away
    complain(await act({ kind: 'component', message: m.id, customID: component.custom_id, values: values || [] }));
    if (button) button.ariaBusy = null;
  },
  async dismiss(m) {
    try {
      await post('/api/dismissals', { person: state.person, channel: state.channel, message: m.id });
      byID('text').focus();
    } catch (error) {
      complain(error.message);
    }
  },
  menu(m, button, pointer) {
    const items = commands(state.channel, messageCommand).map((c) => ({
      label: `Apps › ${nameOf(c)}`, act: async () => complain(await act({ kind: 'menu', command: c.id, message: m.id })),
    }));
    if (isPrivate(m)) items.push({ label: 'Dismiss message', act: () => acts.dismiss(m) });
    openMenu(button, items, pointer);
  },
};

function hear(e) {
  switch (e.type) {
    case 'all':
      state.messages = new Map(e.messages.map((m) => [m.id, m]));
      showTraffic(e.traffic || []);
      showChannel();
      app.dataset.ready = state.person;
      break;
    case 'message':
      state.messages.set(e.message.id, e.message);
      if (e.message.channel_id === state.channel) showMessage(e.message);
      else mark(e.message.channel_id);
      break;
    case 'gone':
      state.messages.delete(e.id);
      log.querySelector(`[data-id="${CSS.escape(e.id)}"]`)?.remove();
      break;
    case 'exchange':
      showExchange(e.exchange);
      break;
    case 'reply':
      showReply(e.exchange, e.reply);
      break;
  }
}

function showMessage(m) {
  const old = log.querySelector(`[data-id="${CSS.escape(m.id)}"]`);
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
  const made = render(m, acts);
  if (!old) {
    log.append(made);
  } else {
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.customId : undefined;
    const had = old.contains(document.activeElement);
    old.replaceWith(made);
    if (had) (made.querySelector(focused ? `[data-custom-id="${CSS.escape(focused)}"]` : '.message-more') || made.querySelector('.message-more')).focus();
  }
  if (near || !old) log.scrollTop = log.scrollHeight;
}

function showChannel() {
  const c = channelOf(state.channel);
  byID('channel-name').textContent = c.only ? `@${c.name}` : `#${c.name}`;
  byID('channel-topic').textContent = c.about || '';
  log.setAttribute('aria-label', `Messages in ${c.only ? 'direct messages with' : ''} ${c.name}`);
  const all = [...state.messages.values()].filter((m) => m.channel_id === c.id);
  log.replaceChildren(el('p', { class: 'log-begin' }, c.only ? 'Here you are alone with the bot.' : `This is where #${c.name} begins. ${c.about || ''}`),
    ...all.map((m) => render(m, acts)));
  log.scrollTop = log.scrollHeight;
  nameComposer();
  listChannels();
}

function listChannels() {
  const entry = (c) => el('button', {
    type: 'button', class: 'channel', 'aria-current': c.id === state.channel && 'page', 'data-channel': c.id, onclick: () => goTo(c.id),
  }, el('span', { class: 'channel-mark', 'aria-hidden': 'true' }, c.only ? '@' : '#'), c.name);
  const of = (direct) => channels().filter((c) => Boolean(c.only) === direct).map(entry);
  byID('channels').replaceChildren(el('p', { class: 'channel-head' }, 'Text channels'), ...of(false), el('p', { class: 'channel-head' }, 'Direct messages'), ...of(true));
}

function mark(id) {
  const entry = byID('channels').querySelector(`[data-channel="${CSS.escape(id)}"]`);
  if (!entry || entry.querySelector('.channel-new')) return;
  entry.append(el('span', { class: 'channel-new' }, el('span', { class: 'unseen' }, ', '), 'new'));
}

function goTo(id) {
  choose('channel', id);
  composer.end();
  showChannel();
  openSide(false);
  byID('text').focus();
  announce(`You are in ${byID('channel-name').textContent}`);
}

function become(id) {
  choose('person', id);
  if (!channels().some((c) => c.id === state.channel)) {
    const was = channelOf(state.channel);
    choose('channel', (channels().find((c) => was?.only && c.only) || channels()[0]).id);
  }
  delete app.dataset.ready;
  stream?.close();
  const hearAs = listen(id, (e) => stream === hearAs && hear(e), (closed) => {
    complain(closed ? 'The playground is not there any more: start it again.' : '');
    if (closed && stream === hearAs) setTimeout(() => stream === hearAs && become(id), 3000);
  });
  stream = hearAs;
  announce(`You are ${personOf(id).name}`);
}

function openSide(open) {
  app.classList.toggle('side-open', open);
  byID('open-side').setAttribute('aria-expanded', String(open));
}

let room = null; // whether there was room for the pane beside the messages

/** Opens the pane if the window becomes wide enough for it, and closes it if not. */
function fitWire() {
  const has = app.clientWidth >= 1200;
  if (has !== room) toggleWire(has);
  room = has;
}

function dress() {
  document.documentElement.dataset.theme = state.theme;
  app.dataset.width = state.width;
}

async function start() {
  state.world = await world();
  if (!personOf(state.person) || personOf(state.person).bot) choose('person', state.world.people[0].id);
  if (!channels().some((c) => c.id === state.channel)) choose('channel', channels()[0].id);
  composer = startComposer(run);
  startWire();
  dress();
  for (const name of ['locale', 'theme', 'width']) {
    byID(name).value = state[name];
    byID(name).addEventListener('change', (e) => {
      choose(name, e.target.value);
      dress();
      if (name === 'locale') {
        composer.end();
        showChannel();
        e.target.focus();
      }
    });
  }
  for (const radio of document.querySelectorAll('input[name=person]')) {
    radio.checked = radio.value === state.person;
    radio.addEventListener('change', () => become(radio.value));
  }
  byID('open-side').addEventListener('click', () => openSide(!app.classList.contains('side-open')));
  new ResizeObserver(fitWire).observe(app);
  become(state.person);
  byID('text').focus();
}

start().catch((error) => complain(`The playground cannot be shown: ${error.message}`));
