/**
 * Calendar dates as ISO 8601 writes them, which sort as text. No clock and no zone is asked here.
 */

const DAY_MS = 86_400_000;

/** Whole days since 1970-01-01. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** For sorting: a date, or a time of day, earlier or later than another as text is. */
export const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

export const daysAfter = (date: string, days: number): string => dateOf(dayNumber(date) + days);

/** 0 is Monday. */
export const weekdayOf = (date: string): number => (((dayNumber(date) + 3) % 7) + 7) % 7;

/** The calendar date furthest on anywhere on Earth at an instant (ms): 14 hours ahead of UTC. */
export const furthestDate = (now: number): string =>
  dateOf(Math.floor((now + 14 * 3_600_000) / DAY_MS));
