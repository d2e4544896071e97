/**
 * The little that is known before any database is open. No secret and no words: the session itself
 * is a cookie that no script reads.
 */

import type { CrisisCard, SessionInfo } from './info';

interface Saved {
  session: SessionInfo;
  crisis_card: CrisisCard;
  /** The server has yet to hear that someone signed out here. */
  sign_out_owed: true;
  /** Somebody has gone from this phone, and what it holds of them is still to be taken away. */
  wipe_owed: { person: string; keep_sealed: boolean };
  /** The person turned push on here, so a lost subscription is made again. */
  push_wanted: true;
  /** The time zone that this phone last told, where the person's notes follow it. */
  zone_told: string;
  /** The latest day that days were counted by, YYYY-MM-DD: a journey west lowers no count. */
  counting_day: string;
}

const nameOf = (key: keyof Saved): string => `alongside.${key}`;

const OF_THE_PHONE = (
  ['session', 'crisis_card', 'sign_out_owed', 'wipe_owed'] satisfies (keyof Saved)[]
).map(nameOf);

export function saved<K extends keyof Saved>(key: K): Saved[K] | null {
  try {
    return JSON.parse(localStorage.getItem(nameOf(key)) ?? 'null') as Saved[K] | null;
  } catch {
    return null;
  }
}

/**
 * Everything of the person who was here. What stays is the phone's: who may come in, and what a
 * sign-out still owes.
 */
export function forgetPerson(): void {
  for (const name of Object.keys(localStorage))
    if (name.startsWith('alongside.') && !OF_THE_PHONE.includes(name))
      localStorage.removeItem(name);
}

export const DRAFT = 'alongside.draft.';

/** JSON of what is half-written, or null. A phone without room keeps it on the screen alone. */
export function keepDraft(name: string, written: string | null): void {
  try {
    if (written === null) localStorage.removeItem(DRAFT + name);
    else localStorage.setItem(DRAFT + name, written);
  } catch {
    // It is still in the form.
  }
}

export function keptDraft(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(DRAFT + name) ?? 'null');
  } catch {
    return null;
  }
}

export function save<K extends keyof Saved>(key: K, value: Saved[K] | null): void {
  if (value === null) localStorage.removeItem(nameOf(key));
  else localStorage.setItem(nameOf(key), JSON.stringify(value));
}
