import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { localDate } from '../src/words/when';

vi.stubGlobal('document', { visibilityState: 'visible', addEventListener: () => undefined });
const { followClock, now, rightNow } = await import('../src/ui/now.svelte');

const HOUR_MS = 3_600_000;
const NOON = Date.parse('2026-11-30T18:00:00Z');

beforeEach(() => void vi.useFakeTimers({ now: NOON + 26 * HOUR_MS }));
afterEach(() => {
  followClock(null, null);
  vi.useRealTimers();
});

test('on a phone whose clock is a day fast, today is the day that it is', () => {
  followClock(-26 * HOUR_MS, Date.now());
  expect([now.at, rightNow(), now.wall]).toEqual([NOON, NOON, NOON + 26 * HOUR_MS]);
  expect(localDate(rightNow(), 'America/Chicago')).toBe('2026-11-30');
});

test.each([-10 * 365 * 24 * HOUR_MS, 26 * HOUR_MS, 3 * 60_000])(
  'a clock that is off by %i ms is followed',
  (offset) => {
    followClock(offset, Date.now());
    expect(rightNow()).toBe(Date.now() + offset);
  },
);

test.each([null, 0, 1_500, -119_000])(
  'a clock that is off by %s ms, or by nobody knows what, is trusted',
  (offset) => {
    followClock(offset, Date.now());
    expect([now.at, rightNow()]).toEqual([Date.now(), Date.now()]);
  },
);

test.each([26 * HOUR_MS, 10 * 365 * 24 * HOUR_MS])(
  'a clock that was %i ms fast and is put right is believed at once, without a network',
  (fast) => {
    vi.setSystemTime(NOON + fast);
    followClock(-fast, Date.now());
    vi.setSystemTime(NOON + HOUR_MS);
    expect(rightNow()).toBe(NOON + HOUR_MS);
    vi.setSystemTime(NOON + fast + HOUR_MS);
    expect(rightNow()).toBe(NOON + HOUR_MS);
  },
);
