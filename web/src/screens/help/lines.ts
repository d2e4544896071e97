/** Which lines a person in need sees, and in which words. There is always one. */
import type { Account } from '../../sync';
import type { Kind } from './reach';

export interface Line {
  label: string;
  kind: Kind;
  value: string;
  hours: string;
  sentence: string;
  sentence_es?: string;
  checked_on?: string | null;
}

/**
 * From the synced library in its own order, else this phone's copy of the public card, else the
 * national lines that are part of the app.
 */
export function linesOf(account: Account | null, card: Line[], national: Line[]): Line[] {
  const synced = (account?.all('crisis_line') ?? [])
    .map(({ body }) => body)
    .sort((a, b) => a.place - b.place);
  return [synced, card].find(({ length }) => length) ?? national;
}

/** In Spanish for who reads that, where the line has it. */
export const sentenceOf = (account: Account | null, line: Line): string =>
  (account?.settings('profile').body.language === 'es' && line.sentence_es) || line.sentence;
