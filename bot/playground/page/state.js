// What the page knows, and who it is shown to.

const kept = ['person', 'channel', 'locale', 'theme', 'width'];

function remembered(name) {
  try {
    return localStorage.getItem(`verbatim-${name}`);
  } catch {
    return null; // the browser keeps nothing
  }
}

export const state = {
  world: { people: [], channels: [], roles: [], commands: [] },
  person: remembered('person'),
  channel: remembered('channel'),
  locale: remembered('locale') || 'en-US',
  theme: remembered('theme') || 'auto',
  width: remembered('width') || 'auto',
  messages: new Map(), // by id
};

/** Changes something that is remembered. */
export function choose(name, value) {
  state[name] = value;
  if (!kept.includes(name)) return;
  try {
    localStorage.setItem(`verbatim-${name}`, value);
  } catch { /* as above */ }
}

export const channelOf = (id) => state.world.channels.find((c) => c.id === id);
export const personOf = (id) => state.world.people.find((p) => p.id === id);
export const roleOf = (id) => state.world.roles.find((r) => r.id === id);

/** The channels that the person sees. */
export const channels = () => state.world.channels.filter((c) => !c.only || c.only === state.person);

/** What a command, an option or a choice is called in the person's language. */
export const nameOf = (thing) => thing.name_localizations?.[state.locale] || thing.name;

/** How it is described there. */
export const describe = (thing) => thing.description_localizations?.[state.locale] || thing.description || '';

/** The commands that can be used in a channel, of a type. */
export function commands(channel, type) {
  const here = channelOf(channel)?.only ? 1 : 0;
  return state.world.commands.filter((c) => c.type === type && (!c.contexts || c.contexts.includes(here)));
}

const subcommand = 1;
const group = 2;

/** The slash commands with their subcommands: {command, path, words, description, options}. */
export function typed(channel) {
  const out = [];
  const walk = (command, node, path, words) => {
    const subs = (node.options || []).filter((o) => o.type === subcommand || o.type === group);
    if (!subs.length) {
      out.push({ command, path, words, plain: [command.name, ...path].join(' '), description: describe(node), options: node.options || [] });
    }
    for (const s of subs) walk(command, s, [...path, s.name], `${words} ${nameOf(s)}`);
  };
  for (const c of commands(channel, 1)) walk(c, c, [], nameOf(c));
  return out;
}
