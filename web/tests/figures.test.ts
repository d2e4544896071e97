import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENTITIES } from '../src/generated/entities';
import {
  countingDay,
  daysInRecovery,
  goalProgress,
  standing,
  TRENDED,
  trend,
  type Answer,
  type Answered,
  type Entry,
  type Measured,
  type Period,
} from '../src/figures';
import { dateOf, dayNumber, daysAfter, weekdayOf } from '../src/figures/dates';

interface Cases<T> {
  cases: (T & { name: string; expect: unknown })[];
}

const files = import.meta.glob<Cases<never>>('../../openapi/vectors/figures/*.json', {
  eager: true,
  import: 'default',
});
const cases = <T>(name: string) =>
  (files[`../../openapi/vectors/figures/${name}.json`] as Cases<T>).cases.map(
    (each) => [each.name, each] as const,
  );

test('every file of vectors is asked', () => {
  const names = Object.keys(files).map((path) => path.split('/').at(-1));
  expect(names.sort()).toEqual([
    'counting_day.json',
    'days_in_recovery.json',
    'goal_progress.json',
    'trends.json',
  ]);
});

test.each(cases<{ periods: Period[]; today: string }>('days_in_recovery'))(
  'days in recovery: %s',
  (_, { periods, today, expect: expected }) => {
    expect(daysInRecovery(periods, today)).toEqual(expected);
  },
);

test.each(cases<{ local: string; now: number; before: string | null }>('counting_day'))(
  'the day to count by: %s',
  (_, { local, now, before, expect: expected }) => {
    expect(countingDay(local, now, before)).toBe(expected);
  },
);

test.each(cases<{ goal: Measured; entries: Entry[]; day: string }>('goal_progress'))(
  'progress: %s',
  (_, { goal, entries, day, expect: expected }) => {
    expect(goalProgress(goal, entries, day)).toEqual(expected);
  },
);

test.each(cases<{ check_ins: Answered[]; answer: Answer; today: string; days: number }>('trends'))(
  'trends: %s',
  (_, { check_ins, answer, today, days, expect: expected }) => {
    expect(trend(check_ins, answer, today, days)).toEqual(expected);
  },
);

const TODAY = '2026-09-21';
const near = fc.integer({ min: -60, max: 20 }).map((days) => daysAfter(TODAY, days));
const periods = fc.array(fc.record({ from_date: near, to_date: fc.option(near) }), {
  maxLength: 8,
});

test('days are those that a calendar with every day crossed shows', () => {
  fc.assert(
    fc.property(periods, (given) => {
      let [run, longest, total] = [0, 0, 0];
      for (let day = daysAfter(TODAY, -60); day <= TODAY; day = daysAfter(day, 1)) {
        run = given.some(({ from_date, to_date }) => from_date <= day && day <= (to_date ?? TODAY))
          ? run + 1
          : 0;
        total += run ? 1 : 0;
        longest = Math.max(longest, run);
      }
      expect(daysInRecovery(given, TODAY)).toEqual({
        current_days: run,
        total_days: total,
        longest_days: longest,
      });
    }),
  );
});

test('time and one more period take no day away', () => {
  fc.assert(
    fc.property(periods, near, fc.integer({ min: 0, max: 400 }), (given, from_date, later) => {
      const [now, then] = [
        daysInRecovery(given, TODAY),
        daysInRecovery([...given, { from_date }], daysAfter(TODAY, later)),
      ];
      expect(then.total_days).toBeGreaterThanOrEqual(now.total_days);
      expect(then.longest_days).toBeGreaterThanOrEqual(now.longest_days);
    }),
  );
});

test('a change of zone never lowers a count', () => {
  const hop = fc.record({
    minutes: fc.integer({ min: 0, max: 2880 }),
    offset: fc.integer({ min: -12 * 60, max: 14 * 60 }),
  });
  fc.assert(
    fc.property(fc.array(hop), (journey) => {
      let [now, before, counted]: [number, string | null, number] = [
        Date.parse('2026-09-21T00:00:00Z'),
        null,
        0,
      ];
      for (const { minutes, offset } of journey) {
        now += minutes * 60_000;
        before = countingDay(dateOf(Math.floor((now + offset * 60_000) / 86_400_000)), now, before);
        const days = daysInRecovery([{ from_date: '2026-09-01' }], before).current_days;
        expect(days).toBeGreaterThanOrEqual(counted);
        counted = days;
      }
    }),
  );
});

test('of records that correct one another one stands, and each counts once', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const records = fc.uniqueArray(
    fc.record({ id, replaces: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'z')) }),
    { selector: (each) => each.id },
  );
  fc.assert(
    fc.property(records, (given) => {
      const family = new Map([...'abcdez'].map((each) => [each, each]));
      for (const { id, replaces } of given) {
        const joined = replaces && family.get(replaces);
        for (const [each, of] of family) if (of === joined) family.set(each, family.get(id)!);
      }
      const families = new Set(given.map((each) => family.get(each.id)));
      const stand = standing(given).map((each) => family.get(each.id));
      expect(stand.length).toBe(families.size);
      expect(new Set(stand)).toEqual(families);
      expect(new Set(standing([...given].reverse()))).toEqual(new Set(standing(given)));
    }),
  );
});

test('progress is the same in every order', () => {
  const entry = fc.record({
    amount: fc.integer({ min: 0, max: 1_000_000_000 }).map((millionths) => millionths / 1000),
    local_date: near,
  });
  fc.assert(
    fc.property(fc.array(entry), (made) => {
      const entries = made.map((each, n) => ({ ...each, id: `${n}` }));
      const goal: Measured = { measure: 'amount', target: 5, period: 'month' };
      expect(goalProgress(goal, [...entries].reverse(), TODAY)).toEqual(
        goalProgress(goal, entries, TODAY),
      );
    }),
  );
});

test('a day without an entry changes no other day', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ local_date: near, craving: fc.nat(10) })),
      fc.constantFrom(7, 30, 90),
      near,
      (made, days, gap) => {
        const check_ins = made.map((each, n) => ({ ...each, id: `${n}` }));
        const whole = trend(check_ins, 'craving', TODAY, days);
        const less = trend(
          check_ins.filter(({ local_date }) => local_date !== gap),
          'craving',
          TODAY,
          days,
        );
        expect(less.points).toEqual(whole.points.filter(([day]) => day !== gap));
      },
    ),
  );
});

test('every answer that may be left out and is a number has a trend', () => {
  const fields: readonly string[] = ENTITIES.check_in.groups.answers.fields;
  expect(TRENDED.every((answer) => fields.includes(answer))).toBe(true);
});

test('dates are those of the calendar', () => {
  expect(weekdayOf('2026-09-21')).toBe(0);
  expect(weekdayOf('1969-12-28')).toBe(6);
  expect(daysAfter('2028-02-28', 2)).toBe('2028-03-01');
  expect(dateOf(dayNumber('0099-12-31') + 1)).toBe('0100-01-01');
});
