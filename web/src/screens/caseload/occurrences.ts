/**
 * A preview of when a plan comes due; the program's own reckoning decides
 * (`notifications/policy/schedule.py`, the same rules, held together by
 * `openapi/vectors/schedules/`): a wall time that does not exist moves past the gap, one that comes
 * twice counts once, the first time.
 */
import { dateOf, dayNumber, weekdayOf } from '../../figures/dates';
import { wallAt } from '../../figures/wall';
import type { Body } from '../../sync';

export type Plan = Pick<
  Body<'nudge_plan'>,
  'repeat' | 'every' | 'starts_on' | 'local_time' | 'weekdays' | 'ends_on' | 'times'
>;

export interface Occurrence {
  /** The day that it was planned for, also where a gap moves it past midnight. */
  date: string;
  /** Milliseconds since 1970. */
  at: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WEEK = 7;
/** The calendar of the program ends with the year 9999, where no day has a next one. */
const LAST_DAY = dayNumber('9998-12-31');

/** The first `most` after an instant, in order; fewer where the plan ends. */
export function nextTimes(plan: Plan, zone: string, after: number, most: number): Occurrence[] {
  const found: Occurrence[] = [];
  if (Number.isNaN(dayNumber(plan.starts_on)) || !plan.local_time) return found;
  const end = lastDay(plan);
  // A zone may be a day off UTC, and one has skipped a whole day.
  for (const day of days(plan, Math.floor(after / DAY_MS) - 2)) {
    if (day > end || found.length === most) break;
    const [date, at] = [dateOf(day), instantOf(dateOf(day), plan.local_time, zone)];
    if (at > after) found.push({ date, at });
  }
  return found;
}

function lastDay({ ends_on, times, ...plan }: Plan): number {
  const end = ends_on ? dayNumber(ends_on) : LAST_DAY;
  if (!times) return end;
  let last = dayNumber(plan.starts_on);
  let left = times;
  for (const day of days({ ...plan, ends_on, times }, last)) {
    if (left-- === 0) break;
    last = day;
  }
  return Math.min(end, last);
}

/**
 * The days that are meant, as numbers, from `since` on. Nothing before it is walked through,
 * however old the plan.
 */
function* days(plan: Plan, since: number): Generator<number> {
  const first = dayNumber(plan.starts_on);
  const from = Math.max(first, since);
  if (plan.repeat === 'once') {
    if (since <= first) yield first;
  } else if (plan.repeat === 'daily') {
    for (
      let day = from + ((plan.every - ((from - first) % plan.every)) % plan.every);
      day <= LAST_DAY;
      day += plan.every
    )
      yield day;
  } else if (plan.repeat === 'weekly') {
    yield* weekly(plan, first, from);
  } else {
    yield* monthly(plan, first, from);
  }
}

function* weekly(
  { weekdays, every, starts_on }: Plan,
  first: number,
  from: number,
): Generator<number> {
  const chosen = weekdays.length
    ? [...new Set(weekdays)].sort((a, b) => a - b)
    : [weekdayOf(starts_on)];
  const monday = first - weekdayOf(starts_on);
  for (
    let week = from - ((from - monday) % (WEEK * every));
    week <= LAST_DAY;
    week += WEEK * every
  ) {
    for (const day of chosen.map((weekday) => week + weekday))
      if (day >= from && day <= LAST_DAY) yield day;
  }
}

function* monthly({ every, starts_on }: Plan, first: number, from: number): Generator<number> {
  const [day, month] = [Number(starts_on.slice(8)), monthOf(dateOf(from))];
  for (let number = month - ((month - monthOf(starts_on)) % every); ; number += every) {
    const meant = Math.min(beginOf(number) + day, beginOf(number + 1)) - 1;
    if (!(meant <= LAST_DAY)) return;
    if (meant >= Math.max(first, from)) yield meant;
  }
}

const monthOf = (date: string): number =>
  Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
const beginOf = (month: number): number =>
  dayNumber(
    `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`,
  );

/** In a gap the next valid minute, in an overlap the first. */
export function instantOf(date: string, time: string, zone?: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((at) => wallAt(at, zone) - at);
  const [early, late] = offsets.map((offset) => wall - offset).sort((a, b) => a - b) as [
    number,
    number,
  ];
  return [early, late].find((at) => wallAt(at, zone) === wall) ?? afterGap(early, late, zone);
}

/** The first whole minute after the change that lies between two instants. */
function afterGap(before: number, after: number, zone?: string): number {
  const offset = wallAt(before, zone) - before;
  let [low, high] = [before, after];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (wallAt(middle, zone) - middle === offset) low = middle;
    else high = middle;
  }
  return Math.ceil(high / MINUTE_MS) * MINUTE_MS;
}
