/** Everything that screens may see, from one moment: rows by entity and by record, the outbox laid on top. */

import type { OutboxEntry, ServerRow } from './device';
import { asServed, overlay, type ScreenRow } from './overlay';
import { typed, type EntityName, type Row } from './row';

/** Thousands of library rows have nothing laid on them, and stay the same object from one moment to the next. */
const untouched = new WeakMap<ServerRow, Row | null>();

export class Screen {
  readonly #byEntity = new Map<EntityName, Row[]>();
  readonly #byRecord = new Map<string, Row>();

  constructor(rows: Iterable<ServerRow>, outbox: OutboxEntry[], reached: Record<string, number>) {
    const entries = byRecord(outbox);
    const laid = new Set<string>();
    for (const row of rows) {
      const own = entries.get(row.record);
      if (own && isLaidOn(row, own)) {
        laid.add(row.record);
        this.#add(seen(overlay(row, own, reached)));
      } else this.#add(served(row));
    }
    for (const [record, own] of entries) if (!laid.has(record)) this.#add(seen(overlay(null, own, reached)));
    for (const all of this.#byEntity.values()) all.sort((a, b) => (a.record < b.record ? -1 : 1));
  }

  all(entity: EntityName): Row[] {
    return this.#byEntity.get(entity) ?? [];
  }

  get(record: string): Row | undefined {
    return this.#byRecord.get(record);
  }

  #add(row: Row | null): void {
    if (!row) return;
    const all = this.#byEntity.get(row.entity);
    if (row.state !== 'live') {
      if (!this.#byRecord.has(row.record)) this.#byRecord.set(row.record, row);
      return;
    }
    this.#byRecord.set(row.record, row);
    if (all) all.push(row);
    else this.#byEntity.set(row.entity, [row]);
  }
}

function byRecord(outbox: OutboxEntry[]): Map<string, OutboxEntry[]> {
  const entries = new Map<string, OutboxEntry[]>();
  for (const entry of outbox) entries.set(entry.mutation.record, [...(entries.get(entry.mutation.record) ?? []), entry]);
  return entries;
}

function isLaidOn(row: ServerRow, [first]: OutboxEntry[]): boolean {
  return row.state !== 'hidden' && (first?.mutation.stream ?? row.stream) === row.stream;
}

function seen(screen: ScreenRow | null): Row | null {
  return screen && typed(screen);
}

function served(row: ServerRow): Row | null {
  if (!untouched.has(row)) untouched.set(row, typed(asServed(row)));
  return untouched.get(row) ?? null;
}
