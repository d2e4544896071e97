/** What of the library a person asked for, and in which order it is listed. */
import type { Account, Row } from '../../sync';
import { listed, type Listed, type Way } from './listing';
import type { Index } from './search';

type Entry = Row<'resource'>;
/** `shelf` is a topic, or `all`. */
export interface Asked {
  text: string;
  shelf: string;
  only_today: boolean;
  way: Way;
  only_mine: boolean;
}
export const ANYTHING: Asked = {
  text: '',
  shelf: 'all',
  only_today: false,
  way: 'any',
  only_mine: false,
};

/** What the program stands by: a draft is not shown, and neither is what was taken back. */
export const publishedIn = (account: Account): Entry[] =>
  account.library_loaded
    ? account.all('resource').filter(({ body }) => body.state === 'published')
    : [];

/** Those that one may keep a list of, as far as this phone is one's own. */
export const mineOf = (account: Account): string[] =>
  account.streamOf('own') ? account.settings('favourites').body.resources : [];

/** Topics that hold something, in the order of their words. */
export const topicsOf = (
  entries: Entry[],
  words: Record<string, string>,
): [topic: string, word: string][] =>
  Object.entries(words).filter(([topic]) => entries.some(({ body }) => body.topic === topic));

/**
 * Best first of what was searched, by the clock of what is on today, else by name. Until the index
 * is built every entry is a find.
 */
export function foundIn(
  entries: Entry[],
  { text, shelf, only_mine, only_today, way }: Asked,
  index: Index | null,
  mine: string[],
  now: number,
  here?: string,
): Listed[] {
  const term = text.trim();
  const by_record = new Map(entries.map((row) => [row.record, row]));
  const rows =
    term && index ? index.find(term).flatMap((record) => by_record.get(record) ?? []) : entries;
  const wanted = rows.filter(
    ({ record, body }) =>
      (!only_mine || mine.includes(record)) && (shelf === 'all' || body.topic === shelf),
  );
  const fit = listed(wanted, { only_today, way, now, here });
  return term || only_today
    ? fit
    : fit.toSorted((a, b) => a.row.body.title.localeCompare(b.row.body.title));
}
