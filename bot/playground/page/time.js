// Times in the person's language.

import { state } from './state.js';

const format = (date, options) => new Intl.DateTimeFormat(state.locale, options).format(date);

/** The time of day of a message. */
export const clock = (iso) => format(new Date(iso), { hour: '2-digit', minute: '2-digit' });

const styles = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

const steps = [['year', 31536000], ['month', 2592000], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** A time as <t:seconds:style> shows it. */
export function moment(seconds, style = 'f') {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return '';
  if (style !== 'R') return format(date, styles[style] || styles.f);
  const away = seconds - Date.now() / 1000;
  const [unit, size] = steps.find(([, s]) => Math.abs(away) >= s) || steps.at(-1);
  return new Intl.RelativeTimeFormat(state.locale, { numeric: 'auto' }).format(Math.round(away / size), unit);
}
