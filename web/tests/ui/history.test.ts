import { expect, test } from 'vitest';
import { byDay, daysOn, mostOften } from '../../src/screens/today/history';

type CheckIns = Parameters<typeof byDay>[0];
const checkIn = (record: string, day: number, hour: number, answers: object): CheckIns[number] =>
  ({
    record,
    body: {
      local_date: `2026-11-${day}`,
      occurred_at: `2026-11-${day}T${hour}:00:00Z`,
      mood: null,
      craving: null,
      stress: null,
      sleep_quality: null,
      connected: null,
      replaces: null,
      ...answers,
    },
  }) as unknown as CheckIns[number];

test('the answers of a day are drawn as their mean, each kind on its own', () => {
  const days = byDay(
    [checkIn('a', 20, 18, { mood: 2 }), checkIn('b', 20, 12, { mood: 5, craving: 7 })],
    '2026-11-21',
    7,
  );
  expect(days.mood).toEqual([{ date: '2026-11-20', ago: 1, value: 3.5 }]);
  expect(days.craving).toEqual([{ date: '2026-11-20', ago: 1, value: 7 }]);
  expect(days.stress).toEqual([]);
});

test('a corrected check-in no longer counts', () => {
  const days = byDay(
    [checkIn('a', 20, 18, { mood: 2 }), checkIn('b', 20, 19, { mood: 4, replaces: 'a' })],
    '2026-11-21',
    7,
  );
  expect(days.mood.map(({ value }) => value)).toEqual([4]);
});

test('seven days are today and the six before, and a day without one is not filled in', () => {
  const check_ins = [14, 15, 21].map((day) => checkIn(String(day), day, 10, { mood: 3 }));
  expect(byDay(check_ins, '2026-11-21', 7).mood.map(({ ago }) => ago)).toEqual([6, 0]);
  expect(daysOn(check_ins, '2026-11-21', 7)).toEqual(['2026-11-15', '2026-11-21']);
});

test('of equally common values the later is said', () => {
  expect(mostOften([2, 4, 4, 2])).toBe(2);
});
