/**
 * A check-in, or a setback, in one line of words, for its author and for a peer it is shared with.
 */
import type { Body } from '../../sync';
import { t } from '../../words/index.svelte';
import { rest } from '../../words/lazy';
import { dayOf, shortDate } from '../../words/when';

export function said(body: Body<'check_in'>): string {
  const words = { ...t().today, ...rest().answers };
  const named = (name: keyof typeof words.short, value = ''): string =>
    `${words.short[name]}: ${value.toLowerCase()}`;
  return [
    body.mood === null ? '' : (words.moods[body.mood - 1] ?? ''),
    body.craving === null ? '' : named('craving', String(body.craving)),
    body.stress === null ? '' : named('stress', String(body.stress)),
    body.sleep_quality === null ? '' : named('sleep', words.sleeps[body.sleep_quality - 1]),
    body.connected === null ? '' : named('connected', words.connections[body.connected - 1]),
    body.use_since_last === null ? '' : useSaid(body.use_since_last),
    body.triggers.length ? named('triggers', body.triggers.join(', ')) : '',
    body.helped.length ? named('helped', body.helped.join(', ')) : '',
    body.grateful,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Also what an older app said of it in the check-in itself. */
export const useSaid = (used: Body<'use_report'>['used']): string =>
  rest().setback.used[used] ?? '';

export const setbackSaid = (body: Body<'setback'>): string =>
  [
    rest().setback.line(shortDate(dayOf(body.local_date))),
    body.what,
    body.situations.length ? body.situations.join(', ') : '',
    body.what_helped && `${rest().answers.short.helped}: ${body.what_helped}`,
  ]
    .filter(Boolean)
    .join(' · ');
