import { expect, test } from 'vitest';
import { startOn, timeIn, timesOf, weekdayIn } from '../../src/screens/library/schedule';

test('days with the same time share a line', () => {
  const schedule = [{ day: 1, time: '12:00', end_time: '13:00' }, { day: 5, time: '12:00', end_time: '13:00' }, { day: 6, time: '09:30', end_time: null }];
  expect(timesOf(schedule)).toEqual(['Every Monday and Friday, noon to 1:00 PM', 'Every Saturday, 9:30 AM']);
});

test('seven days are every day', () => {
  expect(timesOf([0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, time: '07:00', end_time: null })))).toEqual(['Every day, 7:00 AM']);
});

test('today is the weekday where the meeting is', () => {
  const late = Date.parse('2026-11-22T04:00:00Z');
  expect(weekdayIn('America/Chicago', late)).toBe(6);
  expect(weekdayIn('Pacific/Auckland', late)).toBe(0);
});

test('the earliest start of a day', () => {
  expect(startOn([{ day: 2, time: '19:30', end_time: null }, { day: 2, time: '07:00', end_time: null }], 2)).toEqual(['07:00']);
  expect(startOn([{ day: 2, time: '19:30', end_time: null }], 3)).toEqual([]);
});

test('a meeting in a zone that this browser does not know, or at no time of day, hides no other', () => {
  const now = Date.parse('2026-11-22T04:00:00Z');
  for (const zone of ['America', 'Mars/Olympus_Mons']) {
    expect([weekdayIn(zone, now), timeIn(zone, now)]).toEqual([weekdayIn(null, now), timeIn(null, now)]);
  }
  expect(() => timesOf([{ day: 1, time: 'noonish', end_time: null }])).not.toThrow();
});
