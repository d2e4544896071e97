import { expect, test } from 'vitest';
import type { Account } from '../../src/sync';
import {
  companions,
  reasonFor,
  tookBackAt,
  type Companion,
} from '../../src/screens/caseload/people';

type Rows = Record<string, { stream: number; record: string; changed_at?: number; body: object }[]>;
const NOW = Date.parse('2026-11-21T18:00:00Z');
const HOUR = 3_600_000;
const STREAMS = [
  { id: 3, kind: 'assignment', role: 'peer', person: 1 },
  { id: 2, kind: 'shared', role: 'peer', person: 1 },
  { id: 4, kind: 'assignment', role: 'peer', person: 9 },
  { id: 5, kind: 'flags', role: 'peer', person: 1 },
];

const holding = (rows: Rows): Account =>
  ({
    all: (entity: string, stream?: number) =>
      (rows[entity] ?? []).filter((row) => stream === undefined || row.stream === stream),
    stream: (id: number) => STREAMS.find((stream) => stream.id === id),
    streamsOf: (kind: string) => STREAMS.filter((stream) => stream.kind === kind),
  }) as unknown as Account;

const ASSIGNMENTS = [
  { stream: 3, record: 'a', body: { participant_name: 'Tasha', status: 'active' } },
  { stream: 4, record: 'b', body: { participant_name: 'J.R.', status: 'active' } },
];
const craving = (strength: number, hours: number) => ({
  stream: 2,
  record: `c${hours}`,
  body: { craving: strength, occurred_at: new Date(NOW - hours * HOUR).toISOString() },
});
const called = (hours: number) => ({
  stream: 3,
  record: `n${hours}`,
  changed_at: NOW - hours * HOUR,
  body: { answer: 'call_me' },
});
const replied = (hours: number) => ({
  stream: 3,
  record: `r${hours}`,
  changed_at: NOW - hours * HOUR,
  body: { reply: 'ok' },
});
const tasha = (rows: Rows): Companion =>
  companions(holding({ assignment: ASSIGNMENTS, ...rows }))[1]!;
const reason = (rows: Rows) =>
  reasonFor(holding({ assignment: ASSIGNMENTS, ...rows }), tasha(rows), NOW);

test('people by name, each with what they share, or nothing', () => {
  expect(
    companions(holding({ assignment: ASSIGNMENTS })).map(({ name, shared }) => [name, shared]),
  ).toEqual([
    ['J.R.', null],
    ['Tasha', 2],
  ]);
});

test('an ended assignment is nobody', () => {
  expect(
    companions(
      holding({
        assignment: [{ ...ASSIGNMENTS[0]!, body: { participant_name: 'Tasha', status: 'ended' } }],
      }),
    ),
  ).toEqual([]);
});

test('a strong craving and a wish for a call come before a reply', () => {
  expect(reason({ check_in: [craving(8, 20)], encouragement: [replied(1)] })).toMatchObject({
    kind: 'craving',
    craving: 8,
  });
  expect(reason({ check_in: [craving(8, 20)], nudge: [called(2)] })).toMatchObject({
    kind: 'call_me',
  });
  expect(reason({ check_in: [craving(8, 1)], nudge: [called(20)] })).toMatchObject({
    kind: 'call_me',
  });
  expect(reason({ encouragement: [replied(1)] })).toMatchObject({ kind: 'replied' });
});

test('what is lighter or older than three days is no reason', () => {
  expect(reason({ check_in: [craving(6, 1)], nudge: [called(80)] })).toBeNull();
});

const asked = (hours: number, taken_back?: number, state = 'open') => ({
  stream: 5,
  record: `f${hours}`,
  body: { state, withdrawn: taken_back !== undefined },
  written_at: {
    ask: NOW - hours * HOUR,
    ...(taken_back !== undefined && { withdrawn: NOW - taken_back * HOUR }),
  },
});
const tookBack = (...support_flag: Rows[string]) => tookBackAt(holding({ support_flag }), 1, NOW);

test('that a call was taken back is told for three days, and not beside a later one', () => {
  expect(tookBack()).toBeNull();
  expect(tookBack(asked(3))).toBeNull();
  expect(tookBack(asked(3, 2))).toBe(NOW - 2 * HOUR);
  expect(tookBack(asked(100, 73))).toBeNull();
  for (const state of ['open', 'seen', 'contacted', 'closed'])
    expect(tookBack(asked(3, 2), asked(1, undefined, state))).toBeNull();
  expect(tookBack(asked(5, undefined, 'closed'), asked(3, 2))).toBe(NOW - 2 * HOUR);
  expect(tookBack(asked(5, 4), asked(3, 2))).toBe(NOW - 2 * HOUR);
});

test('a nudge that was answered with anything but a wish for a call is no reason', () => {
  expect(reason({ nudge: [{ ...called(2), body: { answer: 'done' } }] })).toBeNull();
});
