import { expect, test } from 'vitest';
import { instantOf, nextTimes, type Plan } from '../../src/screens/caseload/occurrences';

const MINUTE = 60_000;
const DAY = 86_400_000;
const [FIRST, LAST] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2029-01-01T00:00:00Z')];

interface Change {
  zone: string;
  at: number;
  before: number;
  after: number;
}

/** How far the clocks of a zone are ahead of UTC. */
function ahead(clock: Intl.DateTimeFormat, at: number): number {
  const [, month, day, year, hour, minute] = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+)/
    .exec(clock.format(at))!
    .map(Number) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / MINUTE) * MINUTE;
}

function changesOf(zone: string): Change[] {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const found: Change[] = [];
  for (let start = FIRST; start < LAST; start += 5 * DAY) {
    const [before, after] = [ahead(clock, start), ahead(clock, start + 5 * DAY)];
    if (before === after) continue;
    let [low, high] = [start, start + 5 * DAY];
    while (high - low > MINUTE) {
      const middle = Math.floor((low + high) / 2 / MINUTE) * MINUTE;
      if (ahead(clock, middle) === before) low = middle;
      else high = middle;
    }
    found.push({ zone, at: high, before, after });
  }
  return found;
}

const changes = Intl.supportedValuesOf('timeZone').flatMap(changesOf);
const walled = (wall: number): [string, string] => [
  new Date(wall).toISOString().slice(0, 10),
  new Date(wall).toISOString().slice(11, 16),
];

test('in every zone: past a gap, and of two the first', () => {
  expect(new Set(changes.map(({ zone }) => zone)).size).toBeGreaterThan(80);
  for (const { zone, at, before, after } of changes) {
    const [low, high] = [at + Math.min(before, after), at + Math.max(before, after)];
    for (const wall of [
      low - DAY,
      low - MINUTE,
      low,
      low + MINUTE,
      (low + high) / 2,
      high - MINUTE,
      high,
      high + MINUTE,
      high + DAY,
    ]) {
      const reckoned = wall - before < at ? wall - before : Math.max(wall - after, at);
      expect([zone, wall, instantOf(...walled(wall), zone)]).toEqual([zone, wall, reckoned]);
    }
  }
});

test('what is not a date or has no time has no times', () => {
  const plan: Plan = {
    repeat: 'daily',
    every: 1,
    starts_on: '2027-03-12',
    local_time: '09:00',
    weekdays: [],
    ends_on: null,
    times: null,
  };
  for (const half of [{ starts_on: '' }, { starts_on: '12027-03-12' }, { local_time: '' }])
    expect(nextTimes({ ...plan, ...half }, 'UTC', FIRST, 3)).toEqual([]);
});

test('the end of the calendar is no error', () => {
  for (const repeat of ['once', 'daily', 'weekly', 'monthly'] as const) {
    const plan: Plan = {
      repeat,
      every: 1,
      starts_on: '9999-12-31',
      local_time: '23:59',
      weekdays: [],
      ends_on: null,
      times: 26,
    };
    expect(nextTimes(plan, 'America/Chicago', FIRST, 3)).toEqual([]);
  }
});

test('a zone that this browser does not know is the phone’s own', () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const zone of ['America', 'Mars/Olympus_Mons'])
    expect(instantOf('2026-11-22', '09:30', zone)).toBe(instantOf('2026-11-22', '09:30', here));
});
