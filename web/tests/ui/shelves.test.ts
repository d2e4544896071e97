import { expect, test } from 'vitest';
import { ENTITIES } from '../../src/generated/entities';
import { bodyOf, canJoin, isOnMap, starred } from '../../src/screens/library/entry';
import {
  ANYTHING,
  foundIn,
  mineOf,
  publishedIn,
  topicsOf,
  type Asked,
} from '../../src/screens/library/shelves';
import type { Account, Body, Row } from '../../src/sync';

const NOON = Date.parse('2026-11-22T18:00:00Z');
const HERE = 'America/Chicago';

function entry(title: string, more: Partial<Body<'resource'>> = {}): Row<'resource'> {
  const body = {
    ...ENTITIES.resource.defaults,
    type: 'article',
    topic: 'coping',
    state: 'published',
    title,
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
const meeting = (title: string, time: string, more: Partial<Body<'resource'>> = {}) =>
  entry(title, {
    type: 'meeting',
    topic: 'community',
    time_zone: HERE,
    address: '12 Elm St',
    schedule: [{ day: 0, time, end_time: null }],
    ...more,
  });

const ROWS = [
  entry('Urges'),
  meeting('Noon', '12:00'),
  entry('Breathing', { topic: 'health' }),
  meeting('Early', '07:00'),
  meeting('Afar', '19:00', { address: '', conference_url: 'https://video.example/j/4' }),
];
const BY_NAME = ['Afar', 'Breathing', 'Early', 'Noon', 'Urges'];
const found = (
  asked: Partial<Asked>,
  mine: string[] = [],
  index: string[] | null = null,
): string[] =>
  foundIn(ROWS, { ...ANYTHING, ...asked }, index && { find: () => index }, mine, NOON, HERE).map(
    ({ row }) => row.record,
  );

test('the library opens with everything, by name', () => expect(found({})).toEqual(BY_NAME));

test('what is searched comes best first, as far as it is there, and before the index is built everything does', () => {
  expect(found({ text: ' x ' }, [], ['Noon', 'gone', 'Afar'])).toEqual(['Noon', 'Afar']);
  expect(found({ text: '  ' }, [], ['Noon'])).toEqual(BY_NAME);
  expect(found({ text: 'x' }).toSorted()).toEqual(BY_NAME);
});

test('a shelf, the own list, the way and the day each leave out the rest, and all hold together', () => {
  expect(found({ shelf: 'health' })).toEqual(['Breathing']);
  expect(found({ only_mine: true }, ['Noon', 'Urges', 'gone'])).toEqual(['Noon', 'Urges']);
  expect(found({ only_mine: true })).toEqual([]);
  expect(found({ way: 'online' })).toEqual(['Afar']);
  expect(found({ only_today: true }).toSorted()).toEqual(['Afar', 'Early', 'Noon']);
  expect(
    found(
      { only_today: true, only_mine: true, shelf: 'community', way: 'in_person', text: 'x' },
      ['Noon', 'Afar'],
      BY_NAME,
    ),
  ).toEqual(['Noon']);
});

test('what is on today comes by the clock, not by name', () => {
  expect(found({ only_today: true })).toEqual(['Noon', 'Afar', 'Early']);
});

test('only what the program stands by is listed, and nothing before the library is there', () => {
  const all = () => [
    entry('now'),
    entry('draft', { state: 'draft' as never }),
    entry('back', { state: 'retired' as never }),
  ];
  expect(publishedIn({ library_loaded: true, all } as never).map(({ record }) => record)).toEqual([
    'now',
  ]);
  expect(publishedIn({ library_loaded: false, all } as never)).toEqual([]);
});

test('a list of one’s own is for who has a place of their own', () => {
  const account = (own: boolean): Account =>
    ({
      streamOf: () => (own ? { id: 1 } : undefined),
      settings: () => ({ body: { resources: ['Noon'] } }),
    }) as never;
  expect([mineOf(account(true)), mineOf(account(false))]).toEqual([['Noon'], []]);
  expect([starred('Noon', false), starred('Noon', true)]).toEqual([
    { resources: { add: ['Noon'] } },
    { resources: { remove: ['Noon'] } },
  ]);
});

test('topics that hold nothing are no shelf', () => {
  expect(topicsOf(ROWS, { health: 'Health', housing: 'Housing', coping: 'Coping' })).toEqual([
    ['health', 'Health'],
    ['coping', 'Coping'],
  ]);
});

test('an entry opens while it is live and published', () => {
  const opened = (row?: object) => bodyOf({ get: () => row } as never, 'x');
  const live = entry('x');
  expect(opened(live)).toBe(live.body);
  for (const row of [
    undefined,
    { ...live, state: 'removed' },
    entry('x', { state: 'draft' as never }),
  ])
    expect(opened(row)).toBeNull();
});

test('one can join by a link or by a number, and by nothing else', () => {
  const joined = (conference_url: string | null, conference_phone: string | null) =>
    canJoin({ conference_url, conference_phone } as never);
  expect([
    joined('https://video.example/j/4', null),
    joined(null, '555-555-0100'),
    joined(null, 'ask the host'),
    joined('javascript:x', ''),
    joined(null, null),
  ]).toEqual([true, true, false, false, false]);
});

test('a map leads where one can go, not to an area or where nobody meets', () => {
  expect(isOnMap(undefined)).toBe(true);
  expect(
    (['open', 'area', 'closed', 'unsure', 'none'] as const).filter((place) =>
      isOnMap({ how: 'in_person', place }),
    ),
  ).toEqual(['open']);
});
