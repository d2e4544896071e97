/** What the person's own reminders ask for, as the screen shows it and as it is saved. */
import type { Body } from '../../sync';

type Settings = Body<'notification_settings'>;

export const FIRST_TIME = '18:00';
/** For what has a day and no time, where no time was chosen. */
const MORNING = '09:00';
const WEEK = 7;

/** When the reminders come that have a day and no time of their own. */
export const timeOfDay = ({ reminder_at }: Pick<Settings, 'reminder_at'>): string =>
  reminder_at ?? MORNING;

/**
 * The group as it is saved: all seven days are the same as none chosen, and each stands once, in
 * order.
 */
export function reminder(
  reminder_at: string | null,
  days: Iterable<number>,
): Pick<Settings, 'reminder_at' | 'reminder_days'> {
  const chosen = [...new Set(days)].sort((a, b) => a - b);
  return { reminder_at, reminder_days: chosen.length === WEEK ? [] : chosen };
}

/**
 * Whether a wall-clock time lies in quiet hours on one of the days on which it comes. 0 is Monday;
 * no day is every day.
 */
export function inQuietHours(time: string, days: number[], quiet: Settings['quiet']): boolean {
  const comes = days.length ? days : [0, 1, 2, 3, 4, 5, 6];
  return comes.some((day) => quiet.some((span) => covers(span, time, day)));
}

function covers(
  { since, until, weekdays }: Settings['quiet'][number],
  time: string,
  day: number,
): boolean {
  const starts = (on: number): boolean => !weekdays?.length || weekdays.includes(on);
  if (since < until) return starts(day) && since <= time && time < until;
  // Over midnight: the evening is of this day, the morning of the day before.
  return (starts(day) && since <= time) || (starts((day + WEEK - 1) % WEEK) && time < until);
}
