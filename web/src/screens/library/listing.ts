/** What the library lists, in which order, and what it says of each entry in a line. */
import { timeAt } from '../../figures/wall';
import type { Row } from '../../sync';
import { rest } from '../../words/lazy';
import { attendanceOf, type How } from './attendance';
import { inWords, timesOf, type Occurrence } from './schedule';
import {
  isElsewhere,
  isKnown,
  isOn,
  onThisPhone,
  sittingsNear,
  tomorrowAt,
  zoneName,
  type Clocks,
  type Sitting,
} from './sittings';

/** How one can be there: in person, online, or whichever. */
export type Way = 'any' | 'in_person' | 'online';
export interface Wish {
  only_today: boolean;
  way: Way;
  now: number;
  here?: string;
}
/**
 * `how` of a meeting; `sitting` where what is on today is asked for: the next, or else the one that
 * is over.
 */
/** What narrows the list, in words, beside what is searched for. */
export interface Narrowing {
  only_mine: boolean;
  shelf: string;
  way: Way;
  only_today: boolean;
}
export interface Listed {
  row: Row<'resource'>;
  how?: How;
  sitting?: Sitting;
}

const FITS: Record<Way, How[]> = {
  any: ['in_person', 'both', 'online', 'unknown', 'closed', 'inactive'],
  in_person: ['in_person', 'both'],
  online: ['online', 'both'],
};
/** Nobody meets there: not today either. */
const NOT_HELD: (How | undefined)[] = ['closed', 'inactive'];

export function listed(rows: Row<'resource'>[], { only_today, way, now, here }: Wish): Listed[] {
  const found = rows
    .map((row): Listed => ({
      row,
      how: row.body.type === 'meeting' ? attendanceOf(row.body).how : undefined,
    }))
    .filter(({ how }) => way === 'any' || (how !== undefined && FITS[way].includes(how)));
  if (!only_today) return found;
  const near = found
    .filter(({ how }) => !NOT_HELD.includes(how))
    .map((each) => ({
      each,
      ...sittingsNear(each.row.body.schedule ?? [], clocksOf(each.row, now, here)),
    }));
  const latest = latestNear(
    near.flatMap(({ next }) => next ?? []),
    { now, here },
  );
  return near
    .flatMap(({ each, next, over }) => {
      const sitting = next && next.at <= latest ? next : over;
      return sitting ? [{ ...each, sitting }] : [];
    })
    .sort((a, b) => stage(a.sitting, now) - stage(b.sitting, now) || a.sitting.at - b.sitting.at);
}

/**
 * After the last of today come tomorrow's first: its morning, or, where nobody meets then, whoever
 * meets first.
 */
function latestNear(next: Sitting[], clocks: Clocks): number {
  const midnight = tomorrowAt('00:00', clocks);
  const first = next.reduce(
    (first, { at }) => (at >= midnight ? Math.min(first, at) : first),
    Infinity,
  );
  return Math.max(tomorrowAt('12:00', clocks) - 1, first < Infinity ? first : 0);
}

/** What is on, then what is to come, then what is over. */
const stage = (sitting: Sitting, now: number): number =>
  isOn(sitting, now) ? 0 : sitting.at > now ? 1 : 2;
const clocksOf = ({ body }: Row<'resource'>, now: number, here?: string): Clocks => ({
  now,
  here,
  zone: body.time_zone ?? undefined,
});

export function narrowedBy({ only_mine, shelf, way, only_today }: Narrowing): string[] {
  const words = rest().library;
  const topics: Record<string, string> = words.topics;
  return [
    only_mine && words.mine,
    shelf !== 'all' && (topics[shelf] ?? shelf),
    way !== 'any' && words.ways[way],
    only_today && words.today,
  ].filter((each) => each !== false);
}

/**
 * What is said over the list: how many, and under what, so that nobody takes a narrowed list for
 * all there is.
 */
export function saidOf(count: number, narrowing: Narrowing): string {
  const words = rest().library;
  const under = narrowedBy(narrowing).join(' · ');
  if (!under) return count ? words.found(count) : words.none;
  return count ? words.found_in(words.found(count), under) : words.none_in(under);
}

export function lineOf({ row, how, sitting }: Listed, now: number, here?: string): string {
  const words = rest().library;
  const { body } = row;
  const clocks = clocksOf(row, now, here);
  const when = sitting
    ? whenOf(sitting, body.schedule ?? [], clocks)
    : firstOf(body.schedule ?? [], clocks);
  const what = how ? words.attendance[how] : words.types[body.type];
  return [sitting && when, what, body.location || body.region, !sitting && when]
    .filter(Boolean)
    .join(' · ');
}

function whenOf(sitting: Sitting, schedule: Occurrence[], { now, here, zone }: Clocks): string {
  const words = rest().library;
  const is_elsewhere = isElsewhere(schedule, { now, here, zone });
  const inZone = (time: string): string =>
    is_elsewhere ? words.in_zone(inWords(time), zoneName(zone ?? '')) : '';
  const toCome = (time: string): string =>
    sitting.at >= tomorrowAt('00:00', { now, here }) ? words.tomorrow(time) : time;
  if (zone && !isKnown(zone)) return toCome(inZone(sitting.time));
  const start = inWords(timeAt(sitting.at, here));
  const said = isOn(sitting, now)
    ? words.on_now(inWords(timeAt(sitting.until, here)))
    : sitting.at > now
      ? toCome(start)
      : words.over(start);
  const there = inZone(isOn(sitting, now) ? timeAt(sitting.until, zone) : sitting.time);
  return there ? `${said} (${there})` : said;
}

function firstOf(schedule: Occurrence[], clocks: Clocks): string {
  const [first = ''] = weeklyOf(schedule, clocks);
  const [there] = isElsewhere(schedule, clocks) && isKnown(clocks.zone ?? '') ? schedule : [];
  return there
    ? `${first} (${rest().library.in_zone(inWords(there.time), zoneName(clocks.zone ?? ''))})`
    : first;
}

/**
 * The weekly times in words, by the phone's clock; where that is another, also by the meeting's
 * own, with its zone.
 */
export function weeklyOf(schedule: Occurrence[], clocks: Clocks): string[] {
  if (!isElsewhere(schedule, clocks)) return timesOf(schedule);
  return isKnown(clocks.zone ?? '')
    ? timesOf(onThisPhone(schedule, clocks))
    : timesThere(schedule, clocks);
}

/** By the clock of the meeting's own zone, where that is another. */
export const timesThere = (schedule: Occurrence[], clocks: Clocks): string[] =>
  isElsewhere(schedule, clocks)
    ? timesOf(schedule).map((line) => rest().library.in_zone(line, zoneName(clocks.zone ?? '')))
    : [];

/**
 * Type codes in words, however a list writes them; one that is not known stands as it is. How one
 * attends is said elsewhere.
 */
export function typesOf(codes: string[]): string[] {
  const known = new Map(
    Object.entries(rest().library.meeting_types).map(([code, word]) => [code.toUpperCase(), word]),
  );
  const said = codes
    .filter((code) => !['TC', 'ONL', 'HY'].includes(code.toUpperCase()))
    .map((code) => known.get(code.toUpperCase()) ?? code);
  return [...new Set(said)].filter(Boolean);
}
