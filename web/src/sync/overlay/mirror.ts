/**
 * What is on disk, in memory: this tab's own writes at once, other tabs' as they tell of them. What
 * a screen reads is in cells, so that whoever shows it can be told of a change.
 */

import { isUnsent, UNREAD, type OutboxEntry, type Progress, type RowKey } from '../store/device';
import { standingOf } from './overlay';
import type { Effect } from '../store/effect';
import { Screen, withRows, type StreamRows } from './screen';
import { type Store } from '../store/store';
import { unlessClosed } from '../store/closed';
import type { News } from '../store/tabs';
import type { Cell, MakeCell } from '../cell';

export class Mirror {
  readonly #store: Store;
  #streams: ReadonlyMap<number, StreamRows> = new Map();
  #outbox: OutboxEntry[] = [];
  /** Up to which cursor the rows here are those on disk. */
  #read_to: string | null = null;
  readonly #progress: Cell<Progress>;
  readonly #screen: Cell<Screen>;
  readonly #unsent: Cell<OutboxEntry[]>;
  readonly #library_loaded: Cell<boolean>;

  constructor(store: Store, cell: MakeCell) {
    this.#store = store;
    this.#progress = cell<Progress>(UNREAD);
    this.#screen = cell(new Screen(new Map(), [], standingOf(UNREAD)));
    this.#unsent = cell<OutboxEntry[]>([]);
    this.#library_loaded = cell(false);
  }

  get progress(): Progress {
    return this.#progress.value;
  }

  get screen(): Screen {
    return this.#screen.value;
  }

  get unsent(): number {
    return this.#unsent.value.length;
  }

  /** Of what is unsent, what the server has failed at. */
  get aside(): number {
    return this.#unsent.value.filter(({ failed }) => failed).length;
  }

  get library_loaded(): boolean {
    return this.#library_loaded.value;
  }

  /** Resolves before the library, which is read while the first screen is already there. */
  async open(): Promise<void> {
    await this.#readState();
    this.#read_to = this.#progress.value.cursor;
    const library = await this.#readRows();
    this.#show();
    whenIdle(() => this.#readLibrary(library).catch(unlessClosed));
  }

  async setProgress(change: Partial<Progress>): Promise<void> {
    this.#progress.value = await this.#store.setProgress(change);
  }

  wrote(entry: OutboxEntry): void {
    this.#outbox = [...this.#outbox, entry];
    this.#show();
  }

  /** What other tabs are to be told of a page that this one applied. */
  turned({ progress, into, rows, gone, outbox, erased, streams }: Effect): News {
    this.#progress.value = progress;
    this.#outbox = outbox;
    const all = [...this.#streams.keys()];
    const nowhere = [...erased.keys()].flatMap((record) =>
      all.map((stream): RowKey => [stream, record]),
    );
    const here = into === 'rows' ? rows : [];
    this.#streams = withRows(this.#streams, here, [...nowhere, ...(into === 'rows' ? gone : [])]);
    if (streams)
      this.#streams = new Map([...this.#streams].filter(([stream]) => streams.has(stream)));
    this.#show();
    const before = this.#read_to;
    this.#read_to = progress.cursor;
    if (streams) return { kind: 'all' };
    return {
      kind: 'page',
      keys: [...here.map(({ stream, record }): RowKey => [stream, record]), ...gone, ...nowhere],
      before,
      after: progress.cursor,
    };
  }

  async hear(news: News): Promise<void> {
    await this.#readState();
    if (news.kind === 'page' && news.before === this.#read_to) {
      await this.#readAt(news.keys);
      this.#read_to = news.after;
    } else if (news.kind === 'page' || news.kind === 'all') await this.#readAll();
    this.#show();
  }

  /**
   * A tab may have died between what it wrote and telling of it. To be asked while no other tab
   * talks to the server.
   */
  async catchUp(): Promise<void> {
    const [{ cursor }] = await this.#store.state();
    if (cursor !== null && cursor !== this.#read_to) await this.hear({ kind: 'all' });
  }

  async #readState(): Promise<void> {
    [this.#progress.value, this.#outbox] = await this.#store.state();
  }

  async #readAt(keys: RowKey[]): Promise<void> {
    const rows = await this.#store.rowsAt(keys);
    this.#streams = withRows(
      this.#streams,
      rows.filter((row) => row !== undefined),
      keys,
    );
  }

  /** What is shown changes in one go. */
  async #readAll(): Promise<void> {
    this.#read_to = this.#progress.value.cursor;
    const read = await Promise.all(
      this.#progress.value.streams.map(({ id }) => this.#store.rows(id)),
    );
    this.#streams = withRows(new Map(), read.flat());
    this.#library_loaded.value = true;
  }

  /** Everything but the libraries, whose ids are returned. */
  async #readRows(): Promise<number[]> {
    const { streams } = this.#progress.value;
    const read = await Promise.all(
      streams.filter(({ kind }) => kind !== 'library').map(({ id }) => this.#store.rows(id)),
    );
    this.#streams = withRows(new Map(), read.flat());
    return streams.filter(({ kind }) => kind === 'library').map(({ id }) => id);
  }

  /** What a page brought meanwhile is newer than what was read. */
  async #readLibrary(streams: number[]): Promise<void> {
    const read = await Promise.all(streams.map((id) => this.#store.rows(id)));
    const newer = streams.flatMap((id) => [...(this.#streams.get(id)?.values() ?? [])]);
    this.#streams = withRows(withRows(this.#streams, read.flat()), newer);
    this.#library_loaded.value = true;
    this.#show();
  }

  #show(): void {
    this.#screen.value = new Screen(this.#streams, this.#outbox, standingOf(this.#progress.value));
    this.#unsent.value = this.#outbox.filter(isUnsent);
  }
}

/** After the first screen has been painted. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 1000 });
  else setTimeout(work, 200);
}
