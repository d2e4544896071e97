/** What is on disk, in memory and reactive: this tab's own writes at once, other tabs' as they tell of them. */

import { isUnsent, UNREAD, type OutboxEntry, type Progress, type ServerRow } from './device';
import type { Effect } from './page';
import { Screen } from './screen';
import { unlessClosed, type Store } from './store';
import type { News } from './tabs';

type RowKey = [stream: number, record: string];

export class Mirror {
  readonly #store: Store;
  readonly #rows = new Map<string, ServerRow>();
  #outbox: OutboxEntry[] = [];
  #progress: Progress = $state.raw(UNREAD);
  #screen = $state.raw(new Screen([], [], {}));
  #unsent = $state(0);
  #library_loaded = $state(false);

  constructor(store: Store) {
    this.#store = store;
  }

  get progress(): Progress {
    return this.#progress;
  }

  get screen(): Screen {
    return this.#screen;
  }

  get unsent(): number {
    return this.#unsent;
  }

  get library_loaded(): boolean {
    return this.#library_loaded;
  }

  /** Resolves before the library, which is read while the first screen is already there. */
  async open(): Promise<void> {
    await this.#readState();
    const library = await this.#readRows();
    this.#show();
    this.#readLibrary(library).catch(unlessClosed);
  }

  async setProgress(change: Partial<Progress>): Promise<void> {
    this.#progress = await this.#store.setProgress(change);
  }

  wrote(entry: OutboxEntry): void {
    this.#outbox = [...this.#outbox, entry];
    this.#show();
  }

  /** What other tabs are to be told of a page that this one applied. */
  turned({ progress, rows, outbox, keep }: Effect): News {
    this.#progress = progress;
    this.#outbox = outbox;
    for (const row of rows) this.#rows.set(keyOf(row), row);
    if (keep) this.#forget(keep);
    this.#show();
    return keep ? { kind: 'all' } : { kind: 'page', keys: rows.map(({ stream, record }) => [stream, record]) };
  }

  async hear(news: News): Promise<void> {
    await this.#readState();
    if (news.kind === 'page') await this.#readAt(news.keys);
    if (news.kind === 'all') {
      const library = await this.#readRows();
      await this.#readLibrary(library);
    }
    this.#show();
  }

  async #readState(): Promise<void> {
    [this.#progress, this.#outbox] = await Promise.all([this.#store.progress(), this.#store.outbox()]);
  }

  async #readAt(keys: RowKey[]): Promise<void> {
    for (const row of await this.#store.rowsAt(keys)) if (row) this.#rows.set(keyOf(row), row);
  }

  /** Everything but the libraries, whose ids are returned. */
  async #readRows(): Promise<number[]> {
    const { streams } = this.#progress;
    const read = await Promise.all(streams.filter(({ kind }) => kind !== 'library').map(({ id }) => this.#store.rows(id)));
    this.#rows.clear();
    for (const row of read.flat()) this.#rows.set(keyOf(row), row);
    return streams.filter(({ kind }) => kind === 'library').map(({ id }) => id);
  }

  async #readLibrary(streams: number[]): Promise<void> {
    for (const rows of await Promise.all(streams.map((id) => this.#store.rows(id)))) {
      for (const row of rows) if (!this.#rows.has(keyOf(row))) this.#rows.set(keyOf(row), row);
    }
    this.#library_loaded = true;
    this.#show();
  }

  #forget({ streams, reading }: NonNullable<Effect['keep']>): void {
    for (const [key, row] of this.#rows) if (!streams.has(row.stream) || row.reading !== reading) this.#rows.delete(key);
  }

  #show(): void {
    this.#screen = new Screen(this.#rows.values(), this.#outbox, this.#progress.reached);
    this.#unsent = this.#outbox.filter(isUnsent).length;
  }
}

const keyOf = ({ stream, record }: ServerRow): string => `${stream}/${record}`;
