import { expect, test } from 'vitest';
import { instantOf, nextTimes } from '../../src/screens/caseload/occurrences';

const CHICAGO = 'America/Chicago';
const at = (text: string): number => Date.parse(text);
const plan = { repeat: 'daily' as const, starts_on: '2027-03-12', local_time: '09:00', weekdays: [], ends_on: null };

test('a daily plan keeps its wall clock across the change of March', () => {
  expect(nextTimes(plan, CHICAGO, at('2027-03-13T12:00:00Z'), 3)).toEqual([at('2027-03-13T15:00:00Z'), at('2027-03-14T14:00:00Z'), at('2027-03-15T14:00:00Z')]);
});

test('a wall time that does not exist moves past the gap', () => {
  expect(instantOf('2027-03-14', '02:30', CHICAGO)).toBe(at('2027-03-14T08:00:00Z'));
});

test('a wall time that comes twice counts once, the first time', () => {
  expect(instantOf('2027-11-07', '01:30', CHICAGO)).toBe(at('2027-11-07T06:30:00Z'));
});

test('chosen weekdays, Monday first, from the first day on', () => {
  const chosen = { ...plan, repeat: 'weekly' as const, weekdays: [0, 4], starts_on: '2027-05-01' };
  expect(nextTimes(chosen, 'America/Phoenix', at('2027-04-01T00:00:00Z'), 2)).toEqual([at('2027-05-03T16:00:00Z'), at('2027-05-07T16:00:00Z')]);
});

test('once, and then no more', () => {
  const once = { ...plan, repeat: 'once' as const };
  expect(nextTimes(once, CHICAGO, at('2027-03-12T14:00:00Z'), 3)).toEqual([at('2027-03-12T15:00:00Z')]);
  expect(nextTimes(once, CHICAGO, at('2027-03-12T15:00:00Z'), 3)).toEqual([]);
});

test('nothing after the last day', () => {
  expect(nextTimes({ ...plan, ends_on: '2027-03-13' }, CHICAGO, at('2027-03-12T00:00:00Z'), 9)).toHaveLength(2);
});
