import { expect, test } from 'vitest';
import {
  clock,
  localDate,
  longDate,
  madeAt,
  moment,
  shortDate,
  weekday,
} from '../../src/words/when';

const ZONE = 'America/Chicago';
const NOW = Date.parse('2026-11-21T18:00:00Z');
const said = (at: string): string => moment(Date.parse(at), NOW, ZONE).replaceAll('\u202f', ' ');

test('just now, also where the screen’s clock is a little behind', () => {
  expect(said('2026-11-21T17:59:30Z')).toBe('just now');
  expect(said('2026-11-21T18:00:40Z')).toBe('just now');
});

test('by the calendar of the zone, not by hours', () => {
  expect(said('2026-11-21T11:00:00Z')).toBe('today, 5:00 AM');
  expect(said('2026-11-21T05:30:00Z')).toBe('yesterday, 11:30 PM');
  expect(said('2026-11-22T20:00:00Z')).toBe('tomorrow, 2:00 PM');
  expect(said('2026-11-18T18:00:00Z')).toBe('Wednesday, 12:00 PM');
  expect(said('2026-11-02T18:00:00Z')).toBe('Nov 2, 12:00 PM');
});

test('a calendar day is written for machines', () => {
  expect(localDate(Date.parse('2026-11-21T05:30:00Z'), ZONE)).toBe('2026-11-20');
});

test('an id tells when it was made', () => {
  expect(madeAt('019a8f6f-a000-7000-8000-000000000000')).toBe(0x019a8f6fa000);
});

test.each(['America', 'Etc', 'Europe', 'Mars/Olympus_Mons', '', 'America/Coyhaique2'])(
  'a zone that this browser does not know (%s) is the phone’s own',
  (zone) => {
    expect(moment(Date.parse('2026-11-02T18:00:00Z'), NOW, zone)).toBe(
      moment(Date.parse('2026-11-02T18:00:00Z'), NOW),
    );
    expect([clock(NOW, zone), weekday(NOW, zone), shortDate(NOW, zone), longDate(NOW, zone), localDate(NOW, zone)]).toEqual(
    [clock(NOW), weekday(NOW), shortDate(NOW), longDate(NOW), localDate(NOW)],
  ); // prettier-ignore
  },
);

test.each([Number.NaN, Infinity, -9e15])(
  'what is no instant (%s) is nothing, and stops nothing',
  (at) => {
    expect([
      clock(at),
      weekday(at, ZONE),
      shortDate(at),
      longDate(at, 'Mars'),
      localDate(at),
    ]).toEqual(['', '', '', '', '']);
    expect(() => moment(at, NOW, ZONE)).not.toThrow();
  },
);
