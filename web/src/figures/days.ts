/**
 * Days in recovery, by calendar date: as `domain/figures.py`, held to the same vectors
 * (`openapi/vectors/figures`).
 */

import type { Bodies } from '../generated/entities';
import { dayNumber, furthestDate } from './dates';

type Declared = Bodies['recovery_period'];
export type Period = Pick<Declared, 'from_date'> & Partial<Pick<Declared, 'to_date'>>;

/**
 * `current_days` is the run that today lies in, 0 where it lies in none; `longest_days` the longest
 * run, the current one included.
 */
export interface Days {
  current_days: number;
  total_days: number;
  longest_days: number;
}

/**
 * The day to count by: the local date, and never an earlier one than was counted by before only
 * because the zone changed. `before` is what this gave last, kept on the phone. One that is nowhere
 * on Earth yet came from a wrong clock, and is forgotten.
 */
export function countingDay(local: string, now: number, before: string | null): string {
  return before !== null && local < before && before <= furthestDate(now) ? before : local;
}

/**
 * The first and the last day of a period both count, so one that begins today is one day. Days that
 * two periods share count once; periods with no day between them are one run; days after today do
 * not count yet.
 */
export function daysInRecovery(periods: Iterable<Period>, today: string): Days {
  const runs = runsOf(periods, dayNumber(today));
  const lengths = runs.map(([first, last]) => last - first + 1);
  return {
    current_days: runs.at(-1)?.[1] === dayNumber(today) ? lengths.at(-1)! : 0,
    total_days: lengths.reduce((sum, length) => sum + length, 0),
    longest_days: Math.max(0, ...lengths),
  };
}

type Run = [first: number, last: number];

function runsOf(periods: Iterable<Period>, today: number): Run[] {
  const spans = [...periods].map(({ from_date, to_date }): Run => [
    dayNumber(from_date),
    Math.min(to_date ? dayNumber(to_date) : today, today),
  ]);
  const runs: Run[] = [];
  for (const [first, last] of spans
    .filter(([first, last]) => first <= last)
    .sort((a, b) => a[0] - b[0])) {
    const run = runs.at(-1);
    if (run && first - run[1] <= 1) run[1] = Math.max(run[1], last);
    else runs.push([first, last]);
  }
  return runs;
}
