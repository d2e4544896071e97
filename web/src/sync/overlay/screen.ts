/**
 * Everything that screens may see, at one moment: the outbox laid on the rows as served. Rows
 * become typed when they are asked for, and a stream that nothing was laid on keeps its list from
 * one moment to the next: the library has thousands.
 */

import type { OutboxEntry, RowKey, ServerRow } from '../store/device';
import { asServed, overlay, type Standing } from './overlay';
import { typed, type EntityName, type Row, type ScreenRow } from '../records/row';

/** A stream's rows by record. Never changed once it is on the screen. */
export type StreamRows = ReadonlyMap<string, ServerRow>;

const lists = new WeakMap<StreamRows, Map<EntityName, Row[]>>();

export class Screen {
  readonly #streams: ReadonlyMap<number, StreamRows>;
  /** Rows with something of the outbox on them; null where nothing is to be shown. */
  readonly #laid = new Map<string, Row | null>();
  readonly #all = new Map<EntityName, Row[]>();

  constructor(streams: ReadonlyMap<number, StreamRows>, outbox: OutboxEntry[], standing: Standing) {
    this.#streams = streams;
    for (const [record, entries] of byRecord(outbox)) {
      this.#laid.set(
        record,
        read(() => overlay(this.#servedAs(record, entries[0]!.mutation.stream), entries, standing)),
      );
    }
  }

  /** Live rows, by record id. */
  all(entity: EntityName): Row[] {
    const found = this.#all.get(entity) ?? this.#gathered(entity);
    this.#all.set(entity, found);
    return found;
  }

  /** Also a row that is not live. */
  get(record: string): Row | undefined {
    const laid = this.#laid.get(record);
    if (laid !== undefined) return laid ?? undefined;
    const row = this.#servedAs(record, null);
    return (row && read(() => asServed(row))) ?? undefined;
  }

  #gathered(entity: EntityName): Row[] {
    const laid = [...this.#laid.values()].filter(
      (row) => row?.entity === entity && row.state === 'live',
    ) as Row[];
    const served = [...this.#streams.values()]
      .map((rows) => listOf(rows, entity))
      .filter((list) => list.length);
    const touched = served.some((list) => list.some(({ record }) => this.#laid.has(record)));
    if (!laid.length && !touched && served.length <= 1) return served[0] ?? [];
    const rest = served.flat().filter(({ record }) => !this.#laid.has(record));
    return [...rest, ...laid].sort((a, b) => (a.record < b.record ? -1 : 1));
  }

  /** The mutation's stream is only a hint: the record may stand in another by now. */
  #servedAs(record: string, hint: number | null): ServerRow | null {
    const hinted = this.#streams.get(hint ?? 0)?.get(record);
    if (hinted) return hinted;
    const found = [...this.#streams.values()].flatMap((rows) => rows.get(record) ?? []);
    return found.find(({ state }) => state === 'live') ?? found[0] ?? null;
  }
}

/** One that cannot be read is not shown, and takes no other with it. */
function read(screen: () => ScreenRow | null): Row | null {
  try {
    const row = screen();
    return row && typed(row);
  } catch {
    return null;
  }
}

function listOf(rows: StreamRows, entity: EntityName): Row[] {
  const known = lists.get(rows) ?? new Map<EntityName, Row[]>();
  lists.set(rows, known);
  const list = known.get(entity) ?? typedRows(rows, entity);
  known.set(entity, list);
  return list;
}

function typedRows(rows: StreamRows, entity: EntityName): Row[] {
  const live = [...rows.values()].filter((row) => row.entity === entity && row.state === 'live');
  return live
    .flatMap((row) => read(() => asServed(row)) ?? [])
    .sort((a, b) => (a.record < b.record ? -1 : 1));
}

function byRecord(outbox: OutboxEntry[]): Map<string, OutboxEntry[]> {
  const entries = new Map<string, OutboxEntry[]>();
  for (const entry of outbox)
    entries.set(entry.mutation.record, [...(entries.get(entry.mutation.record) ?? []), entry]);
  return entries;
}

/**
 * Rows as they are read from disk or from a page, into the streams that they stand in, without
 * those that are gone. The streams given stay as they are.
 */
export function withRows(
  streams: ReadonlyMap<number, StreamRows>,
  rows: Iterable<ServerRow>,
  gone: RowKey[] = [],
): Map<number, StreamRows> {
  const next = new Map<number, StreamRows>(streams);
  const changed = new Map<number, Map<string, ServerRow>>();
  const changing = (stream: number): Map<string, ServerRow> => {
    const own = changed.get(stream) ?? new Map(streams.get(stream));
    changed.set(stream, own);
    next.set(stream, own);
    return own;
  };
  for (const [stream, record] of gone)
    if (streams.get(stream)?.has(record)) changing(stream).delete(record);
  for (const row of rows) changing(row.stream).set(row.record, row);
  return next;
}
