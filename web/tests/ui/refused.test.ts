import { expect, test } from 'vitest';
import entities from '../../../openapi/entities.json';
import {
  latestFirst,
  mended,
  NOT_WORDS,
  sendAgain,
  textsOf,
  writtenAt,
} from '../../src/screens/me/refused';
import type { Account, Body } from '../../src/sync';
import { english } from '../../src/words/en/rest';

const NONE = {
  mutation: 'none',
  entity: 'goal',
  record: 'none',
  code: 'invalid',
  field: null,
  stream: null,
  words: '{}',
};
const ID = '019a8f6f-a000-7000-8000-000000000000';

/** What WebKit with ICU 72 sent, word for word. */
const WEBKIT: Body<'refused_write'> = {
  ...NONE,
  entity: 'check_in',
  field: 'answers.local_date',
  mutation: ID,
  record: ID,
  words:
    '{"answers":{"mood":2,"craving":8,"grateful":"a quiet bus","occurred_at":"2026-11-30T23:23:59-06:00","time_zone":"America/Chicago","local_date":"11/30/2026"}}',
};
const HARD_TIME: Body<'refused_write'> = {
  ...NONE,
  entity: 'setback',
  field: 'words.local_date',
  words: '{"words":{"local_date":"11/29/2026","what":"two beers","situations":["payday"]}}',
};

test.each([
  ['{"words":{"title":"A room","target":3},"note":"by hand"}', ['A room', 'goal: 3', 'by hand']],
  [
    '{"id":"019a8f6f-a000-7000-8000-000000000000","op":"edit","set":{"words":{"title":"A room"},"tags":{"add":["housing"]}}}',
    ['A room', 'housing'],
  ],
  [
    '{"words":{"title":"A room"},"area":{"dimension":"home"},"status":{"status":"paused","came_from":"active"}}',
    ['A room'],
  ],
  ['{"dates":{"target_on":"2026-12-24"}}', ['Thursday, December 24']],
  ['{"op":"edit","set":"by hand"}', ['by hand']],
  ['{}', []],
  ['{"words":{"title":"  "}}', []],
  ['null', []],
  ['7', []],
  ['{"words":null}', []],
  ['[["one"],"two"]', ['one', 'two']],
  ['no JSON at all', ['no JSON at all']],
])('of a refused write, %s, every text is shown', (words, shown) =>
  expect(textsOf({ entity: 'goal', words })).toEqual(shown),
);

test('a refused check-in is told as it was given, with its mood', () => {
  expect(textsOf(WEBKIT)).toEqual(['Low · craving: 8 · a quiet bus']);
});

test('a refused setback is told with its day, in whatever order that was written', () => {
  expect(textsOf(HARD_TIME)).toEqual(['Something happened, Nov 29 · two beers · payday']);
});

test.each([
  ['check_in', '{"answers":{"mood":"low","triggers":"payday","time_zone":7}}', ['low', 'payday']],
  ['check_in', '{"answers":{"mood":99}}', ['how I felt: 99']],
  ['check_in', '[]', []],
  ['setback', '{"words":{"situations":7,"what":"two beers"}}', ['two beers']],
])('what no app wrote of a %s, %s, is shown all the same', (entity, words, shown) =>
  expect(textsOf({ entity, words })).toEqual(shown),
);

test.each([
  ['by its own moment', WEBKIT, Date.parse('2026-12-01T05:23:59Z')],
  ['when it was made, where it says nothing', { ...NONE, mutation: ID }, 0x019a8f6fa000],
  [
    'when its record was made, where its own id tells no time',
    { ...NONE, mutation: 'a7f1b2c3-5297-85ae-a32a-94e4349686a3', record: ID },
    0x019a8f6fa000,
  ],
  [
    'when it was refused, where no id tells a time',
    {
      ...NONE,
      mutation: 'a7f1b2c3-5297-85ae-a32a-94e4349686a3',
      record: 'a7f1b2c3-5297-85ae-a32a-94e4349686a3',
    },
    1234,
  ],
])('a refused write shows %s', (_, body, at) =>
  expect(writtenAt({ body, changed_at: 1234 })).toBe(at),
);

test('what was kept out by its day alone can go again with the right one, and nothing else of it is changed', () => {
  expect(mended(WEBKIT)).toEqual({
    answers: {
      mood: 2,
      craving: 8,
      grateful: 'a quiet bus',
      occurred_at: '2026-11-30T23:23:59-06:00',
      time_zone: 'America/Chicago',
      local_date: '2026-11-30',
    },
  });
  expect(mended(HARD_TIME)).toEqual({
    words: { local_date: '2026-11-29', what: 'two beers', situations: ['payday'] },
  });
});

test.each([
  { ...WEBKIT, code: 'not_yours' },
  { ...WEBKIT, field: 'answers.mood' },
  { ...WEBKIT, entity: 'goal' },
  { ...HARD_TIME, words: '{"words":{"local_date":"some day"}}' },
  { ...HARD_TIME, words: 'no JSON' },
])('what was kept out by anything else is not offered to go again', (body) =>
  expect(mended(body)).toBeNull(),
);

test('what goes again is written for its author alone, and only then let go', async () => {
  const done: unknown[] = [];
  const account = {
    settings: () => ({ body: { stop_all_sharing: false } }),
    streamOf: (kind: string) => ({ id: kind === 'own' ? 1 : 2 }),
    create: async (...given: unknown[]) => done.push(['create', ...given]),
    remove: async (row: { record: string }) => done.push(['remove', row.record]),
  } as unknown as Account;
  await sendAgain(account, { record: 'the refusal', body: WEBKIT } as never);
  expect(done).toEqual([
    ['create', 'check_in', 1, mended(WEBKIT)],
    ['remove', 'the refusal'],
  ]);
});

test('the latest is told first', () => {
  const row = (record: string, occurred_at: string) => ({
    record,
    changed_at: 0,
    body: { ...WEBKIT, words: JSON.stringify({ answers: { occurred_at } }) },
  });
  const account = {
    all: () => [
      row('old', '2026-11-30T08:00:00Z'),
      row('new', '2026-11-30T20:00:00Z'),
      row('between', '2026-11-30T12:00:00Z'),
    ],
  } as unknown as Account;
  expect(latestFirst(account).map(({ record }) => record)).toEqual(['new', 'between', 'old']);
});

type Field = {
  type?: string;
  format?: string;
  enum?: unknown;
  pattern?: string;
  anyOf?: Field[];
  items?: Field;
};
const chosen = (field: Field): boolean =>
  [field, ...(field.anyOf ?? []), ...(field.items ? [field.items] : [])].some(
    (each) => Boolean(each.enum ?? each.pattern) || each.format === 'date-time',
  );

test('no field that a person writes in words is left out, and each that holds a choice or an id is', () => {
  const fields = Object.entries(entities).flatMap(([entity, { groups }]) =>
    Object.values(groups as Record<string, { fields: Record<string, Field> }>).flatMap((group) =>
      Object.entries(group.fields).map(([name, field]) => ({ entity, name, field })),
    ),
  );
  const by_people = fields.filter(({ entity }) => entity in english.refused.what);
  const words = by_people.filter(
    ({ field, name }) =>
      field.type === 'string' && field.format !== 'date' && !chosen(field) && name !== 'time_zone',
  );
  expect(words.filter(({ name }) => NOT_WORDS.has(name))).toEqual([]);
  expect(
    by_people
      .filter(({ name, field }) => chosen(field) && !NOT_WORDS.has(name))
      .map(({ entity, name }) => `${entity}.${name}`),
  ).toEqual([]);
  expect(words.length).toBeGreaterThan(20);
});

test('an answer about use is said in words', () => {
  expect(
    textsOf({
      entity: 'use_report',
      words: JSON.stringify({ answer: { used: 'yes', check_in: null } }),
    }),
  ).toEqual(['Used since last time']);
});
