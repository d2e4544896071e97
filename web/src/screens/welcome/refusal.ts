/** What became of a try to come in, in words: what happened, and what to do now. */
import { Problem, StoreRefused, Unreachable } from '../../session/info';
import type { Rest } from '../../words/lazy';

export interface Told {
  happened: string;
  todo: string;
}

/**
 * `refused` is said where what was typed opened nothing; `kept` where it was not even tried, and is
 * as good as before. What is no answer and no silence went wrong on this phone, after the code was
 * taken.
 */
export function refusalOf(error: unknown, words: Rest['welcome'], refused: Told, kept = ''): Told {
  if (error instanceof StoreRefused)
    return { happened: words.no_store, todo: [kept, words.no_store_do].filter(Boolean).join(' ') };
  if (error instanceof Unreachable) return { happened: words.offline, todo: words.offline_do };
  if (!(error instanceof Problem)) return { happened: words.no_store, todo: words.no_store_used };
  if (error.status !== 429) return refused;
  const minutes = error.retry_after === null ? null : Math.ceil(error.retry_after / 60);
  return {
    happened: words.too_many,
    todo: [kept, words.too_many_do(minutes)].filter(Boolean).join(' '),
  };
}
