import { expect, test } from 'vitest';
import { asksToOpen, isEnrolling, phoneNews } from '../../src/screens/frame/state';
import { dayIn, isSpan, NIGHT, pausedUntil, perWeek, quietOf } from '../../src/screens/me/notices';
import { isAllSent, stageOf } from '../../src/ui/status';

const STATES = ['none', 'open', 'expired'] as const;

test('a code is asked for where nobody is; one in the address counts where the sign-in has ended, and not beside someone’s', () => {
  expect(STATES.map((state) => isEnrolling(state, ''))).toEqual([true, false, false]);
  expect(STATES.map((state) => isEnrolling(state, 'ABCD'))).toEqual([true, false, true]);
});

test('that the sign-in has ended is said on every screen but those where it is mended', () => {
  expect(STATES.map((state) => asksToOpen(state, '/', false))).toEqual([false, false, true]);
  expect(
    ['/enrol', '/sign-in', '/plan', '/enrolled'].map((path) => asksToOpen('expired', path, false)),
  ).toEqual([false, false, true, true]);
  expect(asksToOpen('expired', '/', true)).toBe(false);
});

test('what happened to a phone is said on every other', () => {
  const account = { all: () => [{ body: { device: 1 } }, { body: { device: 2 } }] } as never;
  expect(phoneNews(account, 1).map(({ body }) => body.device)).toEqual([2]);
  expect(phoneNews(account, undefined).length).toBe(2);
});

const status = {
  sending: false,
  later: false,
  unsent: 0,
  last_sync: 5 as number | null,
  session: 'open' as 'open' | 'expired',
};

test('nothing is said to be sent while something is not', () => {
  expect(stageOf(status)).toBe('sent');
  expect(stageOf({ ...status, last_sync: null })).toBe('never');
  expect(stageOf({ ...status, unsent: 1 })).toBe('unsent');
  expect(stageOf({ ...status, unsent: 1, later: true })).toBe('later');
  expect(stageOf({ ...status, later: true })).toBe('sent');
  expect(stageOf({ ...status, unsent: 1, later: true, sending: true })).toBe('sending');
});

test('the mark that all is well is for a phone that sent everything, of which nothing was refused, and that is signed in', () => {
  expect(isAllSent(status, 0)).toBe(true);
  expect(isAllSent(status, 1)).toBe(false);
  for (const more of [{ sending: true }, { unsent: 1 }, { session: 'expired' as const }])
    expect(isAllSent({ ...status, ...more }, 0)).toBe(false);
});

test('the night’s rest that a participant begins with is not for staff, until they chose one', () => {
  const quiet = [{ since: '22:00', until: '07:00', weekdays: [] }];
  const row = (heads: object) => ({ body: { quiet }, heads }) as never;
  expect([
    quietOf(row({}), true),
    quietOf(row({}), false),
    quietOf(row({ quiet: ['h'] }), false),
  ]).toEqual([quiet, [], quiet]);
});

test('a span has two ends that differ', () => {
  expect(
    [
      ['21:00', '08:00'],
      ['', '08:00'],
      ['21:00', ''],
      ['08:00', '08:00'],
    ].map(([since, until]) => isSpan({ since: since!, until: until! })),
  ).toEqual([true, false, false, false]);
  expect(isSpan(NIGHT)).toBe(true);
});

test('a pause lasts until its day has come', () => {
  expect(
    ['2026-11-30', '2026-12-01', '2026-12-02', null].map((pause_until) =>
      pausedUntil({ pause_until }, '2026-12-01'),
    ),
  ).toEqual([null, null, '2026-12-02', null]);
});

test('what another phone chose stands among what may be chosen, in its place and once', () => {
  expect([perWeek(5), perWeek(7), perWeek(30)]).toEqual([
    [0, 1, 3, 5, 10, 20],
    [0, 1, 3, 5, 7, 10, 20],
    [0, 1, 3, 5, 10, 20, 30],
  ]);
});

test('a day so many days from now is one of the calendar', () => {
  expect([1, 7].map((days) => dayIn(new Date(2026, 10, 30, 12).getTime(), days))).toEqual([
    '2026-12-01',
    '2026-12-07',
  ]);
});
