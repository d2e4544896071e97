/** How a person is greeted, and what Today asks and offers of what stands on the phone. */
import type { Draft } from './check_in';

export type Part = 'night' | 'morning' | 'afternoon' | 'evening';

/** The night is from 11 PM to 4 AM: who is up then is not wished a good morning. */
export const partOf = (hour: number): Part =>
  hour < 4 || hour >= 23 ? 'night' : hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening';

/**
 * The way to say that something happened is always there once: after a check-in that says so it
 * stands first of all.
 */
export const offersSetback = (saved: Pick<Draft, 'use_since_last'> | null): boolean =>
  saved?.use_since_last !== 'yes';
