/** A check-in in one line of words, for its author and for a peer it is shared with. */
import type { Body } from '../../sync';
import { t } from '../../words/index.svelte';

export function said(body: Body<'check_in'>): string {
  const words = t().today;
  const named = (name: string, value: string): string => `${name.toLowerCase()}: ${value}`;
  return [
    body.mood === null ? '' : (words.moods[body.mood - 1] ?? ''),
    body.craving === null ? '' : named(words.craving, String(body.craving)),
    body.stress === null ? '' : named(words.stress, String(body.stress)),
    body.sleep_quality === null ? '' : named(words.sleep, words.sleeps[body.sleep_quality - 1]?.toLowerCase() ?? ''),
    body.connected === null ? '' : named(words.connected, words.connections[body.connected - 1]?.toLowerCase() ?? ''),
    body.triggers.length ? named(words.triggers, body.triggers.join(', ')) : '',
    body.helped.length ? named(words.helped, body.helped.join(', ')) : '',
    body.grateful,
  ].filter(Boolean).join(' · ');
}
