/**
 * The library is searched on the phone: accents folded, apostrophes left out, the beginning of a
 * word is enough, small slips are forgiven. Days, times, types and how one attends are found by
 * their words too.
 */
import MiniSearch from 'minisearch';
import type { Row } from '../../sync';
import { rest } from '../../words/lazy';
import { attendanceOf } from './attendance';
import { typesOf } from './listing';
import { readSpan } from './spelled_time';

const CHUNK = 200;
/** Of so many letters and more, one slip is forgiven, then about one in three. */
const WORD = 5;
const LONG_WORD = 7;
const LONGEST_TIME_WORDS = 4;
const SHORTEST_DAY = 3;

export interface Index {
  /** Record ids, best first. */
  find(text: string): string[];
}

const fold = (term: string): string => term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
/** `Women’s` is looked for as `womens`, and found by both. */
const tokenize = (text: string): string[] =>
  text
    .replace(/(\p{L})['’ʼ‘`´](?=\p{L})/gu, '$1')
    .split(/[\s\p{P}\p{Z}]+/u)
    .filter(Boolean);
const slips = (term: string): number | false =>
  term.length < WORD ? false : term.length < LONG_WORD ? 1 : 0.3;

/** Built a few hundred entries at a time, so that a cheap phone stays answerable. */
export async function indexOf(rows: Row<'resource'>[]): Promise<Index> {
  const alike = new Map(
    rest().library.alike.flatMap((words) =>
      words.map((word) => [fold(word), words.map(fold)] as const),
    ),
  );
  const index = new MiniSearch({
    idField: 'record',
    fields: ['title', 'summary', 'region', 'location', 'address', 'body', 'days', 'types'],
    tokenize,
    processTerm: (term) => [...new Set([fold(term), ...(alike.get(fold(term)) ?? [])])],
    searchOptions: {
      boost: { title: 3, region: 2, location: 2, days: 2 },
      prefix: true,
      fuzzy: slips,
      combineWith: 'AND',
      tokenize,
      processTerm: fold,
    },
  });
  await index.addAllAsync(rows.map(documentOf), { chunkSize: CHUNK });
  const found = (text: string): string[] => index.search(text).map(({ id }) => String(id));
  return { find: (text) => [...new Set([...found(text), ...atTime(text, rows, found)])] };
}

function documentOf({ record, body }: Row<'resource'>): Record<string, string> {
  const {
    title,
    summary = '',
    region = '',
    location = '',
    address = '',
    body: text = '',
    schedule = [],
    meeting_types = [],
  } = body;
  const words = rest().library;
  const days = [...new Set(schedule.map(({ day }) => words.days[day] ?? ''))].join(' ');
  const how =
    body.type === 'meeting' ? words.attendance[attendanceOf(body).how] : words.types[body.type];
  return {
    record,
    title,
    summary,
    region,
    location,
    address,
    body: text,
    days,
    types: [...typesOf(meeting_types), how].join(' '),
  };
}

/**
 * The entries that meet at the time that is named, on the days that are named, if the other words
 * fit as well.
 */
function atTime(
  text: string,
  rows: Row<'resource'>[],
  found: (text: string) => string[],
): string[] {
  const asked = timeIn(text);
  if (!asked) return [];
  const days = daysIn(asked.others);
  const at_time = rows.filter(({ body }) =>
    (body.schedule ?? []).some(
      ({ day, time }) => asked.times.includes(time) && (!days.length || days.includes(day)),
    ),
  );
  const fitting = asked.others ? new Set(found(asked.others)) : null;
  return at_time.map(({ record }) => record).filter((record) => !fitting || fitting.has(record));
}

/**
 * A time among the words, and the others. `7:30` may be both; a number alone is a house or a
 * hotline.
 */
export function timeIn(text: string): { times: string[]; others: string } | undefined {
  const words = text.trim().split(/\s+/);
  for (let length = Math.min(LONGEST_TIME_WORDS, words.length); length > 0; length--) {
    for (let from = 0; from + length <= words.length; from++) {
      const said = words.slice(from, from + length).join(' ');
      const span = /^[\d\s.]*(?:\b[apn])?$/i.test(said) ? undefined : readSpan(said);
      if (span && !span.end)
        return {
          times: span.is_assumed ? bothHalves(span.start) : [span.start],
          others: words.toSpliced(from, length).join(' '),
        };
    }
  }
  return undefined;
}

const bothHalves = (time: string): string[] => [
  time,
  `${Number(time.slice(0, 2)) + 12}${time.slice(2)}`,
];

const daysIn = (text: string): number[] => {
  const words = tokenize(text)
    .map(fold)
    .filter((word) => word.length >= SHORTEST_DAY);
  return rest().library.days.flatMap((name, day) =>
    words.some((word) => fold(name).startsWith(word.replace(/s$/, ''))) ? [day] : [],
  );
};
