/** Weekly times in words. 0 is Sunday, as in the Meeting Guide feed. */
import type { Body } from '../../sync';
import { t } from '../../words/index.svelte';
import { rest } from '../../words/lazy';
import { said } from '../../words/when';

export type Occurrence = NonNullable<Body<'resource'>['schedule']>[number];

export function inWords(time: string): string {
  const words = rest().library;
  if (time === '12:00') return words.noon;
  if (time === '00:00') return words.midnight;
  return said(
    t().locale,
    { hour: 'numeric', minute: '2-digit' },
    Date.parse(`2000-01-01T${time}:00Z`),
    'UTC',
  );
}

function daysInWords(days: number[]): string {
  const words = rest().library;
  if (days.length === 7) return words.every_day;
  const names = days.map((day) => words.days[day] ?? '');
  return words.every(new Intl.ListFormat(t().locale).format(names));
}

/** One line for each time of day: "Every Monday and Friday, noon to 1:00 PM". */
export function timesOf(schedule: Occurrence[]): string[] {
  const by_time = new Map<string, Set<number>>();
  for (const { day, time, end_time } of schedule) {
    const span = end_time
      ? rest().library.between(inWords(time), inWords(end_time))
      : inWords(time);
    by_time.set(span, (by_time.get(span) ?? new Set()).add(day));
  }
  return [...by_time].map(([span, days]) => `${daysInWords([...days].sort())}, ${span}`);
}
