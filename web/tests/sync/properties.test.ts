/** What holds for any outbox and any page. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUnsent, UNREAD, type OutboxEntry, type Progress, type RowKey, type ServerRow } from '../../src/sync/store/device';
import { erasedBy } from '../../src/sync/exchange/erased';
import { batchOf } from '../../src/sync/exchange/outgoing';
import { created, dismissed, edited, erased, removed, restored, type Frozen, type Moment } from '../../src/sync/outbox/mutation';
import { overlay } from '../../src/sync/overlay/overlay';
import { applyAnswer } from '../../src/sync/exchange/apply_answer';
import type { Effect } from '../../src/sync/store/effect';
import { typed, type Row } from '../../src/sync/records/row';
import { swapped } from '../../src/sync/exchange/lazy/resync';
import { Screen, withRows } from '../../src/sync/overlay/screen';
import type { Change, Head, Result, SyncAnswer } from '../../src/sync/protocol/wire';
import { RUNS } from '../runs';
import { ACCOUNT, OWN, SHARED } from './server';

const STREAMS = [OWN, SHARED, ACCOUNT];
const STANDING = { reached: {}, streams: STREAMS };
const recordOf = (n: number): string => `00000000-0000-7000-8000-0000000000a${n}`;

const ACTS = ['words', 'tags', 'visibility', 'remove', 'restore', 'dismiss', 'erase'] as const;
const act = fc.record({ act: fc.constantFrom(...ACTS), record: fc.nat(2), text: fc.constantFrom('a', 'b', 'c'), add: fc.boolean() });
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** What a person does with a row on the screen; a record that is not there is made. */
function written({ act, text, add }: Act, row: Row | null, record: string, moment: Moment): Frozen {
  if (!row) return created('goal', OWN.id, record, { words: { title: text }, tags: { tags: [text] } }, moment);
  if (act === 'words') return edited(row, { words: { title: `${text} ${moment.id}` } }, moment);
  if (act === 'tags') return edited(row, { tags: add ? { add: [text] } : { remove: [text] } }, moment);
  if (act === 'visibility') return edited(row, { visibility: { shared: add } }, moment);
  if (act === 'remove') return removed(row, moment);
  if (act === 'restore') return restored(row, moment);
  if (act === 'erase') return erased(row, moment);
  return dismissed(row, 'words', row.heads['words']?.at(-1)?.[0] ?? '', moment);
}

/** Two versions, and a tag that another phone put in. */
function served(record: string): ServerRow {
  const heads: ServerRow['heads'] = { words: [['x', [9, 0, 1, 1]], ['y', [5, 0, 2, 1]]], 'tags/a': [['x', [9, 0, 1, 1]]] };
  const body = { words: { title: 'x' }, tags: { tags: ['a'] } };
  return { stream: OWN.id, record, seq: 1, entity: 'goal', state: 'live', heads, body, kept: { words: { y: { title: 'y' } } } };
}

/** The outbox after these acts, over what was served of the first record alone. */
function outboxOf(acts: Act[], rows: Map<string, ServerRow>): OutboxEntry[] {
  const outbox: OutboxEntry[] = [];
  acts.forEach((each, index) => {
    const record = recordOf(each.record);
    const screen = overlay(rows.get(record) ?? null, outbox.filter(({ mutation }) => mutation.record === record), STANDING);
    const mutation = written(each, screen && typed(screen), record, { at: 100 + index, offset: 0, id: `m${index}` });
    outbox.push({ n: index + 1, mutation, result: null });
  });
  return outbox;
}

const rowsServed = (): Map<string, ServerRow> => new Map([[recordOf(0), served(recordOf(0))]]);

function answered(entry: OutboxEntry, seq: number): OutboxEntry {
  const { mutation, n } = entry;
  const result: Result = { id: mutation.id, outcome: 'applied', key: [mutation.at, 0, 9, n], stream: mutation.stream, seq };
  return { ...entry, result };
}

/** What a person sees; keys and what is unsent are no part of it. */
function seen(row: Row | undefined): unknown {
  if (!row) return null;
  const { stream, state, body, groups, kept, dismissed, written_at } = row;
  return { stream, state, body, groups, kept, dismissed, written_at };
}

const screenOf = (rows: Iterable<ServerRow>, outbox: OutboxEntry[]): Screen => new Screen(withRows(new Map(), rows), outbox, STANDING);

test('an answer alone changes nothing that is seen', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), fc.nat(12), (acts, count) => {
      const rows = rowsServed();
      const outbox = outboxOf(acts, rows);
      const before = screenOf(rows.values(), outbox);
      const after = screenOf(rows.values(), outbox.map((entry, index) => (index < count ? answered(entry, 100 + index) : entry)));
      for (const n of [0, 1, 2]) expect(seen(after.get(recordOf(n)))).toEqual(seen(before.get(recordOf(n))));
    }),
    RUNS,
  );
});

test('what is seen of a record does not depend on other records, nor on the order in which their rows came', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), fc.shuffledSubarray([3, 4, 5, 6, 7], { minLength: 1 }), (acts, others) => {
      const rows = rowsServed();
      const outbox = outboxOf(acts, rows);
      const noise = others.map((n) => served(recordOf(n)));
      for (const n of [0, 1, 2]) {
        const alone = screenOf([...rows.values()].filter(({ record }) => record === recordOf(n)), outbox.filter(({ mutation }) => mutation.record === recordOf(n)));
        for (const all of [[...noise, ...rows.values()], [...rows.values(), ...noise.reverse()]]) {
          expect(seen(screenOf(all, outbox).get(recordOf(n)))).toEqual(seen(alone.get(recordOf(n))));
        }
      }
    }),
    RUNS,
  );
});

test('no record is on the screen twice', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const rows = rowsServed();
      const all = screenOf(rows.values(), outboxOf(acts, rows)).all('goal').map(({ record }) => record);
      expect(all).toEqual([...new Set(all)]);
    }),
    RUNS,
  );
});

test('a batch keeps every mutation, and what is named goes before what names it', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), fc.nat(3), (acts, long) => {
      const outbox = outboxOf(acts, rowsServed()).map((entry) => ({ ...entry, mutation: { ...entry.mutation, entity: long ? entry.mutation.entity : 'x'.repeat(60_000) } }));
      const sent: OutboxEntry[] = [];
      while (sent.length < outbox.length) {
        const batch = batchOf(outbox.filter((entry) => !sent.includes(entry)));
        expect(batch.length).toBeGreaterThan(0);
        sent.push(...batch);
      }
      expect(sent.map(({ n }) => n).sort((a, b) => a - b)).toEqual(outbox.map(({ n }) => n));
      const place = new Map(sent.map(({ mutation }, index) => [mutation.id, index]));
      for (const { mutation } of sent) {
        for (const [id] of Object.values(mutation.base).flat()) {
          if (place.has(id)) expect(place.get(id)!).toBeLessThan(place.get(mutation.id)!);
        }
      }
    }),
    RUNS,
  );
});

/** Pages of a server where records come, are moved, removed and erased. */
const change = fc.record({
  record: fc.nat(2),
  stream: fc.constantFrom(OWN.id, SHARED.id),
  state: fc.constantFrom('live' as const, 'live' as const, 'hidden' as const, 'removed' as const, 'erased' as const),
  head: fc.nat(5),
});
const page = fc.record({ changes: fc.array(change, { maxLength: 5 }), more: fc.boolean(), answers: fc.array(fc.nat(12), { maxLength: 4 }), put_off: fc.boolean() });
type Page = typeof page extends fc.Arbitrary<infer P> ? P : never;

class Phone {
  progress: Progress = { ...UNREAD, streams: STREAMS, epoch: 'e' };
  rows = new Map<string, ServerRow>();
  outbox: OutboxEntry[] = [];
  seq = 10;

  answerOf({ changes, more, answers, put_off }: Page): SyncAnswer {
    const rows = changes.map(({ record, stream, state, head }) => {
      const seq = ++this.seq;
      const heads: Record<string, Head[]> = state === 'live' ? { words: [[`h${head}`, [head, 0, 1, 1]]] } : {};
      const body = state === 'live' ? { words: { title: `h${head}` } } : {};
      return { stream, rows: [[recordOf(record), seq, 'goal', state, heads, body, null] as Change] };
    });
    const results = answers.flatMap((index): Result[] => {
      const entry = this.outbox[index];
      if (!entry || !isUnsent(entry)) return [];
      return [put_off ? { id: entry.mutation.id, outcome: 'deferred' } : answered(entry, 1000 + index).result!];
    });
    return { cursor: `c${this.seq}`, server_time: 0, epoch: 'e', more, changes: rows, results, reached: { [OWN.id]: this.seq, [SHARED.id]: this.seq } };
  }

  /** All that is kept, where order says nothing. */
  held(): unknown {
    const leaving = this.progress.leaving.map(String).sort();
    return structuredClone([{ ...this.progress, leaving }, [...this.rows].sort(), this.outbox]);
  }

  take(answer: SyncAnswer): Effect {
    const pushed = this.outbox.map(({ n, mutation }) => ({ ...mutation, n }));
    const row = (stream: number, record: string): ServerRow | undefined => this.rows.get(`${stream}/${record}`);
    const effect = applyAnswer(answer, { progress: this.progress, outbox: this.outbox, row }, { sent: 0, received: 0 }, erasedBy(answer, pushed));
    const keyOf = ([stream, record]: RowKey): string => `${stream}/${record}`;
    for (const key of effect.gone) this.rows.delete(keyOf(key));
    for (const each of effect.rows) this.rows.set(keyOf([each.stream, each.record]), each);
    this.progress = effect.progress;
    this.outbox = effect.outbox;
    return effect;
  }
}

function phoneAfter(acts: Act[], pages: Page[]): Phone {
  const phone = new Phone();
  phone.rows.set(`${OWN.id}/${recordOf(0)}`, served(recordOf(0)));
  phone.outbox = outboxOf(acts, rowsServed());
  for (const each of pages) phone.take(phone.answerOf(each));
  return phone;
}

test('a page of any kind that comes twice changes nothing the second time', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 8 }), fc.array(page, { maxLength: 6 }), page, (acts, pages, last) => {
      const phone = phoneAfter(acts, pages);
      const answer = phone.answerOf(last);
      phone.take(answer);
      const once = phone.held();
      phone.take(answer);
      expect(phone.held()).toEqual(once);
    }),
    RUNS,
  );
});

test('what waits is what has no answer, and only an answer or an erase takes it away', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 8 }), fc.array(page, { maxLength: 6 }), (acts, pages) => {
      const phone = phoneAfter(acts, []);
      let waits = phone.outbox.filter(isUnsent).map(({ mutation }) => mutation);
      for (const each of pages) {
        const answer = phone.answerOf(each);
        const final = new Set(answer.results!.filter(({ outcome }) => outcome !== 'deferred').map(({ id }) => id));
        const gone = erasedBy(answer, []);
        phone.take(answer);
        waits = waits.filter(({ id, record }) => !final.has(id) && !gone.has(record));
        expect(phone.outbox.filter(isUnsent).map(({ mutation }) => mutation.id)).toEqual(waits.map(({ id }) => id));
      }
    }),
    RUNS,
  );
});

test('a record stands at one place, whatever the order in which its moves are told', () => {
  fc.assert(
    fc.property(fc.array(page, { maxLength: 8 }), (pages) => {
      const phone = phoneAfter([], pages);
      const records = [...phone.rows.values()].map(({ record }) => record);
      expect(records).toEqual([...new Set(records)]);
    }),
    RUNS,
  );
});

test('a new reading never takes away what is not sent, nor more than a fifth unasked', () => {
  const some = fc.subarray([...Array(30).keys()]);
  fc.assert(
    fc.property(some, some, some, fc.boolean(), (had, has, edited_, is_whole) => {
      const rows = had.map((n) => ({ ...served(`r${n}`), seq: n }));
      const read = has.map((n) => ({ ...served(`r${n}`), seq: n + 100 }));
      const outbox: OutboxEntry[] = edited_.map((n) => ({ n: n + 1, mutation: { ...outboxOf([{ act: 'words', record: 0, text: 'a', add: true }], rowsServed())[0]!.mutation, record: `r${n}` }, result: null }));
      const staging = { cursor: 'c', reached: {}, streams: STREAMS, remaining: null, leaving: [], digests: {}, whole: true, broken: 0 };
      const swap = swapped({ ...UNREAD, streams: STREAMS, staging }, rows, read, outbox, is_whole);
      const after = new Map(swap.rows.map((row) => [row.record, row]));
      for (const row of read) expect(after.get(row.record)).toEqual(row);
      for (const row of rows) if (edited_.some((n) => `r${n}` === row.record)) expect(after.has(row.record)).toBe(true);
      const taken = rows.filter(({ record }) => !after.has(record)).length;
      expect(taken).toBeLessThanOrEqual(is_whole ? Math.min(20, rows.length * 0.2) : 0);
      expect(swap.gone.length).toBe(taken);
      expect(swap.outbox).toEqual(outbox);
      expect(swap.progress.doubtful).toBe([...after.values()].filter(({ absent }) => absent === 'asked').length);
    }),
    RUNS,
  );
});
