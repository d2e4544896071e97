import { expect, test } from 'vitest';
import {
  isElsewhere,
  isOn,
  onThisPhone,
  sittingsNear,
  zoneName,
} from '../../src/screens/library/sittings';

const CHICAGO = 'America/Chicago';
const NEW_YORK = 'America/New_York';
/** 0 is Sunday; the 22nd of November 2026 is one. */
const weekly = (day: number, time: string, end_time: string | null = null) => [
  { day, time, end_time },
];
const utc = (at: string): number => Date.parse(`${at}:00Z`);
const shown = (
  schedule: ReturnType<typeof weekly>,
  now: string,
  here: string,
  zone?: string,
): string | undefined => {
  const { next, over } = sittingsNear(schedule, { now: utc(now), here, zone });
  const sitting = next ?? over;
  return (
    sitting &&
    `${new Date(sitting.at).toISOString().slice(0, 16)} ${new Date(sitting.until).toISOString().slice(11, 16)}`
  );
};

test('a meeting in New York is on today of a phone in Chicago at the phone’s own time', () => {
  expect(shown(weekly(0, '19:00'), '2026-11-22T18:00', CHICAGO, NEW_YORK)).toBe(
    '2026-11-23T00:00 01:00',
  );
  expect(
    onThisPhone(weekly(0, '19:00', '20:30'), {
      now: utc('2026-11-22T18:00'),
      here: CHICAGO,
      zone: NEW_YORK,
    }),
  ).toEqual(weekly(0, '18:00', '19:30'));
});

test('today is that of the phone: what is tomorrow there may be today here', () => {
  // Monday 00:30 in New York is Sunday 23:30 in Chicago.
  expect(shown(weekly(1, '00:30'), '2026-11-22T18:00', CHICAGO, NEW_YORK)).toBe(
    '2026-11-23T05:30 06:30',
  );
  expect(shown(weekly(0, '00:30'), '2026-11-22T18:00', CHICAGO, NEW_YORK)).toBeUndefined();
  // Sunday noon in Auckland is Saturday in Chicago.
  expect(
    shown(weekly(0, '12:00'), '2026-11-22T18:00', CHICAGO, 'Pacific/Auckland'),
  ).toBeUndefined();
  expect(shown(weekly(1, '12:00'), '2026-11-22T18:00', CHICAGO, 'Pacific/Auckland')).toBe(
    '2026-11-22T23:00 00:00',
  );
});

test('ten past midnight, what began yesterday is still on', () => {
  expect(shown(weekly(0, '23:30', '00:30'), '2026-11-23T06:10', CHICAGO, CHICAGO)).toBe(
    '2026-11-23T05:30 06:30',
  );
  expect(shown(weekly(0, '23:30'), '2026-11-23T06:10', CHICAGO, CHICAGO)).toBe(
    '2026-11-23T05:30 06:30',
  );
  expect(shown(weekly(0, '23:30', '00:30'), '2026-11-23T06:30', CHICAGO, CHICAGO)).toBeUndefined();
  expect(shown(weekly(0, '23:30', '00:00'), '2026-11-23T06:10', CHICAGO, CHICAGO)).toBeUndefined();
});

test('of several today it is what is on, then what is next, then what was', () => {
  const schedule = [
    ...weekly(0, '07:00', '08:00'),
    ...weekly(0, '12:00', '13:00'),
    ...weekly(0, '19:00', '20:00'),
  ];
  const at = (now: string) => shown(schedule, now, CHICAGO, CHICAGO)?.slice(11, 16);
  expect([
    at('2026-11-22T12:00'),
    at('2026-11-22T13:30'),
    at('2026-11-22T18:30'),
    at('2026-11-22T20:00'),
    at('2026-11-23T03:00'),
  ]).toEqual(['13:00', '13:00', '18:00', '01:00', '01:00']);
});

test('what is over today gives way to its next time, also tomorrow, and never to the day after', () => {
  const daily = [...weekly(0, '07:00'), ...weekly(1, '07:00')];
  expect(shown(daily, '2026-11-22T18:00', CHICAGO, CHICAGO)).toBe('2026-11-23T13:00 14:00');
  expect(shown(daily, '2026-11-23T18:00', CHICAGO, CHICAGO)).toBe('2026-11-23T13:00 14:00');
  expect(shown(weekly(2, '07:00'), '2026-11-22T18:00', CHICAGO, CHICAGO)).toBeUndefined();
});

test('the hour of the change of clocks', () => {
  // On the 8th of March 2026 the clocks of Chicago leap from 2 to 3; those of Phoenix never do.
  expect(
    onThisPhone(weekly(0, '19:00'), {
      now: utc('2026-03-01T18:00'),
      here: 'America/Phoenix',
      zone: CHICAGO,
    }),
  ).toEqual(weekly(0, '18:00'));
  expect(
    onThisPhone(weekly(0, '19:00'), {
      now: utc('2026-03-08T18:00'),
      here: 'America/Phoenix',
      zone: CHICAGO,
    }),
  ).toEqual(weekly(0, '17:00'));
  expect(shown(weekly(0, '02:30'), '2026-03-08T18:00', CHICAGO, CHICAGO)).toBe(
    '2026-03-08T08:00 09:00',
  );
});

test('elsewhere is where the clock shows another time, not where the zone has another name', () => {
  const now = utc('2026-11-22T18:00');
  expect(isElsewhere(weekly(0, '19:00'), { now, here: CHICAGO, zone: NEW_YORK })).toBe(true);
  expect(isElsewhere(weekly(0, '19:00'), { now, here: CHICAGO, zone: 'America/Menominee' })).toBe(
    false,
  );
  expect(isElsewhere(weekly(0, '19:00'), { now, here: CHICAGO, zone: undefined })).toBe(false);
  expect(isElsewhere([], { now, here: CHICAGO, zone: NEW_YORK })).toBe(false);
});

test('a zone that this browser does not know is elsewhere, and hides no meeting', () => {
  for (const zone of ['Mars/Olympus_Mons', 'America', 'Etc/Unknown']) {
    expect(
      isElsewhere(weekly(0, '19:00'), { now: utc('2026-11-22T18:00'), here: CHICAGO, zone }),
    ).toBe(true);
    expect(shown(weekly(0, '19:00'), '2026-11-22T18:00', CHICAGO, zone)).toBeDefined();
  }
});

test('what is no time hides no other, and makes no other', () => {
  expect(
    shown(
      [...weekly(0, 'noonish'), ...weekly(0, '19:00', 'late')],
      '2026-11-22T18:00',
      CHICAGO,
      CHICAGO,
    ),
  ).toBe('2026-11-23T01:00 02:00');
  expect(
    onThisPhone(weekly(0, 'noonish'), {
      now: utc('2026-11-22T18:00'),
      here: CHICAGO,
      zone: NEW_YORK,
    }),
  ).toEqual([]);
});

test('a zone is named by its city', () => {
  expect(['America/New_York', 'America/Kentucky/Louisville', 'UTC'].map(zoneName)).toEqual([
    'New York',
    'Louisville',
    'UTC',
  ]);
});

test('on whatever day one asks, an evening in Chicago is the next day’s in Auckland', () => {
  for (const day of [0, 1, 2, 3, 4, 5, 6]) {
    for (const today of [22, 23, 24, 25, 26, 27, 28]) {
      const clocks = {
        now: utc(`2026-11-${today}T18:00`),
        here: 'Pacific/Auckland',
        zone: CHICAGO,
      };
      expect(onThisPhone(weekly(day, '19:00'), clocks)).toEqual(weekly((day + 1) % 7, '14:00'));
    }
  }
});

test('in the week in which clocks change, a time is that of the day on which it is', () => {
  // In Chicago they go forward on Sunday the 8th of March 2026, in Madrid on the 29th.
  const clocks = { now: utc('2026-03-06T18:00'), here: 'Europe/Madrid', zone: CHICAGO };
  expect([6, 0].map((day) => onThisPhone(weekly(day, '12:00'), clocks)[0]?.time)).toEqual([
    '19:00',
    '18:00',
  ]);
});

test('it is on from its first instant to its last, and not at its end', () => {
  const sitting = { at: 1000, until: 2000, time: '' };
  expect([999, 1000, 1999, 2000].map((now) => isOn(sitting, now))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
