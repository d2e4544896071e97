import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { zoneHere } from '../../src/figures/wall';
import { emptyForm, soon } from '../../src/screens/caseload/nudge_form';
import { nextTimes, type Plan } from '../../src/screens/caseload/occurrences';
import { usuallyQuiet } from '../../src/screens/caseload/quiet';
import { orTheProgram, theirZone } from '../../src/screens/caseload/their_zone';
import { session } from '../../src/session';
import type { Account } from '../../src/sync';

const NOW = Date.parse('2026-11-30T18:00:00Z');
const UNKNOWN = ['Etc/Unknown', 'America', 'CST7', 'Mars/Olympus_Mons', '../x', ''];

beforeEach(
  () =>
    void vi
      .spyOn(session, 'info', 'get')
      .mockReturnValue({ program: { time_zone: 'America/Denver' } } as never),
);
afterEach(() => void vi.restoreAllMocks());

const account = (time_zone: string): Account =>
  ({
    streamsOf: () => [{ id: 3, person: 7 }],
    all: () => [{ body: { time_zone } }],
  }) as unknown as Account;

test.each(UNKNOWN)(
  'a zone that this browser does not know (%s) is the program’s, whoever told it',
  (zone) => {
    expect(orTheProgram(zone)).toBe('America/Denver');
    if (zone)
      expect([
        theirZone(account('Europe/Madrid'), 7, zone),
        theirZone(account(zone), 7, undefined),
      ]).toEqual(['America/Denver', 'America/Denver']);
  },
);

test('one that it knows is what it is, and with none told the newest shared check-in says it', () => {
  expect([
    theirZone(account('Europe/Madrid'), 7, 'Asia/Tokyo'),
    theirZone(account('Europe/Madrid'), 7, undefined),
  ]).toEqual(['Asia/Tokyo', 'Europe/Madrid']);
  expect(theirZone(account('Europe/Madrid'), 8, undefined)).toBeUndefined();
});

test.each([...UNKNOWN, 'x'.repeat(200), '\u0000'])(
  'no zone (%s) takes the composer away',
  (zone) => {
    const plan: Plan = {
      repeat: 'daily',
      every: 1,
      weekdays: [],
      times: null,
      ends_on: null,
      ...soon(NOW, zone),
    };
    expect(nextTimes(plan, zone, NOW, 3)).toHaveLength(3);
    expect(emptyForm(NOW, zone).local_time).toMatch(/^\d\d:\d\d$/);
    expect(typeof usuallyQuiet(NOW, zone)).toBe('boolean');
  },
);

test.each([
  ['America/Chicago', 'America/Chicago'],
  ['Etc/Unknown', 'Etc/Unknown'],
  ['+02:00', '+02:00'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['', 'Europe/Madrid'],
  [undefined, 'Europe/Madrid'],
  ['a b', 'Europe/Madrid'],
  ['../x', 'Europe/Madrid'],
  ['Zürich', 'Europe/Madrid'],
])('a phone that calls its zone %s writes %s', (name, written) => {
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({
    timeZone: name,
  } as never);
  expect(zoneHere('Europe/Madrid')).toBe(written);
});
