import { expect, test } from 'vitest';
import codes from '../../../openapi/vectors/meeting_types.json';
import { ENTITIES } from '../../src/generated/entities';
import {
  lineOf,
  listed,
  saidOf,
  timesThere,
  typesOf,
  weeklyOf,
  type Way,
} from '../../src/screens/library/listing';
import type { Body, Row } from '../../src/sync';

const CHICAGO = 'America/Chicago';
const NEW_YORK = 'America/New_York';
/** Sunday noon in Chicago. */
const NOON = Date.parse('2026-11-22T18:00:00Z');
const LINK = 'https://video.example/j/4';

function entry(title: string, more: Partial<Body<'resource'>> = {}): Row<'resource'> {
  const body = {
    ...ENTITIES.resource.defaults,
    type: 'meeting',
    topic: 'community',
    title,
    time_zone: CHICAGO,
    ...more,
  } as unknown as Body<'resource'>;
  return {
    record: title,
    stream: 'library',
    entity: 'resource',
    state: 'live',
    body,
  } as unknown as Row<'resource'>;
}

const weekly = (day: number, time: string, end_time: string | null = null) => [
  { day, time, end_time },
];
const titles = (
  rows: Row<'resource'>[],
  wish: { only_today?: boolean; way?: Way; now?: number } = {},
): string[] =>
  listed(rows, { only_today: false, way: 'any', now: NOON, here: CHICAGO, ...wish }).map(
    ({ row }) => row.body.title,
  );
const line = (row: Row<'resource'>, only_today = false, now = NOON): string => {
  const [found] = listed([row], { only_today, way: 'any', now, here: CHICAGO });
  return found ? lineOf(found, now, CHICAGO).replaceAll('\u202f', ' ') : '';
};

const church = entry('church', { location: 'Church', address: '12 Elm St' });
const screen = entry('screen', { conference_url: LINK });
const both = entry('both', { address: '12 Elm St', conference_url: LINK });
const shut = entry('shut', { address: '12 Elm St', meeting_types: ['TC'] });
const rests = entry('rests', { address: '12 Elm St', attendance_option: 'inactive' });
const unsure = entry('unsure', { address: '12 Elm St', meeting_types: ['ONL'] });
const helpline = entry('helpline', { type: 'helpline', phone: '988', url: LINK });
const all = [church, screen, both, shut, rests, unsure, helpline];

test('who asks for in person or online gets what is certain to be so', () => {
  expect(titles(all)).toHaveLength(all.length);
  expect(titles(all, { way: 'in_person' })).toEqual(['church', 'both']);
  expect(titles(all, { way: 'online' })).toEqual(['screen', 'both']);
});

test('each says how it is attended', () => {
  expect(all.map((row) => line(row))).toEqual([
    'In person · Church', 'Online', 'In person and online', 'Place closed for now', 'Not meeting now', 'Ask how to join', 'Helpline',
  ]); // prettier-ignore
});

test('meetings today are those that are held: on now, to come, over', () => {
  const at = (row: Row<'resource'>, time: string) => ({
    ...row,
    body: { ...row.body, schedule: weekly(0, time) },
  });
  const today = [
    at(church, '09:00'),
    at(screen, '19:00'),
    at(both, '11:30'),
    at(shut, '19:00'),
    at(rests, '19:00'),
    at(unsure, '13:00'),
    helpline,
  ];
  expect(titles(today, { only_today: true })).toEqual(['both', 'unsure', 'screen', 'church']);
});

test('near midnight: what is to come today, then tomorrow’s first, and what is over last', () => {
  const at = (row: Row<'resource'>, day: number, time: string) => ({
    ...row,
    body: { ...row.body, schedule: weekly(day, time) },
  });
  const late = Date.parse('2026-11-23T05:30:00Z');
  const near = [
    at(church, 0, '19:00'),
    at(screen, 1, '07:00'),
    at(both, 0, '23:45'),
    at(unsure, 1, '18:00'),
  ];
  expect(titles(near, { only_today: true, now: late })).toEqual(['both', 'screen', 'church']);
  expect(line(at(screen, 1, '07:00'), true, late)).toBe('Tomorrow, 7:00 AM · Online');
  // Nobody meets tomorrow morning: whoever meets first.
  expect(
    titles([at(church, 0, '19:00'), at(unsure, 1, '18:00'), at(screen, 1, '20:00')], {
      only_today: true,
      now: late,
    }),
  ).toEqual(['unsure', 'church']);
});

test('what narrows the list is named with what was found', () => {
  const nothing = { only_mine: false, shelf: 'all', way: 'any' as Way, only_today: false };
  expect(saidOf(2, nothing)).toBe('2 entries');
  expect(saidOf(1, { ...nothing, only_today: true })).toBe('1 entry under Meetings today.');
  expect(saidOf(0, { only_mine: true, shelf: 'home', way: 'online', only_today: true })).toContain(
    'under My saved places · Home · Online · Meetings today.',
  );
  expect(saidOf(0, nothing)).toBe('Nothing found for that. Try fewer words, or another shelf.');
});

test('a meeting elsewhere is told by the phone’s own clock, with the time and the name there', () => {
  const far = entry('far', {
    conference_url: LINK,
    time_zone: NEW_YORK,
    schedule: weekly(0, '19:00', '20:30'),
  });
  expect(line(far, true)).toBe('6:00 PM (7:00 PM in New York) · Online');
  expect(line(far)).toBe('Online · Every Sunday, 6:00 PM to 7:30 PM (7:00 PM in New York)');
  const clocks = { now: NOON, here: CHICAGO, zone: NEW_YORK };
  expect(
    timesThere(far.body.schedule ?? [], clocks).map((said) => said.replaceAll('\u202f', ' ')),
  ).toEqual(['Every Sunday, 7:00 PM to 8:30 PM in New York']);
  expect(timesThere(far.body.schedule ?? [], { ...clocks, zone: CHICAGO })).toEqual([]);
});

test('what is on says until when, also past midnight, and what is over says so', () => {
  const late = entry('late', { address: '12 Elm St', schedule: weekly(0, '23:30', '00:30') });
  expect(line(late, true, Date.parse('2026-11-23T06:10:00Z'))).toBe(
    'On now, until 12:30 AM · In person',
  );
  expect(line(late, true, Date.parse('2026-11-22T20:10:00Z'))).toBe('11:30 PM · In person');
  const far = { ...late, body: { ...late.body, time_zone: NEW_YORK } };
  expect(line(far, true, Date.parse('2026-11-23T05:10:00Z'))).toBe(
    'On now, until 11:30 PM (12:30 AM in New York) · In person',
  );
  const early = entry('early', { address: '12 Elm St', schedule: weekly(0, '07:00') });
  expect(line(early, true)).toBe('Over, began 7:00 AM · In person');
});

test('of a zone that the browser does not know only what the wall there shows is said', () => {
  const mars = entry('mars', {
    conference_url: LINK,
    time_zone: 'Mars/Olympus_Mons',
    schedule: weekly(0, '19:00'),
  });
  expect(line(mars, true)).toBe('7:00 PM in Olympus Mons · Online');
  const clocks = { now: NOON, here: CHICAGO, zone: 'Mars/Olympus_Mons' };
  expect(weeklyOf(mars.body.schedule ?? [], clocks)).toEqual(
    timesThere(mars.body.schedule ?? [], clocks),
  );
});

test('one entry that cannot be reckoned with never takes the others with it', () => {
  const zones = ['Amercia/New_York', 'CST', '', 'Etc/Unknown', '../x', 'America/'.repeat(20)];
  const times = [weekly(0, '25:99'), weekly(9, '10:00'), weekly(0, ''), weekly(0, '10:00', 'late')];
  const odd = [
    ...zones.map((time_zone) =>
      entry(`in ${time_zone}`, { address: '12 Elm St', time_zone, schedule: weekly(0, '14:00') }),
    ),
    ...times.map((schedule) =>
      entry(`at ${schedule[0]!.time}`, { address: '12 Elm St', schedule }),
    ),
    entry('of no shape', { address: '12 Elm St', schedule: null as never }),
  ];
  const sound = entry('sound', { address: '12 Elm St', schedule: weekly(0, '13:00') });
  for (const only_today of [true, false]) {
    const found = listed([...odd, sound, ...odd], {
      only_today,
      way: 'any',
      now: NOON,
      here: CHICAGO,
    });
    expect(found.map(({ row }) => row.body.title)).toContain('sound');
    expect(found.map((each) => lineOf(each, NOON, CHICAGO).replaceAll('\u202f', ' '))).toContain(
      only_today ? '1:00 PM · In person' : 'In person · Every Sunday, 1:00 PM',
    );
  }
});

test('every type that the import knows has words, however it is written, and an unknown one stands as it is', () => {
  const how = ['TC', 'ONL'];
  for (const code of codes.codes.filter((each) => !how.includes(each))) {
    const [word = ''] = typesOf([code]);
    expect(word.length, code).toBeGreaterThan(2);
    expect(typesOf([code.toLowerCase()]), code).toEqual([word]);
    if (code !== 'LGBTQ') expect(word, code).not.toBe(code);
  }
  expect(typesOf(['12X12', 'HATS', 'TC', 'ONL', 'O'])).toEqual([
    '12 Steps and 12 Traditions',
    'HATS',
    'Open to all',
  ]);
});

test('thousands of meetings are listed at once', () => {
  const rows = Array.from({ length: 5000 }, (_, n) =>
    entry(String(n), {
      address: '12 Elm St',
      time_zone: n % 2 ? NEW_YORK : CHICAGO,
      schedule: weekly(n % 7, `${String(6 + (n % 16)).padStart(2, '0')}:30`),
    }),
  );
  titles(rows, { only_today: true });
  const began = performance.now();
  expect(titles(rows, { only_today: true }).length).toBeGreaterThan(500);
  const took = performance.now() - began;
  console.info(`5,000 meetings listed in ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(2000);
});
