/** What the library lists, in which order, and what it says of each entry in a line. */
import { timeAt } from '../../figures/wall';
import type { Row } from '../../sync';
import { rest } from '../../words/rest';
import { attendanceOf, type How } from './attendance';
import { inWords, timesOf, type Occurrence } from './schedule';
import { isElsewhere, isKnown, isOn, onThisPhone, sittingToday, zoneName, type Clocks, type Sitting } from './sittings';

/** How one can be there: in person, online, or whichever. */
export type Way = 'any' | 'in_person' | 'online';
export interface Wish { only_today: boolean; way: Way; now: number; here?: string }
/** `how` of a meeting; `sitting` where what is on today is asked for. */
export interface Listed { row: Row<'resource'>; how?: How; sitting?: Sitting }

const FITS: Record<Way, How[]> = {
  any: ['in_person', 'both', 'online', 'unknown', 'closed', 'inactive'],
  in_person: ['in_person', 'both'],
  online: ['online', 'both'],
};
/** Nobody meets there: not today either. */
const NOT_HELD: (How | undefined)[] = ['closed', 'inactive'];

export function listed(rows: Row<'resource'>[], { only_today, way, now, here }: Wish): Listed[] {
  const found = rows
    .map((row): Listed => ({ row, how: row.body.type === 'meeting' ? attendanceOf(row.body).how : undefined }))
    .filter(({ how }) => way === 'any' || (how !== undefined && FITS[way].includes(how)));
  if (!only_today) return found;
  return found
    .filter(({ how }) => !NOT_HELD.includes(how))
    .flatMap((each) => {
      const sitting = sittingToday(each.row.body.schedule ?? [], clocksOf(each.row, now, here));
      return sitting ? [{ ...each, sitting }] : [];
    })
    .sort((a, b) => stage(a.sitting, now) - stage(b.sitting, now) || a.sitting.at - b.sitting.at);
}

/** What is on, then what is to come, then what is over. */
const stage = (sitting: Sitting, now: number): number => (isOn(sitting, now) ? 0 : sitting.at > now ? 1 : 2);

const clocksOf = ({ body }: Row<'resource'>, now: number, here?: string): Clocks => ({ now, here, zone: body.time_zone ?? undefined });

export function lineOf({ row, how, sitting }: Listed, now: number, here?: string): string {
  const words = rest().library;
  const { body } = row;
  const clocks = clocksOf(row, now, here);
  const when = sitting ? whenOf(sitting, body.schedule ?? [], clocks) : firstOf(body.schedule ?? [], clocks);
  const what = how ? words.attendance[how] : words.types[body.type];
  return [sitting && when, what, body.location || body.region, !sitting && when].filter(Boolean).join(' · ');
}

function whenOf(sitting: Sitting, schedule: Occurrence[], { now, here, zone }: Clocks): string {
  const words = rest().library;
  const is_elsewhere = isElsewhere(schedule, { now, here, zone });
  const inZone = (time: string): string => (is_elsewhere ? words.in_zone(inWords(time), zoneName(zone ?? '')) : '');
  if (zone && !isKnown(zone)) return inZone(sitting.time);
  const start = inWords(timeAt(sitting.at, here));
  const said = isOn(sitting, now) ? words.on_now(inWords(timeAt(sitting.until, here))) : sitting.at > now ? start : words.over(start);
  const there = inZone(isOn(sitting, now) ? timeAt(sitting.until, zone) : sitting.time);
  return there ? `${said} (${there})` : said;
}

function firstOf(schedule: Occurrence[], clocks: Clocks): string {
  const [first = ''] = weeklyOf(schedule, clocks);
  const [there] = isElsewhere(schedule, clocks) && isKnown(clocks.zone ?? '') ? schedule : [];
  return there ? `${first} (${rest().library.in_zone(inWords(there.time), zoneName(clocks.zone ?? ''))})` : first;
}

/** The weekly times in words, by the phone's clock; where that is another, also by the meeting's own, with its zone. */
export function weeklyOf(schedule: Occurrence[], clocks: Clocks): string[] {
  if (!isElsewhere(schedule, clocks)) return timesOf(schedule);
  return isKnown(clocks.zone ?? '') ? timesOf(onThisPhone(schedule, clocks)) : timesThere(schedule, clocks);
}

/** By the clock of the meeting's own zone, where that is another. */
export const timesThere = (schedule: Occurrence[], clocks: Clocks): string[] =>
  isElsewhere(schedule, clocks) ? timesOf(schedule).map((line) => rest().library.in_zone(line, zoneName(clocks.zone ?? ''))) : [];

/** Type codes in words, however a list writes them; one that is not known stands as it is. How one attends is said elsewhere. */
export function typesOf(codes: string[]): string[] {
  const known = new Map(Object.entries(rest().library.meeting_types).map(([code, word]) => [code.toUpperCase(), word]));
  const said = codes.filter((code) => !['TC', 'ONL', 'HY'].includes(code.toUpperCase())).map((code) => known.get(code.toUpperCase()) ?? code);
  return [...new Set(said)].filter(Boolean);
}
