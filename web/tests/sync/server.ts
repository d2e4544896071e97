/**
 * A server that is small enough to read: it numbers, answers and pages as `docs/sync.md` says,
 * forks, restores and erases, and decides as simply as it can. Everything that the phone does with
 * that is the code under test.
 */

import { Unreachable, type SessionInfo } from '../../src/session/info';
import type { ServerRow } from '../../src/sync/store/device';
import { digestOf } from '../../src/sync/exchange/digest';
import { Faulted } from '../../src/sync/exchange/send';
import type {
  Change,
  Head,
  Key,
  Mutation,
  Result,
  StreamInfo,
  SyncAnswer,
  SyncRequest,
} from '../../src/sync/protocol/wire';

export const OWN: StreamInfo = { id: 1, kind: 'own', role: 'participant' };
export const SHARED: StreamInfo = { id: 2, kind: 'shared', role: 'participant' };
export const ACCOUNT: StreamInfo = { id: 3, kind: 'account', role: 'self' };
const STREAMS = [OWN, SHARED, ACCOUNT];

interface Data {
  epoch: string;
  heads: Record<number, number>;
  rows: ServerRow[];
  results: Record<string, Result>;
  /** By device and n, the mutation that came so. */
  counted: Record<string, string>;
}

type Pushed = SyncRequest['mutations'][number];

export class SmallServer {
  data: Data = { epoch: 'e1', heads: { 1: 0, 2: 0, 3: 0 }, rows: [], results: {}, counted: {} };
  readonly requests: SyncRequest[] = [];
  rows_a_page = 500;
  offline = false;
  device = 9;
  forks = 0;
  /** Mutations that it fails at, by what they say. */
  fails_at: (mutation: Mutation) => boolean = () => false;
  /**
   * Records that it cannot read: a page that holds one fails, and what was pushed with it is not
   * done.
   */
  unreadable = new Set<string>();
  #others = 0;

  session(): SessionInfo {
    const person = {
      id: 7,
      uuid: '00000000-0000-7000-8000-000000000001',
      kind: 'participant',
      role: 'participant',
      display_name: 'Tasha',
      language: 'en',
    };
    return {
      person,
      device: { id: this.device, label: 'Phone' },
      streams: STREAMS,
    } as unknown as SessionInfo;
  }

  newDevice(): SessionInfo {
    this.device += 1;
    return this.session();
  }

  send(request: SyncRequest): SyncAnswer {
    if (this.offline) throw new Unreachable('no network');
    this.requests.push(structuredClone(request));
    const head = { server_time: Date.now(), epoch: this.data.epoch };
    if (request.mutations.some((mutation) => this.#isForked(request.device, mutation))) {
      this.forks += 1;
      return { ...head, cursor: '', more: false, device_forked: true };
    }
    const before = structuredClone(this.data);
    try {
      const results = request.mutations.map((mutation) => this.#take(request.device, mutation));
      return structuredClone({ ...head, results, ...this.#page(request) });
    } catch (failure) {
      this.data = before;
      throw failure;
    }
  }

  /** Another phone of the person, which has seen everything. */
  writeElsewhere(stream: number, record: string, title: string): void {
    const id = `other-${++this.#others}`;
    const heads = this.row(record)?.heads['words'] ?? [];
    this.#take(99, {
      id,
      n: this.#others,
      at: Date.now(),
      offset: 0,
      op: 'edit',
      entity: 'goal',
      record,
      stream,
      base: { words: heads },
      set: { words: { title } },
      schema: 2,
    });
  }

  backup(): Data {
    return structuredClone(this.data);
  }

  restore(data: Data, epoch: string): void {
    this.data = { ...structuredClone(data), epoch };
  }

  row(record: string): ServerRow | undefined {
    return this.data.rows.find((row) => row.record === record && row.state !== 'hidden');
  }

  titles(): string[] {
    return this.data.rows
      .filter(({ state }) => state === 'live')
      .map(({ body }) => String(body['words']?.['title']))
      .sort();
  }

  #isForked(device: number, { id, n, acknowledged }: Pushed): boolean {
    const known = this.data.counted[`${device}/${n}`];
    return !acknowledged && known !== undefined && known !== id;
  }

  #take(device: number, mutation: Pushed): Result {
    if (this.fails_at(mutation)) throw new Faulted('status 500');
    const before = this.data.results[mutation.id];
    if (before) return { ...before, outcome: 'duplicate', first: before.outcome };
    const counted = mutation.acknowledged?.key[2] ?? device;
    const key: Key = mutation.acknowledged?.key ?? [
      Date.now(),
      this.requests.length,
      device,
      mutation.n,
    ];
    const row = this.row(mutation.record);
    if (row?.state === 'erased') return { id: mutation.id, outcome: 'gone' };
    if (
      !row &&
      mutation.op !== 'erase' &&
      (mutation.op !== 'edit' || Object.values(mutation.base).some((named) => named.length))
    ) {
      return { id: mutation.id, outcome: 'deferred' };
    }
    this.data.counted[`${counted}/${mutation.n}`] = mutation.id;
    const place = this.#lay(mutation, row ?? this.#begun(mutation), key);
    return (this.data.results[mutation.id] = {
      id: mutation.id,
      outcome: 'applied',
      key,
      ...place,
    });
  }

  #begun({ record, entity, stream }: Mutation): ServerRow {
    const row: ServerRow = {
      stream: stream!,
      record,
      seq: 0,
      entity,
      state: 'live',
      heads: {},
      body: {},
      kept: null,
    };
    this.data.rows.push(row);
    return row;
  }

  #lay({ id, op, base, set }: Mutation, row: ServerRow, key: Key): { stream: number; seq: number } {
    if (op === 'erase') Object.assign(row, { state: 'erased', heads: {}, body: {}, kept: null });
    if (op === 'remove') row.state = 'removed';
    if (op === 'restore') row.state = 'live';
    for (const [group, value] of Object.entries(set)) {
      const { add = [], remove = [] } = value as { add?: string[]; remove?: string[] };
      const isSet = group === 'tags';
      for (const register of isSet ? [...add, ...remove].map((each) => `tags/${each}`) : [group]) {
        const named = new Set((base[register] ?? []).map(([head]) => head));
        const heads: Head[] = [
          [id, key],
          ...(row.heads[register] ?? []).filter(([head]) => !named.has(head)),
        ];
        row.heads[register] = heads.sort((a, b) => b[1]![0] - a[1]![0] || b[1]![1] - a[1]![1]);
      }
      const held = (row.body['tags']?.['tags'] ?? []) as string[];
      if (isSet)
        row.body['tags'] = {
          tags: [...new Set([...held, ...add])].filter((each) => !remove.includes(each)).sort(),
        };
      else if (row.heads[group]![0]![0] === id) row.body[group] = value;
    }
    const place = set['visibility']
      ? set['visibility']['shared']
        ? SHARED.id
        : OWN.id
      : row.stream;
    if (place !== row.stream) {
      this.data.rows = this.data.rows.filter((each) => each.record !== row.record || each === row);
      this.data.rows.push({
        ...row,
        seq: ++this.data.heads[row.stream]!,
        state: 'hidden',
        heads: {},
        body: {},
        kept: null,
      });
      row.stream = place;
    }
    row.seq = ++this.data.heads[row.stream]!;
    return { stream: row.stream, seq: row.seq };
  }

  #page({ cursor, device, limit = this.rows_a_page }: SyncRequest): Pick<
    SyncAnswer,
    'cursor' | 'more' | 'changes' | 'reached' | 'digests'
  > & {
    streams?: StreamInfo[];
  } {
    const { data } = this;
    const [epoch, whose, marks] = JSON.parse(cursor ?? '["",0,{}]') as [
      string,
      number,
      Record<number, number>,
    ];
    const isKnown = epoch === data.epoch && whose === device;
    const read: Record<number, number> = isKnown ? { ...marks } : {};
    const changes = [];
    let left = Math.min(limit, this.rows_a_page);
    for (const { id } of STREAMS) {
      const all = data.rows
        .filter(({ stream, seq }) => stream === id && seq > (read[id] ?? -1))
        .sort((a, b) => a.seq - b.seq);
      const rows = all.slice(0, left);
      left -= rows.length;
      if (rows.some(({ record }) => this.unreadable.has(record))) throw new Faulted('status 500');
      if (rows.length)
        changes.push({
          stream: id,
          rows: rows.map((row): Change => [
            row.record,
            row.seq,
            row.entity,
            row.state,
            row.heads,
            row.body,
            row.kept,
          ]),
        });
      read[id] = rows.length === all.length ? data.heads[id]! : (rows.at(-1)?.seq ?? read[id] ?? 0);
    }
    const more = STREAMS.some(({ id }) =>
      data.rows.some(({ stream, seq }) => stream === id && seq > read[id]!),
    );
    const digests = Object.fromEntries(
      STREAMS.map(({ id }) => [id, digestOf(data.rows.filter(({ stream }) => stream === id))]),
    );
    const streams = isKnown ? {} : { streams: STREAMS };
    return {
      cursor: JSON.stringify([data.epoch, device, read]),
      more,
      changes,
      reached: read,
      ...streams,
      ...(more ? {} : { digests }),
    };
  }
}
