/** Check-ins by calendar day: the day's last answer of each kind stands for it. Nothing is filled in for a day without one. */
import type { Row } from '../../sync';

export interface Day {
  date: string;
  /** Days before `today`. */
  ago: number;
  mood: number | null;
  craving: number | null;
}

const DAY_MS = 86_400_000;

export function byDay(check_ins: Row<'check_in'>[], today: string, days: number): Day[] {
  const replaced = new Set(check_ins.map(({ body }) => body.replaces));
  const standing = check_ins.filter(({ record }) => !replaced.has(record));
  const by_date = new Map<string, Day>();
  for (const { body } of standing.sort((a, b) => Date.parse(a.body.occurred_at) - Date.parse(b.body.occurred_at))) {
    const ago = Math.round((Date.parse(today) - Date.parse(body.local_date)) / DAY_MS);
    if (ago < 0 || ago >= days) continue;
    const day = by_date.get(body.local_date) ?? { date: body.local_date, ago, mood: null, craving: null };
    by_date.set(body.local_date, { ...day, mood: body.mood ?? day.mood, craving: body.craving ?? day.craving });
  }
  return [...by_date.values()].sort((a, b) => b.ago - a.ago);
}

/** The commonest value; of equally common ones the later. `values` is not empty. */
export function mostOften(values: number[]): number {
  const count = (value: number): number => values.filter((each) => each === value).length;
  return values.reduce((best, value) => (count(value) >= count(best) ? value : best));
}
