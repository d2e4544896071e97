/** Quiet hours that hold for whoever changed nothing: over midnight, and by day were they ever so. */
import { afterEach, expect, test } from 'vitest';
import { ENTITIES } from '../../src/generated/entities';
import { usuallyQuiet } from '../../src/screens/caseload/quiet';

const usual = ENTITIES.notification_settings.defaults.quiet as unknown as {
  since: string;
  until: string;
}[];
const asWritten = [...usual];
afterEach(() => void usual.splice(0, usual.length, ...asWritten));

const quietAt = (times: string[]): string[] =>
  times.filter((time) => usuallyQuiet(Date.parse(`2026-09-22T${time}:00Z`), 'UTC'));

test('a night begins with its first minute and ends before its last', () => {
  usual.splice(0, usual.length, { since: '21:00', until: '08:00' });
  expect(quietAt(['20:59', '21:00', '23:59', '00:00', '07:59', '08:00', '12:00'])).toEqual([
    '21:00',
    '23:59',
    '00:00',
    '07:59',
  ]);
});

test('so does a rest by day', () => {
  usual.splice(0, usual.length, { since: '13:00', until: '15:00' });
  expect(quietAt(['12:59', '13:00', '14:59', '15:00', '23:00'])).toEqual(['13:00', '14:59']);
});
