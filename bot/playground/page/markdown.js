// Discord's markdown as elements: blocks, whose lines inline.js converts.

import { el } from './dom.js';
import { inline } from './inline.js';

const fence = /^```(?:([a-zA-Z0-9_+\-.#]+)\n)?\n*([^]+?)\n*```/;
const heading = /^(#{1,3})\s+([^\n]+?)#*\s*$/;
const subtext = /^-# (.+)$/;
const item = /^( *)([*-]|\d+\.) (.*)$/;

/** The nodes of a text. quoted texts hold no further quotes. */
export function markdown(text, quoted = false) {
  const nodes = [];
  let run = [];
  const flush = () => {
    if (run.length) nodes.push(...inline(run.join('\n')));
    run = [];
  };
  const lines = text.split('\n');
  for (let i = 0; i < lines.length;) {
    const rest = lines.slice(i).join('\n');
    const code = fence.exec(rest);
    if (code) {
      flush();
      nodes.push(el('pre', { class: 'md-code', tabindex: '0' }, el('code', {}, code[2])));
      const after = rest.slice(code[0].length).replace(/^\n/, '');
      lines.splice(i, lines.length, ...(after === '' ? [] : after.split('\n')));
      continue;
    }
    const taken = block(lines, i, quoted, flush, nodes);
    if (taken) {
      i += taken;
      continue;
    }
    const begins = lines[i].indexOf('```');
    if (begins > 0 && fence.test(rest.slice(begins))) { // a code block begins within the line
      run.push(lines[i].slice(0, begins));
      lines[i] = lines[i].slice(begins);
      continue;
    }
    run.push(lines[i]);
    i++;
  }
  flush();
  return nodes;
}

/** Takes the block that a line opens, and says how many lines it has. */
function block(lines, at, quoted, flush, nodes) {
  const line = lines[at];
  if (!quoted && line.startsWith('>>> ')) {
    flush();
    const inner = [line.slice(4), ...lines.slice(at + 1)].join('\n');
    nodes.push(el('blockquote', {}, markdown(inner, true)));
    return lines.length - at;
  }
  if (!quoted && line.startsWith('> ')) {
    flush();
    let end = at;
    while (end < lines.length && lines[end].startsWith('> ')) end++;
    nodes.push(el('blockquote', {}, markdown(lines.slice(at, end).map((l) => l.slice(2)).join('\n'), true)));
    return end - at;
  }
  const head = heading.exec(line);
  if (head) {
    flush();
    nodes.push(el('p', { class: `md-h${head[1].length}` }, inline(head[2])));
    return 1;
  }
  const small = subtext.exec(line);
  if (small) {
    flush();
    nodes.push(el('p', { class: 'md-subtext' }, inline(small[1])));
    return 1;
  }
  if (item.test(line)) {
    flush();
    let end = at;
    const items = [];
    for (; end < lines.length && item.test(lines[end]); end++) items.push(item.exec(lines[end]));
    const ordered = /\d/.test(items[0][2]);
    nodes.push(el(ordered ? 'ol' : 'ul', ordered ? { start: parseInt(items[0][2], 10) } : {},
      items.map((m) => el('li', { class: m[1].length > 1 && 'md-deeper' }, inline(m[3])))));
    return end - at;
  }
  return 0;
}
