/**
 * How an answer of the check-ins went, by day: as `domain/figures.py`, held to the same vectors. A
 * day without one is a gap.
 */

import type { Bodies } from '../generated/entities';
import { daysAfter } from './dates';
import { mean, rounded } from './rounding';
import { standing, type Corrected } from './standing';

/** The answers of a check-in that are numbers. */
export const TRENDED = [
  'mood',
  'craving',
  'stress',
  'sleep_quality',
  'sleep_hours',
  'connected',
  'confidence',
] as const;
export type Answer = (typeof TRENDED)[number];
type Declared = Bodies['check_in'];
export type Answered = Corrected & Pick<Declared, 'local_date'> & Partial<Pick<Declared, Answer>>;

/**
 * `average` is that of the days that have a value, `before` the same of as many days earlier.
 * Hundredths, halves up.
 */
export interface Trend {
  points: [day: string, value: number][];
  average: number | null;
  before: number | null;
}

const HUNDREDTHS = 100;

/** One answer over the last `days` days, today included. */
export function trend(
  check_ins: readonly Answered[],
  answer: Answer,
  today: string,
  days: number,
): Trend {
  const values = [...valuesByDay(check_ins, answer)].sort(([a], [b]) => (a < b ? -1 : 1));
  const first = daysAfter(today, 1 - days);
  const earliest = daysAfter(first, -days);
  const now = values.filter(([day]) => first <= day && day <= today);
  const earlier = values.filter(([day]) => earliest <= day && day < first);
  return {
    points: now.map(([day, value]) => [day, value / HUNDREDTHS]),
    average: averageOf(now),
    before: averageOf(earlier),
  };
}

/** The mean of each day's answers, in hundredths. */
function valuesByDay(check_ins: readonly Answered[], answer: Answer): Map<string, number> {
  const given = new Map<string, number[]>();
  for (const each of standing(check_ins)) {
    const value = each[answer];
    if (value != null)
      given.set(each.local_date, [
        ...(given.get(each.local_date) ?? []),
        rounded(value * HUNDREDTHS),
      ]);
  }
  return new Map([...given].map(([day, values]) => [day, mean(values)]));
}

const averageOf = (values: readonly (readonly [string, number])[]): number | null =>
  values.length ? mean(values.map(([, value]) => value)) / HUNDREDTHS : null;
