/** What holds for any outbox and any page. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isUnsent,
  UNREAD,
  type OutboxEntry,
  type Progress,
  type RowKey,
  type ServerRow,
} from '../../src/sync/store/device';
import { erasedBy } from '../../src/sync/exchange/erased';
import { applyAnswer } from '../../src/sync/exchange/apply_answer';
import type { Effect } from '../../src/sync/store/effect';
import { swapped } from '../../src/sync/exchange/lazy/resync';
import type { Change, Head, Result, SyncAnswer } from '../../src/sync/protocol/wire';
import { RUNS } from '../runs';
import { OWN, SHARED } from './server';
import {
  STREAMS,
  recordOf,
  act,
  type Act,
  served,
  outboxOf,
  rowsServed,
  answered,
} from './outboxes';

const change = fc.record({
  record: fc.nat(2),
  stream: fc.constantFrom(OWN.id, SHARED.id),
  state: fc.constantFrom(
    'live' as const,
    'live' as const,
    'hidden' as const,
    'removed' as const,
    'erased' as const,
  ),
  head: fc.nat(5),
});
const page = fc.record({
  changes: fc.array(change, { maxLength: 5 }),
  more: fc.boolean(),
  answers: fc.array(fc.nat(12), { maxLength: 4 }),
  put_off: fc.boolean(),
});
type Page = typeof page extends fc.Arbitrary<infer P> ? P : never;

class Phone {
  progress: Progress = { ...UNREAD, streams: STREAMS, epoch: 'e' };
  rows = new Map<string, ServerRow>();
  outbox: OutboxEntry[] = [];
  seq = 10;

  answerOf({ changes, more, answers, put_off }: Page): SyncAnswer {
    const rows = changes.map(({ record, stream, state, head }) => {
      const seq = ++this.seq;
      const heads: Record<string, Head[]> =
        state === 'live' ? { words: [[`h${head}`, [head, 0, 1, 1]]] } : {};
      const body = state === 'live' ? { words: { title: `h${head}` } } : {};
      return {
        stream,
        rows: [[recordOf(record), seq, 'goal', state, heads, body, null] as Change],
      };
    });
    const results = answers.flatMap((index): Result[] => {
      const entry = this.outbox[index];
      if (!entry || !isUnsent(entry)) return [];
      return [
        put_off
          ? { id: entry.mutation.id, outcome: 'deferred' }
          : answered(entry, 1000 + index).result!,
      ];
    });
    return {
      cursor: `c${this.seq}`,
      server_time: 0,
      epoch: 'e',
      more,
      changes: rows,
      results,
      reached: { [OWN.id]: this.seq, [SHARED.id]: this.seq },
    };
  }

  /** All that is kept, where order says nothing. */
  held(): unknown {
    const leaving = this.progress.leaving.map(String).sort();
    return structuredClone([{ ...this.progress, leaving }, [...this.rows].sort(), this.outbox]);
  }

  take(answer: SyncAnswer): Effect {
    const pushed = this.outbox.map(({ n, mutation }) => ({ ...mutation, n }));
    const row = (stream: number, record: string): ServerRow | undefined =>
      this.rows.get(`${stream}/${record}`);
    const effect = applyAnswer(
      answer,
      { progress: this.progress, outbox: this.outbox, row },
      { sent: 0, received: 0 },
      erasedBy(answer, pushed),
    );
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
    fc.property(
      fc.array(act, { maxLength: 8 }),
      fc.array(page, { maxLength: 6 }),
      page,
      (acts, pages, last) => {
        const phone = phoneAfter(acts, pages);
        const answer = phone.answerOf(last);
        phone.take(answer);
        const once = phone.held();
        phone.take(answer);
        expect(phone.held()).toEqual(once);
      },
    ),
    RUNS,
  );
});

test('what waits is what has no answer, and only an answer or an erase takes it away', () => {
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 8 }),
      fc.array(page, { maxLength: 6 }),
      (acts, pages) => {
        const phone = phoneAfter(acts, []);
        let waits = phone.outbox.filter(isUnsent).map(({ mutation }) => mutation);
        for (const each of pages) {
          const answer = phone.answerOf(each);
          const final = new Set(
            answer.results!.filter(({ outcome }) => outcome !== 'deferred').map(({ id }) => id),
          );
          const gone = erasedBy(answer, []);
          phone.take(answer);
          waits = waits.filter(({ id, record }) => !final.has(id) && !gone.has(record));
          expect(phone.outbox.filter(isUnsent).map(({ mutation }) => mutation.id)).toEqual(
            waits.map(({ id }) => id),
          );
        }
      },
    ),
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
      const outbox: OutboxEntry[] = edited_.map((n) => ({
        n: n + 1,
        mutation: {
          ...outboxOf([{ act: 'words', record: 0, text: 'a', add: true }], rowsServed())[0]!
            .mutation,
          record: `r${n}`,
        },
        result: null,
      }));
      const staging = {
        cursor: 'c',
        reached: {},
        streams: STREAMS,
        remaining: null,
        leaving: [],
        digests: {},
        whole: true,
        broken: 0,
      };
      const swap = swapped({ ...UNREAD, streams: STREAMS, staging }, rows, read, outbox, is_whole);
      const after = new Map(swap.rows.map((row) => [row.record, row]));
      for (const row of read) expect(after.get(row.record)).toEqual(row);
      for (const row of rows)
        if (edited_.some((n) => `r${n}` === row.record)) expect(after.has(row.record)).toBe(true);
      const taken = rows.filter(({ record }) => !after.has(record)).length;
      expect(taken).toBeLessThanOrEqual(is_whole ? Math.min(20, rows.length * 0.2) : 0);
      expect(swap.gone.length).toBe(taken);
      expect(swap.outbox).toEqual(outbox);
      expect(swap.progress.doubtful).toBe(
        [...after.values()].filter(({ absent }) => absent === 'asked').length,
      );
    }),
    RUNS,
  );
});
