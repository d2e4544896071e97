import { afterEach, expect, test, vi } from 'vitest';
import { emptyForm } from '../src/screens/caseload/nudge_form';
import { instantOf } from '../src/screens/caseload/occurrences';
import { usuallyQuiet } from '../src/screens/caseload/quiet';
import { onThisPhone } from '../src/screens/library/sittings';
import { withOffset } from '../src/screens/today/check_in';
import { dateAt, timeAt, wallAt } from '../src/figures/wall';
import { localDate } from '../src/words/when';

const CHICAGO = 'America/Chicago';
/** 23:05:09 on the 3rd of February in Chicago. */
const AT = Date.parse('2026-02-04T05:05:09Z');

const FORMAT = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format')!;
const formatIs = (get: PropertyDescriptor['get']): unknown =>
  Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { ...FORMAT, get });
const everyFormatWrites = (text: string): unknown => formatIs(() => () => text);

afterEach(() => {
  vi.restoreAllMocks();
  formatIs(FORMAT.get);
});

/**
 * What browsers write, or may write, for the very same options: ICU 72 writes en-CA as the second.
 */
const WRITTEN = [
  '2026-02-03',
  '02/03/2026',
  '3/2/2026',
  '03.02.2026',
  '2026年2月3日',
  '٠٣/٠٢/٢٠٢٦',
  '2569-02-03',
  '11:05 p.m.',
  '24:05',
  'mar. 3 févr.',
  '',
];

test.each(WRITTEN)('whatever a browser writes (%s), a day and a time are the same', (written) => {
  everyFormatWrites(written);
  expect([dateAt(AT, CHICAGO), localDate(AT, CHICAGO), timeAt(AT, CHICAGO)]).toEqual([
    '2026-02-03',
    '2026-02-03',
    '23:05',
  ]);
  expect(wallAt(AT, CHICAGO)).toBe(Date.UTC(2026, 1, 3, 23, 5, 9));
  expect(emptyForm(AT, CHICAGO)).toMatchObject({ starts_on: '2026-02-04', local_time: '08:00' });
  expect(usuallyQuiet(AT, CHICAGO)).toBe(true);
  const tuesday = { day: 2, time: '22:00', end_time: '23:00' };
  expect(onThisPhone([tuesday], { now: AT, here: 'America/New_York', zone: CHICAGO })).toEqual([
    { day: 2, time: '23:00', end_time: '00:00' },
  ]);
  expect(instantOf('2026-02-03', '23:05', CHICAGO)).toBe(AT - 9_000);
});

test('a browser that writes a day in another order changes no day', () => {
  everyFormatWrites('02/03/2026');
  expect(localDate(AT, CHICAGO)).toBe('2026-02-03');
});

test('the parts may come in any order, padded or not, with anything between them', () => {
  const made = Intl.DateTimeFormat.prototype.formatToParts;
  vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts').mockImplementation(function (
    this: Intl.DateTimeFormat,
    at,
  ) {
    const parts = made.call(this, at).filter(({ type }) => type !== 'literal');
    return parts.reverse().flatMap(({ type, value }) => [
      { type: 'literal', value: ' de ' },
      { type, value: value.padStart(2, '0') },
    ]);
  });
  expect([dateAt(AT, CHICAGO), timeAt(AT, CHICAGO)]).toEqual(['2026-02-03', '23:05']);
});

test('midnight that a browser calls 24 is the beginning of its day', () => {
  const midnight = Date.parse('2026-02-04T06:00:00Z');
  const made = Intl.DateTimeFormat.prototype.formatToParts;
  vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts').mockImplementation(function (
    this: Intl.DateTimeFormat,
    at,
  ) {
    return made
      .call(this, at)
      .map((part) =>
        part.type === 'hour' && Number(part.value) === 0 ? { ...part, value: '24' } : part,
      );
  });
  expect([dateAt(midnight, CHICAGO), timeAt(midnight, CHICAGO)]).toEqual(['2026-02-04', '00:00']);
});

test.each([
  ['2026-03-08T07:59:00Z', CHICAGO, '2026-03-08', '01:59'],
  ['2026-03-08T08:00:00Z', CHICAGO, '2026-03-08', '03:00'],
  ['2026-11-01T06:30:00Z', CHICAGO, '2026-11-01', '01:30'],
  ['2026-11-01T07:30:00Z', CHICAGO, '2026-11-01', '01:30'],
  ['2026-12-31T10:00:00Z', 'Pacific/Kiritimati', '2027-01-01', '00:00'],
  ['2026-01-01T05:59:00Z', 'America/Chicago', '2025-12-31', '23:59'],
  ['2026-06-15T18:45:00Z', 'Asia/Kathmandu', '2026-06-16', '00:30'],
  ['2024-02-29T12:00:00Z', 'UTC', '2024-02-29', '12:00'],
  ['0999-05-06T12:00:00Z', 'UTC', '0999-05-06', '12:00'],
])('%s in %s is %s, %s', (at, zone, date, time) => {
  expect([dateAt(new Date(at), zone), timeAt(new Date(at), zone)]).toEqual([date, time]);
});

test.each(['Mars/Olympus_Mons', 'Etc/Unknown', '', 'CST6', '../etc'])(
  'a zone that no browser knows (%s) is the phone’s own',
  (zone) => {
    expect([dateAt(AT, zone), timeAt(AT, zone)]).toEqual([dateAt(AT), timeAt(AT)]);
    expect(withOffset(new Date(AT)).slice(0, 16)).toBe(`${dateAt(AT)}T${timeAt(AT)}`);
  },
);

test('no data of the app comes from how a locale writes', () => {
  const sources = import.meta.glob<string>('../src/**/*.{ts,svelte}', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const formats =
    /['"](?:en-CA|en-GB|sv-SE|fr-CA)['"]|toLocale(?:Date|Time)?String|\w_(?:date|on|time)\.localeCompare|said\(\s*['"]/;
  expect(
    Object.entries(sources).flatMap(([path, text]) => (formats.test(text) ? [path] : [])),
  ).toEqual([]);
  expect(Object.keys(sources).length).toBeGreaterThan(150);
});
