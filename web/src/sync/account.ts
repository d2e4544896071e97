/** One person's data on this phone, as screens use it. What writes resolves when it is on disk. */

import type { SessionInfo } from '../session/info';
import { begun, type Begin } from './outbox/create_all';
import { plainCell, type MakeCell } from './cell';
import { wasSetBack } from './protocol/clock';
import { uuid7 } from './protocol/ids';
import { Mirror } from './overlay/mirror';
import {
  dismissed,
  edited,
  erased,
  removed,
  restored,
  type Frozen,
  type Moment,
} from './outbox/mutation';
import type { Effect } from './store/effect';
import type { EntityName, Groups, Row } from './records/row';
import { AccountReads } from './reads';
import type { Endings, SyncStatus } from './status';
import { databaseOf, Store } from './store/store';
import { unlessClosed } from './store/closed';
import { Tabs, type News } from './store/tabs';
import { SERVER, SyncLoop, loadExchange, type Server } from './loop/sync_loop';
import { syncOnSigns } from './loop/triggers';
import { wipe } from './wipe';
import type { GroupValues } from './protocol/wire';

/**
 * Opens the account's own database, outbox intact. `cell` makes what screens read. Throws
 * StoreRefused.
 */
export async function openAccount(
  session: SessionInfo,
  endings: Endings,
  server: Partial<Server> = {},
  cell = plainCell,
): Promise<Account> {
  const account = new Account(session, endings, { ...SERVER, ...server }, cell);
  await account.open();
  return account;
}

/** What screens read (`AccountReads`), and what a person does, each frozen into mutations. */
export class Account extends AccountReads {
  readonly person: SessionInfo['person'];
  readonly #store: Store;
  readonly #tabs: Tabs;
  readonly #loop: SyncLoop;
  #stop: () => void = () => undefined;

  constructor(
    session: SessionInfo,
    { left, revoked, renewed = () => undefined }: Endings,
    server: Server,
    cell: MakeCell,
  ) {
    const store = new Store(databaseOf(session.person.uuid));
    super(session, new Mirror(store, cell));
    this.person = session.person;
    this.#store = store;
    this.#tabs = new Tabs(this.#store.name, (news) =>
      news.kind === 'left' ? left() : void this.#hear(news).catch(unlessClosed),
    );
    this.#loop = new SyncLoop(
      this.#store,
      this.#tabs,
      session.device.id,
      server,
      {
        isOpen: () => this.status.session === 'open',
        catchUp: () => this.mirror.catchUp(),
        onPage: (effect) => this.#turn(effect),
        onReading: () => this.#reread(),
        expired: () => this.expire(),
        revoked,
        renewed,
      },
      cell,
    );
  }

  get status(): SyncStatus {
    const { last_sync, session, doubtful, offset } = this.mirror.progress;
    const { unsent, aside } = this.mirror;
    const { exchanging, reachable, later, again_at } = this.#loop;
    const sending = exchanging && unsent > 0;
    return {
      unsent,
      aside,
      sending,
      later,
      again_at,
      last_sync,
      offset,
      reachable,
      session,
      doubtful: doubtful ? { rows: doubtful } : null,
    };
  }

  async create<E extends EntityName>(
    entity: E,
    stream: number,
    groups: Groups<E>,
  ): Promise<string> {
    return this.createAll((begin) => begin(entity, stream, groups));
  }

  /**
   * Several new records in one step, of which one may name another: all of them are on the phone,
   * or none.
   */
  async createAll<T>(make: (begin: Begin) => T): Promise<T> {
    const { made, mutations } = begun(make, () => this.#moment());
    await this.#save(...mutations);
    // Browsers clear what was not asked to stay; whatever the answer, what is unsent is sent at
    // every chance.
    void navigator.storage?.persist?.();
    return made;
  }

  /**
   * Also writes a singleton for the first time: `edit(account.settings('profile'), …)`. Of a set:
   * `{ tags: { add: ['housing'] } }`, or the new list.
   */
  async edit<E extends EntityName>(row: Row<E>, groups: Groups<E>): Promise<void> {
    await this.#save(edited(row, groups as GroupValues, this.#moment()));
  }

  async remove<E extends EntityName>(row: Row<E>): Promise<void> {
    await this.#save(removed(row, this.#moment()));
  }

  async restore<E extends EntityName>(row: Row<E>): Promise<void> {
    await this.#save(restored(row, this.#moment()));
  }

  /** Shows a kept version: an edit that names every head. */
  async chooseVersion<E extends EntityName>(
    row: Row<E>,
    group: string,
    mutation: string,
  ): Promise<void> {
    const version = row.kept?.[group]?.[mutation];
    if (version) await this.#save(edited(row, { [group]: version }, this.#moment(), 'every'));
  }

  /** Keeps what is shown and lets the other versions of the group go. */
  async keepShown<E extends EntityName>(row: Row<E>, group: string): Promise<void> {
    await this.#save(edited(row, { [group]: {} }, this.#moment(), 'every'));
  }

  /** Lets one kept version go. It stays in `row.dismissed`, from where it can be taken back. */
  async dismiss<E extends EntityName>(row: Row<E>, group: string, mutation: string): Promise<void> {
    await this.#save(dismissed(row, group, mutation, this.#moment()));
  }

  /** Shows a version that was let go: an edit that names every head. */
  async takeBack<E extends EntityName>(
    row: Row<E>,
    group: string,
    mutation: string,
  ): Promise<void> {
    const version = row.dismissed?.[group]?.[mutation];
    if (version) await this.#save(edited(row, { [group]: version }, this.#moment(), 'every'));
  }

  /**
   * Moves the record, with its parts, to where the peer reads it, or back to where only the person
   * does.
   */
  async share<E extends EntityName>(row: Row<E>, shared: boolean): Promise<void> {
    await this.#save(edited(row, { visibility: { shared } }, this.#moment()));
  }

  /**
   * For ever: its words are gone from this phone when this resolves, and from everywhere when it
   * was sent.
   */
  async erase<E extends EntityName>(row: Row<E>): Promise<void> {
    const { erase } = await import('./exchange/lazy/erase');
    await erase(this.#store, erased(row, this.#moment()));
    await this.#reread();
    void this.sync();
  }

  /** Lets go of the rows that the server has no more. */
  async acceptReading(): Promise<void> {
    await this.#decide(false);
  }

  /** Keeps them on this phone. */
  async keepReading(): Promise<void> {
    await this.#decide(true);
  }

  /** True when the server was reached and gave its answer; what else came of it is in `status`. */
  async sync(): Promise<boolean> {
    const reached = await this.#loop.sync();
    // An erase that came may have made an id the last of its kind.
    await this.singletons.name();
    return reached;
  }

  /** As the person asks: also what waits for another try. */
  async syncAll(): Promise<boolean> {
    if (this.mirror.aside)
      this.#turn(await (await import('./exchange/lazy/failing')).tryAll(this.#store));
    return this.sync();
  }

  async open(): Promise<void> {
    await this.mirror.open();
    await this.singletons.name();
  }

  /** Syncs on every sign that it may help, until `close`. */
  start(): void {
    this.#stop = syncOnSigns(
      () => this.sync(),
      ({ stream, head }) => head > (this.mirror.progress.reached[stream] ?? 0),
      () => this.#loop.wait,
    );
  }

  /** The server has just confirmed the session: sync may run (again). */
  async renew({ streams, device }: SessionInfo): Promise<void> {
    this.#loop.goOnAs(device.id);
    this.session_streams = streams;
    const { cursor, session, device: before } = this.mirror.progress;
    if (before !== null && before !== device.id)
      this.#turn(await (await loadExchange()).becomeDevice(this.#store, device.id));
    await this.mirror.setProgress({
      session: 'open',
      device: device.id,
      ...(cursor === null ? { streams } : {}),
    });
    if (session === 'expired') void this.sync();
  }

  /** Sync stops and nothing is erased. */
  async expire(): Promise<void> {
    await this.mirror.setProgress({ session: 'expired' });
  }

  /** Ends this tab's use of the account, and with `everywhere` that of the others. */
  async close({ everywhere = false } = {}): Promise<void> {
    if (everywhere) this.#tabs.tell({ kind: 'left' });
    this.#loop.close();
    this.#stop();
    this.#tabs.close();
    await this.#store.close();
  }

  /** Ends every tab's use of the account and wipes it; with `keep_sealed` all but the outbox. */
  async leave({ keep_sealed }: { keep_sealed: boolean }): Promise<void> {
    await wipe(this.#store, keep_sealed, () => this.close({ everywhere: true }));
  }

  async #save(...mutations: Frozen[]): Promise<void> {
    // or nothing was done to the set
    const written = mutations.filter(({ op, set }) => op !== 'edit' || Object.keys(set).length);
    if (!written.length) return;
    for (const entry of await this.#store.enqueueAll(written)) this.mirror.wrote(entry);
    this.#tabs.tell({ kind: 'outbox' });
    void this.sync();
  }

  #moment(): Moment {
    const at = Date.now();
    const { offset, last_sync } = this.mirror.progress;
    return { at, offset: wasSetBack(at, last_sync) ? null : offset, id: uuid7(at) };
  }

  #turn(effect: Effect): void {
    this.#tabs.tell(this.mirror.turned(effect));
  }

  async #hear(news: News): Promise<void> {
    await this.mirror.hear(news);
    await this.singletons.name();
  }

  async #reread(): Promise<void> {
    await this.#hear({ kind: 'all' });
    this.#tabs.tell({ kind: 'all' });
  }

  async #decide(stay: boolean): Promise<void> {
    const { decide } = await import('./exchange/lazy/resync');
    await decide(this.#store, stay);
    await this.#reread();
  }
}
