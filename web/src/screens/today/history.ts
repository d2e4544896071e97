/**
 * Check-ins by calendar day, a day's answers of a kind as their mean (`figures`). Nothing is filled
 * in for a day without one.
 */
import { trend } from '../../figures';
import { dayNumber } from '../../figures/dates';
import type { Row } from '../../sync';

/** In the order they are drawn. */
export const DRAWN = ['mood', 'craving', 'stress', 'sleep_quality', 'connected'] as const;
export type Drawn = (typeof DRAWN)[number];

export interface Point {
  date: string;
  /** Days before `today`. */
  ago: number;
  value: number;
}

export type Days = Record<Drawn, Point[]>;

export function byDay(check_ins: readonly Row<'check_in'>[], today: string, days: number): Days {
  const answered = check_ins.map(({ record, body }) => ({ ...body, id: record }));
  const points = (answer: Drawn): Point[] =>
    trend(answered, answer, today, days).points.map(([date, value]) => ({
      date,
      ago: dayNumber(today) - dayNumber(date),
      value,
    }));
  return Object.fromEntries(DRAWN.map((answer) => [answer, points(answer)])) as Days;
}

/** Every day with a check-in in that time, whatever was answered, oldest first. */
export function daysOn(
  check_ins: readonly Row<'check_in'>[],
  today: string,
  days: number,
): string[] {
  const within = ({ body }: Row<'check_in'>): boolean => {
    const ago = dayNumber(today) - dayNumber(body.local_date);
    return ago >= 0 && ago < days;
  };
  return [...new Set(check_ins.filter(within).map(({ body }) => body.local_date))].sort();
}

/**
 * The commonest value, in whole numbers; of equally common ones the later. `values` is not empty.
 */
export function mostOften(values: number[]): number {
  const whole = values.map(Math.round);
  const count = (value: number): number => whole.filter((each) => each === value).length;
  return whole.reduce((best, value) => (count(value) >= count(best) ? value : best));
}
