/** What a phone can tell of its own clock. */

/** As the server does (`sync/decide/clock.py`): less is no reason to doubt a clock. */
export const TRUSTED_SKEW_MS = 120_000;

/**
 * Whether it says less than at the last sync, ms: then somebody has put it right since, and what it
 * was off then says nothing of it.
 */
export const wasSetBack = (clock: number, last_sync: number | null): boolean =>
  clock < (last_sync ?? 0) - TRUSTED_SKEW_MS;
