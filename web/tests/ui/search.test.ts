import { beforeAll, expect, test } from 'vitest';
import { ENTITIES } from '../../src/generated/entities';
import { indexOf, timeIn, type Index } from '../../src/screens/library/search';
import type { Body, Row } from '../../src/sync';

const weekly = (day: number, time: string) => [{ day, time, end_time: null }];

function entry(title: string, more: Partial<Body<'resource'>> = {}): Row<'resource'> {
  const body = {
    ...ENTITIES.resource.defaults,
    type: 'meeting',
    topic: 'community',
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

const ROWS = [
  entry('Women’s Step Group', {
    schedule: weekly(1, '19:00'),
    location: 'St. Paul’s Church',
    address: '1930 Elm St',
  }),
  entry("Men's Group", {
    schedule: weekly(2, '07:30'),
    location: "Saint Paul's Hall",
    meeting_types: ['S'],
  }),
  entry('Noon Group', {
    schedule: weekly(1, '18:00'),
    conference_url: 'https://video.example/j/4',
    region: 'Café District',
  }),
  entry('Lunch Circle', { schedule: weekly(3, '12:00'), address: '7 Elm St' }),
  entry('Slow breathing card', {
    type: 'exercise',
    topic: 'coping',
    summary: 'For worry or panic.',
  }),
  entry('Ride out an urge', { type: 'exercise', topic: 'coping' }),
];
let index: Index;
beforeAll(async () => void (index = await indexOf(ROWS)));

test.each([
  ['monday', ['Noon Group', 'Women’s Step Group']],
  ['Mondays', ['Noon Group', 'Women’s Step Group']],
  ['mon', ['Noon Group', 'Women’s Step Group']],
  ['womens', ['Women’s Step Group']],
  ["women's", ['Women’s Step Group']],
  ['women', ['Women’s Step Group']],
  ['st pauls', ["Men's Group", 'Women’s Step Group']],
  ["saint paul's", ["Men's Group", 'Women’s Step Group']],
  ['st. paul’s', ["Men's Group", 'Women’s Step Group']],
  ['anxeity', ['Slow breathing card']],
  ['anxiety', ['Slow breathing card']],
  ['craving', ['Ride out an urge']],
  ['cafe', ['Noon Group']],
  ['brething', ['Slow breathing card']],
  ['spanish', ["Men's Group"]],
  ['online', ['Noon Group']],
  ['7 pm', ['Women’s Step Group']],
  ['monday 7pm', ['Women’s Step Group']],
  ['mon 19:00', ['Women’s Step Group']],
  ['tuesday 7 pm', []],
  ['7:30', ["Men's Group"]],
  ['noon', ['Lunch Circle', 'Noon Group']],
  ['elm 7pm', ['Women’s Step Group']],
  ['1930', ['Women’s Step Group']],
  ['lunch noon', ['Lunch Circle']],
  ['pauls noon', []],
  ['elm', ['Lunch Circle', 'Women’s Step Group']],
  ['elk', []],
  ['xyzzy', []],
])('searching %s', (text, expected) => {
  expect(index.find(text).toSorted()).toEqual(expected);
});

test('a time among words is told from numbers', () => {
  expect(timeIn('monday 7 p.m. oak')).toEqual({ times: ['19:00'], others: 'monday oak' });
  expect(timeIn('7:30')).toEqual({ times: ['07:30', '19:30'], others: '' });
  expect(timeIn('8 de la noche')).toEqual({ times: ['20:00'], others: '' });
  for (const text of ['988', '1930 Elm', '12', '7', '5 a day', '', 'step 7'])
    expect(timeIn(text), text).toBeUndefined();
});

test('the best match comes first', () => {
  expect(index.find('group')[0]).not.toBe('Lunch Circle');
  expect(index.find('noon')[0]).toBe('Noon Group');
});
