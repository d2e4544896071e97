/** What a phone offers at once after a check-in, with no network. */
import type { Draft } from './check_in';

export type Offer = 'after_use' | 'coping' | 'people' | 'ask' | 'lines';
export type Said = 'use' | 'strongest' | 'strongest_no_list' | 'strong' | 'low' | 'good' | 'else';
type Answers = Pick<Draft, 'craving' | 'mood' | 'use_since_last'>;

const STRONG = 7;
const STRONGEST = 9;

/**
 * In this order: from 7 the own list, from 9 also own people, under them the one to ask, and the
 * lines.
 */
export function offers({ craving, use_since_last }: Answers): Offer[] {
  const level = craving ?? 0;
  return [
    ...(use_since_last === 'yes' ? ['after_use' as const] : []),
    ...(level >= STRONG ? ['coping' as const] : []),
    ...(level >= STRONGEST ? (['people', 'ask', 'lines'] as const) : []),
  ];
}

/**
 * The kind thing to say. `has_list`: the person wrote what they can do by themselves, and it stands
 * below.
 */
export function kindWord({ craving, mood, use_since_last }: Answers, has_list: boolean): Said {
  const level = craving ?? 0;
  if (use_since_last === 'yes') return 'use';
  if (level >= STRONGEST) return has_list ? 'strongest' : 'strongest_no_list';
  if (level >= STRONG) return 'strong';
  return (mood ?? 3) <= 2 ? 'low' : (mood ?? 3) >= 4 ? 'good' : 'else';
}
