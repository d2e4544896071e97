/** Progress towards a goal, by its period: as `domain/figures.py`, held to the same vectors. */

import type { Bodies } from '../generated/entities';
import { dateOf, dayNumber, daysAfter, weekdayOf } from './dates';
import { rounded } from './rounding';
import { standing, type Corrected } from './standing';

type Declared = Bodies['goal_progress'];
export type Measured = Partial<Pick<Bodies['goal'], 'measure' | 'target' | 'period'>>;
export type Entry = Corrected & Pick<Declared, 'local_date'> & Partial<Pick<Declared, 'amount'>>;

/** A period of `total` has neither a first nor a last day; a goal may have no target. */
export interface Progress {
  first_day: string | null;
  last_day: string | null;
  amount: number;
  target: number | null;
  reached: boolean;
}

const MILLIONTHS = 1_000_000;

/**
 * What was done in the goal's period that holds this day. A frequency counts entries; other
 * measures add up their amounts.
 */
export function goalProgress(goal: Measured, entries: readonly Entry[], day: string): Progress {
  const [first_day, last_day] = periodOf(goal.period ?? 'total', day);
  const held = standing(entries).filter(
    ({ local_date }) =>
      !first_day || !last_day || (first_day <= local_date && local_date <= last_day),
  );
  const each = held.map(({ amount }) =>
    goal.measure === 'frequency' ? MILLIONTHS : rounded((amount ?? 1) * MILLIONTHS),
  );
  const millionths = each.reduce((sum, amount) => sum + amount, 0);
  const target = goal.target ?? null;
  return {
    first_day,
    last_day,
    amount: millionths / MILLIONTHS,
    target,
    reached: target !== null && millionths >= rounded(target * MILLIONTHS),
  };
}

/** The first and last day of the period that holds a day. A week begins on Monday. */
export function periodOf(
  period: 'day' | 'week' | 'month' | 'total',
  day: string,
): [string, string] | [null, null] {
  switch (period) {
    case 'day':
      return [day, day];
    case 'week': {
      const monday = daysAfter(day, -weekdayOf(day));
      return [monday, daysAfter(monday, 6)];
    }
    case 'month': {
      const first = `${day.slice(0, 7)}-01`;
      const next = `${daysAfter(first, 31).slice(0, 7)}-01`;
      return [first, dateOf(dayNumber(next) - 1)];
    }
    case 'total':
      return [null, null];
  }
}
