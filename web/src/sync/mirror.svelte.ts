/** What is on disk, in memory and reactive: this tab's own writes at once, other tabs' as they tell of them. */

import { isUnsent, UNREAD, type OutboxEntry, type Progress, type RowKey } from './device';
import { standingOf } from './overlay';
import type { Effect } from './page';
import { Screen, withRows, type StreamRows } from './screen';
import { unlessClosed, type Store } from './store';
import type { News } from './tabs';

export class Mirror {
  readonly #store: Store;
  #streams: ReadonlyMap<number, StreamRows> = new Map();
  #outbox: OutboxEntry[] = [];
  /** Up to which cursor the rows here are those on disk. */
  #read_to: string | null = null;
  #progress: Progress = $state.raw(UNREAD);
  #screen = $state.raw(new Screen(new Map(), [], standingOf(UNREAD)));
  #unsent: OutboxEntry[] = $state.raw([]);
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
    return this.#unsent.length;
  }

  /** Of what is unsent, what the server has failed at. */
  get aside(): number {
    return this.#unsent.filter(({ failed }) => failed).length;
  }

  get library_loaded(): boolean {
    return this.#library_loaded;
  }

  /** Resolves before the library, which is read while the first screen is already there. */
  async open(): Promise<void> {
    await this.#readState();
    this.#read_to = this.#progress.cursor;
    const library = await this.#readRows();
    this.#show();
    whenIdle(() => this.#readLibrary(library).catch(unlessClosed));
  }

  async setProgress(change: Partial<Progress>): Promise<void> {
    this.#progress = await this.#store.setProgress(change);
  }

  wrote(entry: OutboxEntry): void {
    this.#outbox = [...this.#outbox, entry];
    this.#show();
  }

  /** What other tabs are to be told of a page that this one applied. */
  turned({ progress, into, rows, gone, outbox, erased, streams }: Effect): News {
    this.#progress = progress;
    this.#outbox = outbox;
    const all = [...this.#streams.keys()];
    const nowhere = [...erased.keys()].flatMap((record) => all.map((stream): RowKey => [stream, record]));
    const here = into === 'rows' ? rows : [];
    this.#streams = withRows(this.#streams, here, [...nowhere, ...(into === 'rows' ? gone : [])]);
    if (streams) this.#streams = new Map([...this.#streams].filter(([stream]) => streams.has(stream)));
    this.#show();
    const before = this.#read_to;
    this.#read_to = progress.cursor;
    if (streams) return { kind: 'all' };
    return { kind: 'page', keys: [...here.map(({ stream, record }): RowKey => [stream, record]), ...gone, ...nowhere], before, after: progress.cursor };
  }

  async hear(news: News): Promise<void> {
    await this.#readState();
    if (news.kind === 'page' && news.before === this.#read_to) {
      await this.#readAt(news.keys);
      this.#read_to = news.after;
    } else if (news.kind === 'page' || news.kind === 'all') await this.#readAll();
    this.#show();
  }

  /** A tab may have died between what it wrote and telling of it. To be asked while no other tab talks to the server. */
  async catchUp(): Promise<void> {
    const [{ cursor }] = await this.#store.state();
    if (cursor !== null && cursor !== this.#read_to) await this.hear({ kind: 'all' });
  }

  async #readState(): Promise<void> {
    [this.#progress, this.#outbox] = await this.#store.state();
  }

  async #readAt(keys: RowKey[]): Promise<void> {
    const rows = await this.#store.rowsAt(keys);
    this.#streams = withRows(this.#streams, rows.filter((row) => row !== undefined), keys);
  }

  /** What is shown changes in one go. */
  async #readAll(): Promise<void> {
    this.#read_to = this.#progress.cursor;
    const read = await Promise.all(this.#progress.streams.map(({ id }) => this.#store.rows(id)));
    this.#streams = withRows(new Map(), read.flat());
    this.#library_loaded = true;
  }

  /** Everything but the libraries, whose ids are returned. */
  async #readRows(): Promise<number[]> {
    const { streams } = this.#progress;
    const read = await Promise.all(streams.filter(({ kind }) => kind !== 'library').map(({ id }) => this.#store.rows(id)));
    this.#streams = withRows(new Map(), read.flat());
    return streams.filter(({ kind }) => kind === 'library').map(({ id }) => id);
  }

  /** What a page brought meanwhile is newer than what was read. */
  async #readLibrary(streams: number[]): Promise<void> {
    const read = await Promise.all(streams.map((id) => this.#store.rows(id)));
    const newer = streams.flatMap((id) => [...(this.#streams.get(id)?.values() ?? [])]);
    this.#streams = withRows(withRows(this.#streams, read.flat()), newer);
    this.#library_loaded = true;
    this.#show();
  }

  #show(): void {
    this.#screen = new Screen(this.#streams, this.#outbox, standingOf(this.#progress));
    this.#unsent = this.#outbox.filter(isUnsent);
  }
}

/** After the first screen has been painted. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 1000 });
  else setTimeout(work, 200);
}
