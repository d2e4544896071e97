import { expect, test } from 'vitest';
import { ENTITIES } from '../../src/generated/entities';
import type { Body } from '../../src/sync';
import { inQuietHours, reminder, timeOfDay } from '../../src/screens/me/reminder';

type Quiet = Body<'notification_settings'>['quiet'];
const NIGHT: Quiet = [{ since: '21:00', until: '08:00', weekdays: [] }];
const NAP: Quiet = [{ since: '13:00', until: '15:00', weekdays: [5, 6] }];
const SATURDAY_NIGHT: Quiet = [{ since: '22:00', until: '10:00', weekdays: [5] }];

test('nobody is reminded of anything until they ask for it', () => {
  const { reminder_at, reminder_days, goal_steps, plan_review_on, meetings } =
    ENTITIES.notification_settings.defaults;
  expect({ reminder_at, reminder_days, goal_steps, plan_review_on, meetings }).toEqual({
    reminder_at: null,
    reminder_days: [],
    goal_steps: false,
    plan_review_on: null,
    meetings: false,
  });
});

test('days are saved once each, in order, and all seven as every day', () => {
  expect(reminder('18:00', [4, 0, 4])).toEqual({ reminder_at: '18:00', reminder_days: [0, 4] });
  expect(reminder('18:00', [6, 5, 4, 3, 2, 1, 0])).toEqual({
    reminder_at: '18:00',
    reminder_days: [],
  });
  expect(reminder(null, [])).toEqual({ reminder_at: null, reminder_days: [] });
});

test('what has a day and no time comes at the chosen time or in the morning', () => {
  expect(timeOfDay({ reminder_at: '19:30' })).toBe('19:30');
  expect(timeOfDay({ reminder_at: null })).toBe('09:00');
});

test.each<[time: string, days: number[], quiet: Quiet, isQuiet: boolean]>([
  ['20:59', [], NIGHT, false],
  ['21:00', [], NIGHT, true],
  ['07:59', [2], NIGHT, true],
  ['08:00', [2], NIGHT, false],
  ['14:00', [], NAP, true],
  ['14:00', [0, 1, 2, 3, 4], NAP, false],
  ['15:00', [5], NAP, false],
  ['09:00', [6], SATURDAY_NIGHT, true],
  ['09:00', [5], SATURDAY_NIGHT, false],
  ['23:00', [6], SATURDAY_NIGHT, false],
  ['03:00', [], [], false],
])('at %s on %j: %#', (time, days, quiet, isQuiet) => {
  expect(inQuietHours(time, days, quiet)).toBe(isQuiet);
});
