import { expect, test, vi } from 'vitest';
import { daysSince, movesOf } from '../../src/screens/caseload/flag';
import { inUrgency, urgency, type Companion } from '../../src/screens/caseload/people';
import { isEmpty, sharedIn } from '../../src/screens/caseload/shared';
import {
  asking,
  hasPeople,
  inNeedFirst,
  openCodes,
  peersOf,
} from '../../src/screens/staff/everyone';
import type { Account } from '../../src/sync';

// The clock that screens read listens to the page.
vi.hoisted(() => Object.assign(globalThis, { document: new EventTarget() }));

const NOW = Date.parse('2026-11-21T18:00:00Z');
const HOUR = 3_600_000;
const [OTHERS, SHARED] = [1, 2];

type Kept = { stream: number; record: string; body: object; [more: string]: unknown };
const row = (record: string, body: object = {}, stream = SHARED): Kept => ({
  stream,
  record,
  body,
});
const holding = (rows: Record<string, Kept[]>, streams: object[] = []): Account =>
  ({
    all: (entity: string, stream?: number) =>
      (rows[entity] ?? []).filter((each) => stream === undefined || each.stream === stream),
    stream: (id: number) => streams.find((each) => (each as { id: number }).id === id),
    streamsOf: (kind: string) => streams.filter((each) => (each as { kind: string }).kind === kind),
  }) as unknown as Account;

const checkIn = (record: string, day: number) =>
  row(record, { occurred_at: `2026-11-${10 + day}T08:00:00Z` });
const ALL = {
  check_in: Array.from({ length: 7 }, (_, day) => checkIn(`c${day}`, day)),
  use_report: [row('u', { check_in: 'c6' })],
  goal: [row('g'), row('not shared', {}, OTHERS)],
  plan_item: [
    row('line', { section: 'triggers', text: 'Payday', state: 'active', position: 'a1' }),
    row('aside', { section: 'steady', text: '', state: 'not_for_me', position: '' }),
  ],
  journal_note: [row('n1'), row('n2'), row('kept', {}, OTHERS)],
  setback: [row('s1'), row('s2')],
  recovery_clock: [
    row('seen', { current: true, hidden: false }),
    row('hidden', { current: true, hidden: true }),
    row('kept', { current: true, hidden: false }, OTHERS),
  ],
};

test('a peer sees what stands in the stream that is shared with them, and nothing of another', () => {
  const { check_ins, latest, goals, plan, notes, setbacks, clocks } = sharedIn(
    holding(ALL),
    SHARED,
  );
  expect(check_ins.length).toBe(7);
  expect(latest.map(({ record, rows }) => [record, rows.length])).toEqual([
    ['c6', 2],
    ['c5', 1],
    ['c4', 1],
    ['c3', 1],
    ['c2', 1],
  ]);
  expect([goals, notes, setbacks, clocks].map((rows) => rows.map(({ record }) => record))).toEqual([
    ['g'],
    ['n2', 'n1'],
    ['s2', 's1'],
    ['seen'],
  ]);
  expect(plan.map(({ section }) => section)).toEqual(['triggers']);
});

test('of who shares nothing a peer sees nothing, whatever is on this phone', () => {
  expect(isEmpty(sharedIn(holding(ALL), null))).toBe(true);
  expect(isEmpty(sharedIn(holding({}), SHARED))).toBe(true);
  for (const entity of Object.keys(ALL) as (keyof typeof ALL)[])
    expect(isEmpty(sharedIn(holding({ [entity]: ALL[entity] }), SHARED)), entity).toBe(false);
});

test('nobody closes a call that nobody has seen, and what is closed stays so', () => {
  expect(movesOf('open', 'peer')).toEqual(['seen', 'contacted', 'handed_over']);
  expect(movesOf('seen', 'peer')).toEqual(['contacted', 'handed_over', 'closed']);
  expect(movesOf('contacted', 'peer')).toEqual(['handed_over', 'closed']);
  expect(movesOf('handed_over', 'peer')).toEqual(['seen', 'contacted', 'closed']);
  expect(movesOf('closed', 'peer')).toEqual([]);
});

test('a supervisor has no one to pass it on to', () => {
  for (const state of ['open', 'seen', 'contacted', 'handed_over'] as const) {
    expect(movesOf(state, 'supervisor')).toEqual(
      movesOf(state, 'peer').filter((to) => to !== 'handed_over'),
    );
  }
});

test('a call is a day old after a whole day', () => {
  expect(
    [23.9, 24, 49, -2].map((hours) => daysSince(new Date(NOW - hours * HOUR).toISOString(), NOW)),
  ).toEqual([0, 1, 2, -1]);
});

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'];
const STREAMS = NAMES.flatMap((name, n) => [
  { id: 10 + n, kind: 'assignment', role: 'peer', person: n + 1, name },
  { id: 20 + n, kind: 'shared', role: 'peer', person: n + 1 },
  { id: 30 + n, kind: 'flags', role: 'peer', person: n + 1, name },
]);
const flagged = (n: number, body: object = {}) =>
  row(`f${n}`, { state: 'open', withdrawn: false, ...body }, 30 + n);
const CASELOAD = {
  assignment: NAMES.map((name, n) =>
    row(name, { participant_name: name, status: 'active' }, 10 + n),
  ),
  check_in: [row('c', { craving: 9, occurred_at: new Date(NOW - HOUR).toISOString() }, 21)],
  nudge: [{ ...row('n', { answer: 'call_me' }, 12), changed_at: NOW - HOUR }],
  support_flag: [flagged(3)],
};

test('who asked for someone comes first, then who asked for a call, then a strong craving, then the others by name', () => {
  expect(inUrgency(holding(CASELOAD, STREAMS), NOW).map(({ name }) => name)).toEqual([
    'Dan',
    'Cleo',
    'Ben',
    'Ada',
    'Eve',
  ]);
});

test('a call that is closed, or was taken back, makes nobody more urgent', () => {
  const of = (body: object) => {
    const account = holding({ ...CASELOAD, support_flag: [flagged(3, body)] }, STREAMS);
    return urgency(
      account,
      inUrgency(account, NOW).find(({ name }) => name === 'Dan') as Companion,
      NOW,
    );
  };
  expect([of({}), of({ state: 'seen' }), of({ state: 'closed' }), of({ withdrawn: true })]).toEqual(
    [0, 0, 3, 3],
  );
});

test('supervisors see everyone who waits, each by name', () => {
  const support_flag = [
    flagged(3),
    flagged(0, { state: 'handed_over' }),
    flagged(1, { state: 'closed' }),
  ];
  const streams = [...STREAMS, { id: 40, kind: 'flags', role: 'staff' }];
  expect(
    asking(holding({ support_flag }, streams)).map(({ flag, name }) => [flag.record, name]),
  ).toEqual([
    ['f0', 'Ada'],
    ['f3', 'Dan'],
  ]);
});

test('who has no peer comes first, then by name', () => {
  const person = (display_name: string, state: string) => ({ display_name, state });
  const everyone = [
    person('Zoe', 'assigned'),
    person('Ada', 'assigned'),
    person('Max', 'waiting'),
    person('Ben', 'waiting'),
  ];
  expect(inNeedFirst(everyone as never).map(({ display_name }) => display_name)).toEqual([
    'Ben',
    'Max',
    'Ada',
    'Zoe',
  ]);
});

test('someone to walk with is a peer who is there', () => {
  const staff = [
    ['peer', 'active'],
    ['peer', 'on_leave'],
    ['supervisor', 'active'],
  ].map(([role, status]) => ({ role, status, id: `${role} ${status}` }));
  expect(peersOf(staff as never).map(({ id }) => id)).toEqual(['peer active']);
});

test('people are no business of a curator or an evaluator', () => {
  expect(
    ['peer', 'supervisor', 'admin', 'curator', 'evaluator', null].filter((role) =>
      hasPeople({ role }),
    ),
  ).toEqual(['peer', 'supervisor', 'admin', null]);
});

test('a code opens something until it is used, taken back or over', () => {
  const code = (more: object) => ({ used_at: null, voided_at: null, expires_at: NOW + 1, ...more });
  expect(
    [{}, { used_at: 1 }, { voided_at: 1 }, { expires_at: NOW }].map(
      (more) => openCodes([code(more)] as never, NOW).length,
    ),
  ).toEqual([1, 0, 0, 0]);
});
