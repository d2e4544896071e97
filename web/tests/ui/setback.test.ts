import { expect, test, vi } from 'vitest';
import {
  asksWhich,
  chosenOf,
  countsOn,
  emptyDraft,
  goesToPeer,
  hasDay,
  save,
  stillCounted,
  type Draft,
} from '../../src/screens/setback/setback';
import { beginAnew } from '../../src/screens/setback/counter';
import { today } from '../../src/screens/me/days/days';
import { daysAfter } from '../../src/figures/dates';
import type { Account } from '../../src/sync';

// The clock that screens read listens to the page, and the day that was counted by last is kept on
// the phone.
vi.hoisted(() =>
  Object.assign(globalThis, {
    document: new EventTarget(),
    localStorage: { getItem: () => null, setItem: () => undefined },
  }),
);

const [OWN, SHARED] = [1, 2];
const DAY = '2026-11-20';
const clock = (record: string, hidden = false, current = true) => ({
  record,
  stream: OWN,
  body: { label: record, current, hidden },
});
const period = (of: string, from_date: string, to_date: string | null = null) => ({
  record: `p-${of}-${from_date}`,
  stream: OWN,
  body: { clock: of, from_date, to_date },
});

interface Holding {
  clocks?: object[];
  periods?: object[];
  stopped?: boolean;
}
function holding({ clocks = [], periods = [], stopped = false }: Holding = {}) {
  const did: unknown[][] = [];
  const account = {
    settings: () => ({ body: { stop_all_sharing: stopped } }),
    streamOf: (kind: string) => ({ id: kind === 'shared' ? SHARED : OWN }),
    all: (entity: string) => [
      ...(entity === 'recovery_clock' ? clocks : entity === 'recovery_period' ? periods : []),
    ],
    create: async (entity: string, stream: number, groups: object) =>
      void did.push([entity, stream, groups]),
    edit: async (row: { record: string }, groups: object) => void did.push([row.record, groups]),
  } as unknown as Account;
  return { account, did };
}
const draft = (more: Partial<Draft> = {}): Draft => ({ ...emptyDraft(DAY), ...more });
async function saved(more: Partial<Draft>, having: Holding = {}): Promise<unknown[][]> {
  const { account, did } = holding(having);
  await save(account, draft(more));
  return did;
}
const TWO = {
  clocks: [clock('a'), clock('b')],
  periods: [period('a', '2026-01-01'), period('b', '2026-11-01')],
};

test('it is for oneself, lets nobody ask and leaves every count alone, until the person says otherwise', async () => {
  expect(await saved({}, TWO)).toEqual([
    [
      'setback',
      OWN,
      {
        words: {
          local_date: DAY,
          what: '',
          situations: [],
          what_helped: '',
          counter_choice: 'undecided',
          follow_up_ok: false,
        },
      },
    ],
  ]);
});

test('who left the choice open is as undecided as who never looked', async () => {
  expect(await saved({ counter: null, share: null }, TWO)).toEqual(await saved({}, TWO));
});

test('it goes to the peer only where that was chosen, and never while all sharing is stopped', () => {
  const goes = (share: Draft['share'], stopped: boolean) =>
    goesToPeer(holding({ stopped }).account, draft({ share }));
  expect([
    goes('shared', false),
    goes('private', false),
    goes(null, false),
    goes('shared', true),
  ]).toEqual([true, false, false, false]);
});

test('that the peer may ask about it goes with what they can see, and not without', async () => {
  const stands = async (more: Partial<Draft>, stopped = false) => {
    const [[, stream, groups]] = (await saved({ follow_up_ok: true, ...more }, { stopped })) as [
      [string, number, { words: { follow_up_ok: boolean } }],
    ];
    return [stream, groups.words.follow_up_ok];
  };
  expect(await stands({ share: 'shared' })).toEqual([SHARED, true]);
  expect(await stands({ share: 'private' })).toEqual([OWN, false]);
  expect(await stands({ share: 'shared' }, true)).toEqual([OWN, false]);
  expect(await stands({ share: 'shared', follow_up_ok: false })).toEqual([SHARED, false]);
});

test('words are kept without the blanks around them', async () => {
  const [[, , groups]] = (await saved({
    what: ' two beers ',
    what_helped: ' a walk ',
    situations: ['payday'],
  })) as [[string, number, { words: object }]];
  expect(groups.words).toMatchObject({
    what: 'two beers',
    what_helped: 'a walk',
    situations: ['payday'],
  });
});

test('a day is there, and has come', () => {
  expect(
    ['', '2026-11-19', DAY, '2026-11-21'].map((local_date) => hasDay(draft({ local_date }), DAY)),
  ).toEqual([false, true, true, false]);
});

test('asked about are the counts that ran on that day', () => {
  const periods = [
    period('a', '2026-01-01', '2026-11-19'),
    period('b', '2026-11-21'),
    period('c', DAY),
  ];
  const { account } = holding({
    clocks: ['a', 'b', 'c', 'd'].map((record) => clock(record)),
    periods,
  });
  expect(countsOn(account, draft()).map(({ record }) => record)).toEqual(['c']);
  expect(
    countsOn(account, draft({ local_date: '2026-11-22' })).map(({ record }) => record),
  ).toEqual(['b', 'c']);
});

test('which of several is asked only where a new stretch is to begin, and it is each of them until one says', () => {
  const counts = countsOn(holding(TWO).account, draft());
  expect(
    (['new_period', 'keep', 'undecided', null] as const).map((counter) =>
      asksWhich(draft({ counter }), counts),
    ),
  ).toEqual([true, false, false, false]);
  expect(asksWhich(draft({ counter: 'new_period' }), counts.slice(1))).toBe(false);
  expect([
    chosenOf(draft(), counts),
    chosenOf(draft({ clocks: ['b'] }), counts),
    chosenOf(draft({ clocks: [] }), counts),
  ]).toEqual([['a', 'b'], ['b'], []]);
});

const changed = (did: unknown[][]): unknown[] => did.slice(1).map(([what]) => what);

test('a new stretch begins for the counts that were chosen, and no other', async () => {
  expect(changed(await saved({ counter: 'new_period' }, TWO))).toEqual([
    'p-a-2026-01-01',
    'recovery_period',
    'p-b-2026-11-01',
    'recovery_period',
  ]);
  expect(changed(await saved({ counter: 'new_period', clocks: ['b'] }, TWO))).toEqual([
    'p-b-2026-11-01',
    'recovery_period',
  ]);
  expect(changed(await saved({ counter: 'new_period', clocks: [] }, TWO))).toEqual([]);
  for (const counter of ['keep', 'undecided'] as const)
    expect(changed(await saved({ counter }, TWO))).toEqual([]);
});

test('where no count ran on that day none was decided about', async () => {
  const [[, , groups], ...others] = (await saved(
    { counter: 'new_period', local_date: '2025-01-01' },
    TWO,
  )) as [[string, number, { words: object }]];
  expect([groups.words, others]).toEqual([
    expect.objectContaining({ counter_choice: 'undecided' }),
    [],
  ]);
});

test('what is said to count still is the most of the counts that are looked at, and no number where there is none', () => {
  const since = (days: number): string => daysAfter(today(), 1 - days);
  const periods = [
    period('a', since(40)),
    period('b', since(3)),
    period('hidden', since(400)),
    period('left', since(500)),
  ];
  expect(
    stillCounted(
      holding({
        clocks: [clock('a'), clock('b'), clock('hidden', true), clock('left', false, false)],
        periods,
      }).account,
    ),
  ).toBe(40);
  expect(stillCounted(holding().account)).toBe(0);
});

const anew = async (periods: object[]): Promise<unknown[][]> => {
  const { account, did } = holding({ periods });
  await beginAnew(account, clock('a') as never, DAY);
  return did;
};

test('the stretch ends with the day before, the new one begins with the day after, of the same count and seen by the same people', async () => {
  expect(await anew([period('a', '2026-01-01')])).toEqual([
    ['p-a-2026-01-01', { dates: { to_date: '2026-11-19' } }],
    ['recovery_period', OWN, { clock: { clock: 'a' }, dates: { from_date: '2026-11-21' } }],
  ]);
});

test('a stretch that began on that very day begins with the next, and no day is counted that was none', async () => {
  expect(await anew([period('a', DAY)])).toEqual([
    [`p-a-${DAY}`, { dates: { from_date: '2026-11-21' } }],
  ]);
});

test('where no stretch ran nothing begins, and of several it is the latest', async () => {
  expect(
    await anew([
      period('a', '2026-01-01', '2026-02-01'),
      period('b', '2026-01-01'),
      period('a', '2026-11-21'),
    ]),
  ).toEqual([]);
  expect(
    (
      await anew([period('a', '2026-03-01'), period('a', '2026-05-01'), period('a', '2026-04-01')])
    )[0]![0],
  ).toBe('p-a-2026-05-01');
});

test('an empty one asks nobody to follow up and is shared with nobody', () => {
  expect(emptyDraft('2026-11-22')).toMatchObject({
    follow_up_ok: false,
    share: 'private',
    counter: 'undecided',
  });
});
