import { expect, test } from 'vitest';
import { timesOf } from '../../src/screens/library/schedule';

test('days with the same time share a line', () => {
  const schedule = [
    { day: 1, time: '12:00', end_time: '13:00' },
    { day: 5, time: '12:00', end_time: '13:00' },
    { day: 6, time: '09:30', end_time: null },
  ];
  expect(timesOf(schedule)).toEqual([
    'Every Monday and Friday, noon to 1:00 PM',
    'Every Saturday, 9:30 AM',
  ]);
});

test('seven days are every day', () => {
  expect(
    timesOf([0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, time: '07:00', end_time: null }))),
  ).toEqual(['Every day, 7:00 AM']);
});

test('what is no time of day hides no other', () => {
  expect(() => timesOf([{ day: 1, time: 'noonish', end_time: null }])).not.toThrow();
});
