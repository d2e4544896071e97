import { expect, test } from 'vitest';
import { ENTITIES } from '../../src/generated/entities';
import { nextTimes, type Plan } from '../../src/screens/caseload/occurrences';

interface Case {
  name: string;
  schedule: Partial<Plan>;
  zone: string;
  after: string;
  most: number;
  expect: [date: string, at: string][];
}

const files = import.meta.glob<{ cases: Case[] }>('../../../openapi/vectors/schedules/*.json', {
  eager: true,
  import: 'default',
});
const cases = Object.values(files).flatMap((file) => file.cases);

test('every file of vectors is asked', () => {
  expect(
    Object.keys(files)
      .map((path) => path.split('/').at(-1))
      .sort(),
  ).toEqual(['clocks.json', 'ends.json', 'repeats.json']);
});

test.each(cases.map((each) => [each.name, each] as const))(
  'when a plan comes due: %s',
  (_, { schedule, zone, after, most, expect: expected }) => {
    const plan = { ...ENTITIES.nudge_plan.defaults, ...schedule } as unknown as Plan;
    const found = nextTimes(plan, zone, Date.parse(after), most);
    expect(
      found.map(({ date, at }) => [date, new Date(at).toISOString().replace('.000', '')]),
    ).toEqual(expected);
  },
);

test('a plan of long ago is not walked through', () => {
  const began = performance.now();
  for (const repeat of ['daily', 'weekly', 'monthly'] as const) {
    for (let every = 1; every <= 30; every++) {
      const plan: Plan = {
        repeat,
        every,
        starts_on: '0002-01-01',
        local_time: '12:00',
        weekdays: [],
        ends_on: null,
        times: null,
      };
      expect(nextTimes(plan, 'UTC', Date.parse('2027-05-01'), 5)).toHaveLength(5);
    }
  }
  expect(performance.now() - began).toBeLessThan(5000);
});
