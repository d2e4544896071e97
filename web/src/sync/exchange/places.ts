/**
 * The rows of one answer, each at its place: a record stands in one stream. Its owner moves it
 * between private and shared; it stays on the screen at its old place until it comes at the new
 * one, or until the last page says that it will not.
 */

import type { RowKey, ServerRow } from '../store/device';
import type { RowBefore } from '../store/effect';
import type { StreamInfo } from '../protocol/wire';

/** Where a record may stand that was made in this stream. */
export function placesOf(stream: number, streams: StreamInfo[]): number[] {
  const own = streams
    .filter(({ kind, role }) => (kind === 'own' || kind === 'shared') && role === 'participant')
    .map(({ id }) => id);
  return own.includes(stream) ? own : [stream];
}

export class Places {
  readonly #before: RowBefore;
  readonly #streams: StreamInfo[];
  readonly #leaving: Map<string, RowKey>;
  /** Null for a row that goes. */
  readonly #written = new Map<string, [RowKey, ServerRow | null]>();

  constructor(before: RowBefore, streams: StreamInfo[], leaving: RowKey[]) {
    this.#before = before;
    this.#streams = streams;
    this.#leaving = new Map(leaving.map((key) => [String(key), key]));
  }

  get rows(): ServerRow[] {
    return [...this.#written.values()].flatMap(([, row]) => row ?? []);
  }

  get gone(): RowKey[] {
    return [...this.#written.values()].flatMap(([key, row]) => (row ? [] : [key]));
  }

  get leaving(): RowKey[] {
    return [...this.#leaving.values()];
  }

  /** The row of a record, wherever it stands by now. */
  of(stream: number, record: string): ServerRow | undefined {
    return [stream, ...this.#elsewhere(stream)]
      .map((place) => this.#at([place, record]))
      .find((row) => row !== undefined);
  }

  put(row: ServerRow): void {
    this.#write([row.stream, row.record], row);
    for (const place of this.#elsewhere(row.stream)) this.#go([place, row.record]);
  }

  /** It was moved elsewhere. */
  leave(key: RowKey): void {
    if (this.#at(key)) this.#leaving.set(String(key), key);
  }

  /** Everything has come, so what was moved is gone from here. */
  settle(): void {
    for (const key of this.leaving) this.#write(key, null);
  }

  #at(key: RowKey): ServerRow | undefined {
    const written = this.#written.get(String(key));
    return written ? (written[1] ?? undefined) : this.#before(...key);
  }

  #go(key: RowKey): void {
    if (this.#at(key)) this.#write(key, null);
  }

  #write(key: RowKey, row: ServerRow | null): void {
    this.#leaving.delete(String(key));
    this.#written.set(String(key), [key, row]);
  }

  #elsewhere(stream: number): number[] {
    return placesOf(stream, this.#streams).filter((place) => place !== stream);
  }
}
