import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UNREAD, type OutboxEntry, type Progress, type ServerRow } from '../src/sync/store/device';
import type { Frozen } from '../src/sync/outbox/mutation';
import { standingOf } from '../src/sync/overlay/overlay';
import { applyAnswer } from '../src/sync/exchange/apply_answer';
import type { Effect, LocalState } from '../src/sync/store/effect';
import { Screen, withRows } from '../src/sync/overlay/screen';
import type { Change, GroupValues, Head, Result, SyncAnswer } from '../src/sync/protocol/wire';
import { RUNS } from './runs';

/**
 * A phone and a server that applies what it gets, one goal, two groups. The server answers and
 * pages as `docs/sync.md` says; everything the phone does with that is the code under test.
 */
const RECORD = '00000000-0000-7000-8000-0000000000a1';
const GROUPS = ['words', 'confidence'] as const;
type Group = (typeof GROUPS)[number];

function setOf(group: Group, id: string, n: number): GroupValues {
  return group === 'words'
    ? { words: { title: id } }
    : { confidence: { confidence: n % 10, note: id } };
}

class Phone {
  progress: Progress = { ...UNREAD, streams: [{ id: 1, kind: 'own', role: 'participant' }] };
  rows = new Map<string, ServerRow>();
  outbox: OutboxEntry[] = [];
  #n = 0;

  get screen(): Screen {
    return new Screen(
      withRows(new Map(), this.rows.values()),
      this.outbox,
      standingOf(this.progress),
    );
  }

  shown(group: Group): unknown {
    return this.screen.get(RECORD)?.groups[group];
  }

  write(group: Group): string {
    const n = ++this.#n;
    const id = `own-${n}`;
    const heads = this.screen.get(RECORD)?.heads[group] ?? [];
    const base = { [group]: heads.map(([head, key]): Head => (key ? [head, key] : [head])) };
    const set = setOf(group, id, n);
    const mutation: Frozen = {
      id,
      at: n,
      offset: 0,
      op: 'edit',
      entity: 'goal',
      record: RECORD,
      stream: 1,
      base,
      set,
      schema: 1,
    };
    this.outbox = [...this.outbox, { n, mutation, result: null }];
    return id;
  }

  take(answer: SyncAnswer): Effect {
    const kept: LocalState = {
      progress: this.progress,
      outbox: this.outbox,
      row: (stream, record) => this.rows.get(`${stream}/${record}`),
    };
    const effect = applyAnswer(answer, kept, { sent: 0, received: 0 });
    this.progress = effect.progress;
    this.outbox = effect.outbox;
    for (const row of effect.rows) this.rows.set(`${row.stream}/${row.record}`, row);
    return effect;
  }

  get state(): unknown {
    return {
      rows: [...this.rows.values()],
      outbox: this.outbox,
      reached: this.progress.reached,
      shown: this.screen.get(RECORD) ?? null,
    };
  }
}

class Server {
  seq = 0;
  #heads: Record<string, Head[]> = {};
  #values: Record<string, Record<string, Record<string, unknown>>> = {};
  #results = new Map<string, Result>();

  push(entries: OutboxEntry[]): Result[] {
    return entries.map(
      ({ n, mutation }) =>
        this.#results.get(mutation.id) ?? this.#lay(mutation.id, n, 1, mutation.set, mutation.base),
    );
  }

  /** Another phone, which has seen everything. */
  writeElsewhere(group: Group, n: number): void {
    const id = `other-${n}`;
    const set = setOf(group, id, n);
    this.#lay(id, n, 2, set, { [group]: this.#heads[group] ?? [] });
  }

  /** Infinite where it never arrived. */
  seqOf(mutation: string): number {
    return this.#results.get(mutation)?.seq ?? Infinity;
  }

  get change(): Change {
    const body: Record<string, Record<string, unknown>> = {};
    const kept: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const [group, heads] of Object.entries(this.#heads)) {
      body[group] = this.#values[group]![heads[0]![0]]!;
      for (const [id] of heads.slice(1)) (kept[group] ??= {})[id] = this.#values[group]![id]!;
    }
    return [RECORD, this.seq, 'goal', 'live', { ...this.#heads }, body, kept];
  }

  page(results: Result[] = [], { rows = true, more = false } = {}): SyncAnswer {
    const changes = rows && this.seq ? [{ stream: 1, rows: [this.change] }] : [];
    return {
      cursor: `c${this.seq}`,
      server_time: 0,
      epoch: 'e',
      more,
      results,
      changes,
      reached: rows ? { 1: this.seq } : {},
    };
  }

  #lay(id: string, n: number, device: number, set: Frozen['set'], base: Frozen['base']): Result {
    const seq = ++this.seq;
    for (const [group, value] of Object.entries(set)) {
      const named = new Set((base[group] ?? []).map(([head]) => head));
      const mine: Head = [id, [seq, 0, device, n]];
      const rest = (this.#heads[group] ?? []).filter(([head]) => !named.has(head));
      this.#heads[group] = [mine, ...rest].sort((a, b) => b[1]![0] - a[1]![0]);
      (this.#values[group] ??= {})[id] = value;
    }
    const result: Result = { id, outcome: 'applied', key: [seq, 0, device, n], stream: 1, seq };
    this.#results.set(id, result);
    return result;
  }
}

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      group: fc.constantFrom(...GROUPS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('elsewhere' as const),
      group: fc.constantFrom(...GROUPS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('sync' as const),
      lost: fc.boolean(),
      rows: fc.boolean(),
      again: fc.boolean(),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function play(
  steps: Step[],
  after: (phone: Phone, server: Server, step: Step, index: number) => void,
): { phone: Phone; server: Server } {
  const [phone, server] = [new Phone(), new Server()];
  steps.forEach((each, index) => {
    if (each.kind === 'write') phone.write(each.group);
    else if (each.kind === 'elsewhere') server.writeElsewhere(each.group, index + 1);
    else {
      const results = server.push(phone.outbox.filter(({ result }) => !result));
      if (!each.lost) phone.take(server.page(results, { rows: each.rows, more: !each.rows }));
      if (each.again) phone.take(server.page([], { rows: true }));
    }
    after(phone, server, each, index);
  });
  return { phone, server };
}

test('a page that comes twice changes nothing the second time', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { phone, server } = play(steps, () => undefined);
      const page = server.page(server.push(phone.outbox.filter(({ result }) => !result)));
      phone.take(page);
      const once = phone.state;
      phone.take(page);
      expect(phone.state).toEqual(once);
    }),
    RUNS,
  );
});

test('own words are on the screen from the moment they are written until the server shows what came after them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const latest: Record<string, string> = {};
      let count = 0;
      play(steps, (phone, server, each) => {
        if (each.kind === 'write') latest[each.group] = `own-${++count}`;
        for (const group of GROUPS) {
          const own = latest[group];
          if (!own || JSON.stringify(phone.shown(group)).includes(`"${own}"`)) continue;
          const served = phone.rows.get(`1/${RECORD}`);
          expect(served?.seq).toBeGreaterThanOrEqual(server.seqOf(own));
          expect(phone.shown(group)).toEqual(served?.body[group]);
        }
      });
    }),
    RUNS,
  );
});

test('when everything was sent and read, the screen is the server and the outbox is empty', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { phone, server } = play(steps, () => undefined);
      phone.take(server.page(server.push(phone.outbox.filter(({ result }) => !result))));
      expect(phone.outbox).toEqual([]);
      const row = phone.screen.get(RECORD);
      expect(row?.groups ?? {}).toEqual(server.change[5]);
      expect(row?.unsent ?? false).toBe(false);
    }),
    RUNS,
  );
});

test('the order of results does not matter', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 20 }),
      fc.infiniteStream(fc.nat()),
      (steps, numbers) => {
        const { phone, server } = play(steps, () => undefined);
        const results = server.push(phone.outbox.filter(({ result }) => !result));
        const shuffled = results
          .map((result) => ({ result, at: numbers.next().value }))
          .sort((a, b) => a.at - b.at);
        const copy = Object.assign(new Phone(), {
          progress: phone.progress,
          rows: new Map(phone.rows),
          outbox: phone.outbox,
        });
        phone.take(server.page(results, { rows: false, more: true }));
        copy.take(
          server.page(
            shuffled.map(({ result }) => result),
            { rows: false, more: true },
          ),
        );
        expect(copy.state).toEqual(phone.state);
      },
    ),
    RUNS,
  );
});
