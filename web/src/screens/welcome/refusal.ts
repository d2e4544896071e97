/** What became of a try to come in, in words: what happened, and what to do now. */
import { Problem } from '../../session/info';
import type { Rest } from '../../words/rest';

export interface Told { happened: string; todo: string }

/** `refused` is said where what was typed opened nothing; `kept` where it was not even tried, and is as good as before. */
export function refusalOf(error: unknown, words: Rest['welcome'], refused: Told, kept = ''): Told {
  if (!(error instanceof Problem)) return { happened: words.offline, todo: words.offline_do };
  if (error.status !== 429) return refused;
  const minutes = error.retry_after === null ? null : Math.ceil(error.retry_after / 60);
  return { happened: words.too_many, todo: [kept, words.too_many_do(minutes)].filter(Boolean).join(' ') };
}
