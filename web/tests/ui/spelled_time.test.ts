import { expect, test } from 'vitest';
import { readSpan, type Span } from '../../src/screens/library/spelled_time';

interface Case {
  time: string;
  end_time?: string;
  expect: Span | null;
}

const files = import.meta.glob<{ cases: Case[] }>('../../../openapi/vectors/times/*.json', {
  eager: true,
  import: 'default',
});
const cases = Object.values(files).flatMap((file) => file.cases);

test('every file of vectors is asked', () => {
  expect(
    Object.keys(files)
      .map((path) => path.split('/').at(-1))
      .sort(),
  ).toEqual(['fields.json', 'one.json', 'ranges.json', 'unread.json', 'words.json']);
  expect(cases.length).toBeGreaterThanOrEqual(120);
});

test.each(
  cases.map((each) => [[each.time, each.end_time].filter(Boolean).join(' | '), each] as const),
)('what a spelling means: %s', (_, { time, end_time, expect: expected }) => {
  expect(readSpan(time, end_time) ?? null).toEqual(expected);
});

test('the half-day of an end holds for its start', () => {
  for (const text of ['7:00-8:30 pm', '7 – 8.30 p.m.', 'de 7 a 8:30 de la noche'])
    expect(readSpan(text)).toEqual({ start: '19:00', end: '20:30' });
});

test('an end in its field holds for a range that stands in that of the time, to the minute', () => {
  expect(readSpan('7:15-8 pm', '8:30')).toEqual({ start: '19:15', end: '20:30' });
  expect(readSpan('noon-1 pm', '1:30 pm')).toEqual({ start: '12:00', end: '13:30' });
});
