import { expect, test } from 'vitest';
import { noteForToday, notes, type Note } from '../../src/screens/inbox/notes';
import { isFormer, unread, writerOf } from '../../src/screens/queries';
import type { Account } from '../../src/sync';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const idAt = (ms: number): string => `${ms.toString(16).padStart(12, '0')}70008000000000000001`;
const minute = (n: number): number => NOON + n * 60_000;
const note = (n: number, seen = false, stream = 2) => ({
  entity: 'encouragement',
  stream,
  record: idAt(minute(n)),
  body: { text: 'words', seen },
});
const nudge = (n: number, seen = false, stream = 2) => ({
  entity: 'nudge',
  stream,
  record: `nudge ${n}`,
  body: { text: 'words', seen, due_at: new Date(minute(n)).toISOString() },
});
const walk = (stream: number, peer_name: string, status: string) => ({
  entity: 'assignment',
  stream,
  record: `a${stream}`,
  body: { peer_name, status, kind: 'primary' },
});

type Stored = { entity: string; stream: number };
const holding = (rows: Stored[], kind = 'participant'): Account =>
  ({
    person: { kind },
    all: (entity: string, stream?: number) =>
      rows.filter(
        (row) => row.entity === entity && (stream === undefined || row.stream === stream),
      ),
    stream: (id: number) => ({ id, role: 'participant' }),
  }) as unknown as Account;
const today = (rows: Stored[], showing: string | null = null): string | undefined =>
  noteForToday(notes(holding(rows)), showing)?.row.record;

test('the newest that was not seen is shown, of either kind', () => {
  expect(today([note(1), nudge(8)])).toBe('nudge 8');
  expect(today([nudge(1), note(8)])).toBe(idAt(minute(8)));
  expect(today([note(9, true), nudge(8)])).toBe('nudge 8');
});

test('where all were seen it is the newest', () => {
  expect(today([note(1, true), nudge(8, true)])).toBe('nudge 8');
  expect(today([])).toBeUndefined();
});

test('what is shown stays when it was seen, and no older one is passed through unread', () => {
  expect(today([note(1), nudge(8, true)], 'nudge 8')).toBe('nudge 8');
  expect(today([note(1), nudge(8, true)])).toBe(idAt(minute(1)));
});

test('a newer one takes its place, and what is gone leaves it', () => {
  expect(today([note(9), nudge(8, true)], 'nudge 8')).toBe(idAt(minute(9)));
  expect(today([note(9, true), nudge(8, true)], 'nudge 8')).toBe('nudge 8');
  expect(today([note(1)], 'nudge 8')).toBe(idAt(minute(1)));
});

test('both kinds are counted until they are seen, for a participant alone', () => {
  const rows = [note(1), note(2, true), nudge(3), nudge(4, true)];
  expect(unread(holding(rows))).toBe(2);
  expect(unread(holding(rows, 'staff'))).toBe(0);
});

test('a note and a nudge bear the name of their own assignment', () => {
  const account = holding([walk(2, 'Marcus', 'ended'), walk(3, 'Elena', 'active')]);
  const written: [Note['row'], string][] = [
    [note(1, false, 2), 'Marcus'],
    [nudge(1, false, 2), 'Marcus'],
    [note(2, false, 3), 'Elena'],
    [nudge(2, false, 3), 'Elena'],
  ] as never;
  for (const [row, name] of written) expect(writerOf(account, row)).toBe(name);
  expect(writerOf(account, { stream: 9 })).toBe('my peer');
});

test('a former peer is answered no more', () => {
  const account = holding([walk(2, 'Marcus', 'ended'), walk(3, 'Elena', 'active')]);
  expect([2, 3, 9].map((stream) => isFormer(account, { stream }))).toEqual([true, false, false]);
});
