/** What holds for any outbox and any page. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OutboxEntry } from '../../src/sync/store/device';
import { batchOf } from '../../src/sync/exchange/outgoing';
import { RUNS } from '../runs';
import { recordOf, act, served, outboxOf, rowsServed, answered, seen, screenOf } from './outboxes';

test('an answer alone changes nothing that is seen', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), fc.nat(12), (acts, count) => {
      const rows = rowsServed();
      const outbox = outboxOf(acts, rows);
      const before = screenOf(rows.values(), outbox);
      const after = screenOf(
        rows.values(),
        outbox.map((entry, index) => (index < count ? answered(entry, 100 + index) : entry)),
      );
      for (const n of [0, 1, 2])
        expect(seen(after.get(recordOf(n)))).toEqual(seen(before.get(recordOf(n))));
    }),
    RUNS,
  );
});

test('what is seen of a record does not depend on other records, nor on the order in which their rows came', () => {
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 12 }),
      fc.shuffledSubarray([3, 4, 5, 6, 7], { minLength: 1 }),
      (acts, others) => {
        const rows = rowsServed();
        const outbox = outboxOf(acts, rows);
        const noise = others.map((n) => served(recordOf(n)));
        for (const n of [0, 1, 2]) {
          const alone = screenOf(
            [...rows.values()].filter(({ record }) => record === recordOf(n)),
            outbox.filter(({ mutation }) => mutation.record === recordOf(n)),
          );
          for (const all of [
            [...noise, ...rows.values()],
            [...rows.values(), ...noise.reverse()],
          ]) {
            expect(seen(screenOf(all, outbox).get(recordOf(n)))).toEqual(
              seen(alone.get(recordOf(n))),
            );
          }
        }
      },
    ),
    RUNS,
  );
});

test('no record is on the screen twice', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const rows = rowsServed();
      const all = screenOf(rows.values(), outboxOf(acts, rows))
        .all('goal')
        .map(({ record }) => record);
      expect(all).toEqual([...new Set(all)]);
    }),
    RUNS,
  );
});

test('a batch keeps every mutation, and what is named goes before what names it', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), fc.nat(3), (acts, long) => {
      const outbox = outboxOf(acts, rowsServed()).map((entry) => ({
        ...entry,
        mutation: { ...entry.mutation, entity: long ? entry.mutation.entity : 'x'.repeat(60_000) },
      }));
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
