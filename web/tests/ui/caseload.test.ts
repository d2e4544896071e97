import { expect, test } from 'vitest';
import type { Account } from '../../src/sync';
import { companions, reasonFor, type Companion } from '../../src/screens/caseload/people';

type Rows = Record<string, { stream: number; record: string; changed_at?: number; body: object }[]>;
const NOW = Date.parse('2026-11-21T18:00:00Z');
const HOUR = 3_600_000;
const STREAMS = [
  { id: 3, kind: 'assignment', role: 'peer', person: 1 },
  { id: 2, kind: 'shared', role: 'peer', person: 1 },
  { id: 4, kind: 'assignment', role: 'peer', person: 9 },
];

const holding = (rows: Rows): Account =>
  ({
    all: (entity: string, stream?: number) => (rows[entity] ?? []).filter((row) => stream === undefined || row.stream === stream),
    stream: (id: number) => STREAMS.find((stream) => stream.id === id),
    streamsOf: (kind: string) => STREAMS.filter((stream) => stream.kind === kind),
  }) as unknown as Account;

const ASSIGNMENTS = [
  { stream: 3, record: 'a', body: { participant_name: 'Tasha', status: 'active' } },
  { stream: 4, record: 'b', body: { participant_name: 'J.R.', status: 'active' } },
];
const craving = (strength: number, hours: number) => ({
  stream: 2, record: `c${hours}`, body: { craving: strength, occurred_at: new Date(NOW - hours * HOUR).toISOString() },
});
const called = (hours: number) => ({ stream: 3, record: `n${hours}`, changed_at: NOW - hours * HOUR, body: { answer: 'call_me' } });
const replied = (hours: number) => ({ stream: 3, record: `r${hours}`, changed_at: NOW - hours * HOUR, body: { reply: 'ok' } });
const tasha = (rows: Rows): Companion => companions(holding({ assignment: ASSIGNMENTS, ...rows }))[1]!;
const reason = (rows: Rows) => reasonFor(holding({ assignment: ASSIGNMENTS, ...rows }), tasha(rows), NOW);

test('people by name, each with what they share, or nothing', () => {
  expect(companions(holding({ assignment: ASSIGNMENTS })).map(({ name, shared }) => [name, shared])).toEqual([['J.R.', null], ['Tasha', 2]]);
});

test('an ended assignment is nobody', () => {
  expect(companions(holding({ assignment: [{ ...ASSIGNMENTS[0]!, body: { participant_name: 'Tasha', status: 'ended' } }] }))).toEqual([]);
});

test('a strong craving and a wish for a call come before a reply', () => {
  expect(reason({ check_in: [craving(8, 20)], encouragement: [replied(1)] })).toMatchObject({ kind: 'craving', craving: 8 });
  expect(reason({ check_in: [craving(8, 20)], nudge: [called(2)] })).toMatchObject({ kind: 'call_me' });
  expect(reason({ check_in: [craving(8, 1)], nudge: [called(20)] })).toMatchObject({ kind: 'call_me' });
  expect(reason({ encouragement: [replied(1)] })).toMatchObject({ kind: 'replied' });
});

test('what is lighter or older than three days is no reason', () => {
  expect(reason({ check_in: [craving(6, 1)], nudge: [called(80)] })).toBeNull();
});
