/** Instants and dates in the reader's words. `now` and zones come in as arguments. */
import { dateAt } from '../figures/wall';
import { t } from './index.svelte';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * An instant by `Intl`. A browser need not know each zone (there are new ones every few years): one
 * that it does not know is the phone's own. What is no instant is nothing: one such row leaves the
 * others readable.
 */
export function said(
  locale: string,
  options: Intl.DateTimeFormatOptions,
  at: number | Date,
  zone?: string,
): string {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(at);
  } catch {
    return zone === undefined ? '' : said(locale, options, at);
  }
}

export const clock = (at: number | Date, zone?: string): string =>
  said(t().locale, { hour: 'numeric', minute: '2-digit' }, at, zone);

export const weekday = (at: number | Date, zone?: string): string =>
  said(t().locale, { weekday: 'long' }, at, zone);

export const shortDate = (at: number | Date, zone?: string): string =>
  said(t().locale, { month: 'short', day: 'numeric' }, at, zone);

export const longDate = (at: number | Date, zone?: string): string =>
  said(t().locale, { weekday: 'long', month: 'long', day: 'numeric' }, at, zone);

/** The calendar day of an instant, YYYY-MM-DD, on the phone's wall or in `zone`. */
export const localDate = dateAt;

/** Noon of a calendar day on the phone's wall: safe to format as a date in any zone. */
export const dayOf = (date: string): Date => new Date(`${date}T12:00:00`);

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** "just now", or the day and time. `now` may be a minute behind, as screens read it. */
export const moment = (at: number | Date, now: number, zone?: string): string =>
  Math.abs(now - Number(at)) <= MINUTE_MS ? t().frame.when.just_now : dayAndTime(at, now, zone);

/** "today, 5:20 PM", "yesterday, …", "tomorrow, …", "Sunday, …", "Nov 3, …". */
export function dayAndTime(at: number | Date, now: number, zone?: string): string {
  const words = t().frame.when;
  const ms = Number(at);
  const days = daysBetween(localDate(ms, zone), localDate(now, zone));
  const time = clock(ms, zone);
  if (days === 0) return words.today(time);
  if (days === 1) return words.yesterday(time);
  if (days === -1) return words.tomorrow(time);
  return words.on(Math.abs(days) < 7 ? weekday(ms, zone) : shortDate(ms, zone), time);
}

/** The millisecond from a record's id: UUIDv7 begins with 48 bits of it. */
export const madeAt = (record: string): number =>
  parseInt(record.replaceAll('-', '').slice(0, 12), 16);
