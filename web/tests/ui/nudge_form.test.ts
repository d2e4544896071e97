import { expect, test } from 'vitest';
import { ENTITIES } from '../../src/generated/entities';
import type { Body } from '../../src/sync';
import {
  badEvery,
  badTimes,
  emptyForm,
  formOf,
  groupsOf,
  lacksDays,
  mayBeKept,
  mayBePlanned,
  plannedOf,
  soon,
  touched,
  type NudgeForm,
} from '../../src/screens/caseload/nudge_form';
import { begins, often } from '../../src/screens/caseload/often';
import { usuallyQuiet } from '../../src/screens/caseload/quiet';
import { nudges as words } from '../../src/words/en/nudges';

const CHICAGO = 'America/Chicago';
const NOW = Date.parse('2027-05-03T15:20:00Z');
const at = (text: string): number => Date.parse(text);
const form = (changes: Partial<NudgeForm> = {}): NudgeForm => ({
  ...emptyForm(NOW, CHICAGO),
  text: ' How about the noon meeting? ',
  ...changes,
});
const draft = (schedule: Partial<Body<'nudge_draft'>>): Body<'nudge_draft'> =>
  ({
    ...ENTITIES.nudge_draft.defaults,
    text: 'Hello',
    participant: 7,
    starts_on: '2027-05-03',
    local_time: '09:00',
    ...schedule,
  }) as unknown as Body<'nudge_draft'>;

test('a new one is for the next full hour on their wall', () => {
  expect(emptyForm(NOW, CHICAGO)).toMatchObject({
    starts_on: '2027-05-03',
    local_time: '11:00',
    repeat: 'once',
    ends: 'never',
  });
});

test('in the evening it is for the morning', () => {
  expect(emptyForm(at('2027-05-04T01:30:00Z'), CHICAGO)).toMatchObject({
    starts_on: '2027-05-04',
    local_time: '08:00',
  });
});

test('soon is two minutes from now, on their wall', () => {
  expect(soon(at('2027-05-04T04:59:00Z'), CHICAGO)).toEqual({
    starts_on: '2027-05-04',
    local_time: '00:01',
  });
});

test('once says nothing of repeating, whatever was chosen before', () => {
  const chosen = form({ every: 3, weekdays: [1], ends: 'times', times: 4 });
  expect(plannedOf(chosen)).toMatchObject({
    repeat: 'once',
    every: 1,
    weekdays: [],
    times: null,
    ends_on: null,
  });
});

test('each form of repeating says what it asks', () => {
  expect(
    plannedOf(
      form({
        repeat: 'daily',
        every: 3,
        weekdays: [1],
        ends: 'times',
        times: '4',
        ends_on: '2027-06-01',
      }),
    ),
  ).toMatchObject({
    repeat: 'daily',
    every: 3,
    weekdays: [],
    times: 4,
    ends_on: null,
  });
  expect(
    plannedOf(
      form({ repeat: 'weekly', every: '2', weekdays: [1, 4], ends: 'day', ends_on: '2027-06-01' }),
    ),
  ).toMatchObject({
    repeat: 'weekly',
    every: 2,
    weekdays: [1, 4],
    times: null,
    ends_on: '2027-06-01',
  });
  expect(plannedOf(form({ repeat: 'monthly', only_if_no_check_in: true }))).toMatchObject({
    repeat: 'monthly',
    every: 1,
    times: null,
    ends_on: null,
    only_if_no_check_in: true,
  });
});

test('what is written is what was typed, without the space around it', () => {
  expect(groupsOf(form()).words).toEqual({ text: 'How about the noon meeting?', kind: 'hello' });
});

test.each([
  ['once', {}],
  ['every third day', { repeat: 'daily', every: 3, times: 4 }],
  ['chosen days', { repeat: 'weekly', every: 2, weekdays: [0, 3], ends_on: '2027-06-01' }],
  ['months', { repeat: 'monthly', only_if_no_check_in: true }],
] as const)('a draft comes back into the form and out again: %s', (_, schedule) => {
  const body = draft(schedule as Partial<Body<'nudge_draft'>>);
  const { participant: _p, from_peer: _f, text, kind, ...rest } = body;
  expect(groupsOf(formOf(body))).toEqual({ words: { text, kind }, schedule: rest });
  expect(touched(formOf(body), formOf(body))).toEqual({});
});

test('only what was touched is written anew', () => {
  const before = formOf(draft({ repeat: 'daily' }));
  expect(touched({ ...before, text: 'Hello again' }, before)).toEqual({
    words: { text: 'Hello again', kind: 'hello' },
  });
  expect(touched({ ...before, every: 2 }, before)).toEqual({
    schedule: plannedOf({ ...before, every: 2 }),
  });
});

test.each([[''], [null], ['0'], ['31'], ['1.5'], ['x'], [-1]])(
  '%j is no number of days between',
  (every) => {
    expect(badEvery(form({ repeat: 'daily', every }))).toBe(true);
    expect(mayBeKept(form({ repeat: 'daily', every }))).toBe(false);
    expect(badEvery(form({ repeat: 'once', every }))).toBe(false);
  },
);

test('at most 26 times', () => {
  expect(
    [26, 27].map((times) => badTimes(form({ repeat: 'daily', ends: 'times', times }))),
  ).toEqual([false, true]);
  expect(mayBeKept(form({ repeat: 'daily', ends: 'times', times: 27 }))).toBe(false);
});

test('a draft may be without its days; a plan may not', () => {
  const open = form({ repeat: 'weekly', weekdays: [] });
  expect([mayBeKept(open), mayBePlanned(open)]).toEqual([true, false]);
  expect(mayBePlanned({ ...open, weekdays: [2] })).toBe(true);
  const endless = form({ repeat: 'daily', ends: 'day', ends_on: '' });
  expect([mayBeKept(endless), mayBePlanned(endless)]).toEqual([true, false]);
});

test('there are no times to show until a day is chosen', () => {
  const open = form({ repeat: 'weekly', weekdays: [] });
  expect([lacksDays(open), lacksDays({ ...open, weekdays: [0] })]).toEqual([true, false]);
  expect(lacksDays({ ...open, repeat: 'once' })).toBe(false);
});

test.each([
  [{ text: ' ' }],
  [{ starts_on: '' }],
  [{ starts_on: '12027-05-03' }],
  [{ local_time: '' }],
  [{ repeat: 'daily', ends: 'day', ends_on: '12027-05-03' }],
] as const)('not even a draft: %j', (changes) => {
  expect(mayBeKept(form(changes as Partial<NudgeForm>))).toBe(false);
  expect(mayBePlanned(form(changes as Partial<NudgeForm>))).toBe(false);
});

test('usually quiet from nine in the evening to eight, on their wall', () => {
  const walls = ['20:59', '21:00', '23:59', '00:00', '07:59', '08:00'].map((time) =>
    at(`2027-05-03T${time}:00Z`),
  );
  expect(walls.map((wall) => usuallyQuiet(wall, 'UTC'))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(usuallyQuiet(at('2027-05-03T12:30:00Z'), CHICAGO)).toBe(true);
});

test('how often, in words', () => {
  const says = (schedule: Partial<Body<'nudge_draft'>>): string => often(draft(schedule), words);
  expect(says({})).toBe('');
  expect(says({ repeat: 'daily', times: 3 })).toBe('Every day · 3 times');
  expect(says({ repeat: 'daily', every: 3 })).toBe('Every 3 days');
  expect(says({ repeat: 'weekly', weekdays: [0, 3] })).toBe('Mon, Thu');
  expect(says({ repeat: 'weekly', every: 2, weekdays: [0, 3], ends_on: '2027-06-01' })).toBe(
    'Every 2 weeks: Mon, Thu · until Jun 1',
  );
  expect(says({ repeat: 'monthly', only_if_no_check_in: true })).toBe(
    'Every month · only without a check-in',
  );
});

test('when it begins, on their wall whatever this phone’s shows', () => {
  expect(begins(draft({ local_time: '22:05' }), words)).toMatch(/^May 3 at 10:05\sPM, their time$/);
  expect(
    begins(draft({ starts_on: '2027-03-14', local_time: '02:30', repeat: 'daily' }), words),
  ).toMatch(/^From Mar 14 at 2:30\sAM, their time$/);
});
