import { expect, test } from 'vitest';
import { linesOf, sentenceOf, type Line } from '../../src/screens/help/lines';
import { cardOf, onCard } from '../../src/screens/help/people';
import { offersSetback, partOf } from '../../src/screens/today/greeting';
import type { Account } from '../../src/sync';
import { en } from '../../src/words/en';

const line = (label: string, more: object = {}): Line => ({
  label,
  kind: 'call',
  value: '555-0100',
  hours: '',
  sentence: 'Call.',
  ...more,
});
const holding = (entity: string, bodies: object[], language = 'en'): Account =>
  ({
    all: (asked: string) => (asked === entity ? bodies.map((body) => ({ body })) : []),
    settings: () => ({ body: { language } }),
  }) as never;
const labels = (lines: Line[]): string[] => lines.map(({ label }) => label);

test('the lines are the program’s in its own order, else those of its public card, else the national ones', () => {
  const synced = holding('crisis_line', [
    line('second', { place: 2 }),
    line('first', { place: 1 }),
    line('third', { place: 10 }),
  ]);
  const [card, national] = [[line('card')], [line('national')]];
  expect(labels(linesOf(synced, card, national))).toEqual(['first', 'second', 'third']);
  for (const none of [null, holding('crisis_line', [])]) {
    expect(labels(linesOf(none, card, national))).toEqual(['card']);
    expect(labels(linesOf(none, [], national))).toEqual(['national']);
  }
});

test('there is a line to call and one to text on a phone that never reached its program', () => {
  expect(linesOf(null, [], en.help.national).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['call', 'text']),
  );
});

test('who reads Spanish reads a line in Spanish where it has that, and nobody else does', () => {
  const both = line('both', { sentence_es: 'Llame.' });
  expect(['es', 'en'].map((language) => sentenceOf(holding('', [], language), both))).toEqual([
    'Llame.',
    'Call.',
  ]);
  expect(
    [line('en'), line('empty', { sentence_es: '' })].map((each) =>
      sentenceOf(holding('', [], 'es'), each),
    ),
  ).toEqual(['Call.', 'Call.']);
  expect(sentenceOf(null, both)).toBe('Call.');
});

test('of the own people those are there whom the person wants there', () => {
  const people = [
    { name: 'Rosa', in_crisis_card: true },
    { name: 'Work', in_crisis_card: false },
  ];
  expect(onCard(holding('support_contact', people)).map(({ body }) => body.name)).toEqual(['Rosa']);
});

test('own words are for the participant, their place is there before sign-in too, and staff have none', () => {
  const account = holding('', []);
  expect(cardOf(account, 'participant')).toEqual({ participant: account, own: true });
  expect(cardOf(null, undefined)).toEqual({ participant: null, own: true });
  expect(cardOf(account, 'staff')).toEqual({ participant: null, own: false });
});

test('every hour has its greeting, and the night is a night', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => partOf(hour));
  expect(hours.flatMap((part, hour) => (part === hours[hour - 1] ? [] : [[hour, part]]))).toEqual([
    [0, 'night'],
    [4, 'morning'],
    [12, 'afternoon'],
    [17, 'evening'],
    [23, 'night'],
  ]);
});

test('what happened can be said below, unless a check-in that tells of it offers that first', () => {
  expect(
    [
      null,
      { use_since_last: null },
      { use_since_last: 'no' as const },
      { use_since_last: 'yes' as const },
    ].map(offersSetback),
  ).toEqual([true, true, true, false]);
});
