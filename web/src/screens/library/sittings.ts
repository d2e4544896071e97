/** When a weekly meeting meets, as instants: by its own clock, and by that of the phone. */
import { dateOf, dayNumber, weekdayOf } from '../../figures/dates';
import { dateAt, timeAt } from '../../figures/wall';
import { instantOf } from '../caseload/occurrences';
import type { Occurrence } from './schedule';

/** One time that it meets; instants in ms. `time` is on the wall of the meeting's zone, HH:MM. */
export interface Sitting {
  at: number;
  until: number;
  time: string;
}
/** Names of zones; undefined is the phone's own. `now` in ms. */
export interface Clocks {
  now: number;
  here?: string;
  zone?: string;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** Where no end is given. */
const USUAL_MINUTES = 60;
const WEEK = 7;
/** Of day 0, where 0 is Sunday: the 1st of January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;
const MOST_REMEMBERED = 5000;

/**
 * What is on now, or else what comes today or tomorrow on the phone's calendar; and what was today.
 */
export function sittingsNear(
  schedule: Occurrence[],
  { now, here, zone }: Clocks,
): { next?: Sitting; over?: Sitting } {
  const today = dayNumber(dateAt(now, here));
  const [from, to] = [0, 2].map((days) => instant(dateOf(today + days), '00:00', here)) as [
    number,
    number,
  ];
  const found = sittings(schedule, from, to, zone).filter(
    ({ at, until }) => (at >= from && at < to) || (at <= now && until > now),
  );
  return {
    next: found.find((each) => isOn(each, now)) ?? found.find(({ at }) => at > now),
    over: found.findLast(({ until }) => until <= now),
  };
}

/** An instant of tomorrow on the phone's calendar. */
export const tomorrowAt = (time: string, { now, here }: Clocks): number =>
  instant(dateOf(dayNumber(dateAt(now, here)) + 1), time, here);

export const isOn = ({ at, until }: Sitting, now: number): boolean => at <= now && until > now;

/** The weekly times as the phone's clock shows them in the coming week. */
export function onThisPhone(schedule: Occurrence[], { now, here, zone }: Clocks): Occurrence[] {
  const today = dayNumber(dateAt(now, zone));
  return schedule.flatMap((each) => {
    const ahead = (each.day - numbered(today) + WEEK) % WEEK;
    const [sitting] = isSound(each) ? [sat(each, today + ahead, zone)] : [];
    if (!sitting) return [];
    const day = numbered(dayNumber(dateAt(sitting.at, here)));
    return [
      {
        day,
        time: timeAt(sitting.at, here),
        end_time: each.end_time ? timeAt(sitting.until, here) : null,
      },
    ];
  });
}

/** Whether the phone's clock shows other times than the meeting's own. */
export function isElsewhere(schedule: Occurrence[], clocks: Clocks): boolean {
  if (clocks.zone === undefined) return false;
  const shown = onThisPhone(schedule, clocks);
  return (
    !isKnown(clocks.zone) ||
    schedule
      .filter(isSound)
      .some(
        ({ day, time }, index) =>
          shown[index] && (shown[index].day !== day || shown[index].time !== time),
      )
  );
}

/** A browser need not know each zone. What it does not know it can say, and not reckon with. */
export function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** `America/New_York` is New York. */
export const zoneName = (zone: string): string =>
  (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

function sittings(schedule: Occurrence[], from: number, to: number, zone?: string): Sitting[] {
  const [first, last] = [dayNumber(dateAt(from, zone)) - 1, dayNumber(dateAt(to, zone))];
  const found: Sitting[] = [];
  for (let day = first; day <= last; day++) {
    const weekday = (day + FIRST_WEEKDAY) % WEEK;
    for (const each of schedule)
      if (each.day === weekday && isSound(each)) found.push(sat(each, day, zone));
  }
  return found.sort((a, b) => a.at - b.at);
}

function sat({ time, end_time }: Occurrence, day: number, zone?: string): Sitting {
  const at = instant(dateOf(day), time, zone);
  const length =
    end_time && isTime(end_time)
      ? (minutes(end_time) - minutes(time) + DAY_MINUTES) % DAY_MINUTES
      : 0;
  return { at, until: at + (length || USUAL_MINUTES) * MINUTE_MS, time };
}

/** 0 is Sunday, as in the Meeting Guide. */
const numbered = (day: number): number => (weekdayOf(dateOf(day)) + 1) % WEEK;
const isTime = (time: string): boolean => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time);
/** What is no day or no time is left out: one such entry leaves the others listed. */
const isSound = ({ day, time }: Occurrence): boolean =>
  Number.isInteger(day) && day >= 0 && day < WEEK && isTime(time);
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Thousands of meetings begin at few times. */
const remembered = new Map<string, number>();

function instant(date: string, time: string, zone?: string): number {
  const key = `${date} ${time} ${zone ?? ''}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const at = instantOf(date, time, zone);
  if (remembered.size > MOST_REMEMBERED) remembered.clear();
  remembered.set(key, at);
  return at;
}
