/** One person's data on this phone, as screens use it. What reads is reactive; what writes resolves when it is on disk. */

import { isRevoked, Problem, Unreachable, type SessionInfo } from '../session/info';
import { defaultsOf } from './entities';
import { exchange, type Send } from './exchange';
import { singletonId, uuid7 } from './ids';
import { Mirror } from './mirror.svelte';
import { created, edited, removed, restored, type Frozen, type Moment } from './mutation';
import type { Body, EntityName, Groups, Row } from './row';
import { send } from './send';
import { databaseOf, Store, unlessClosed } from './store';
import { Tabs } from './tabs';
import { syncOnSigns } from './triggers';
import type { GroupValues, StreamInfo, StreamKind } from './wire';

export interface SyncStatus {
  /** Mutations that only this phone holds. */
  unsent: number;
  sending: boolean;
  /** When the last exchange finished, ms. */
  last_sync: number | null;
  /** Whether the last attempt reached the server. */
  reachable: boolean;
  session: 'open' | 'expired';
}

type Settings = 'profile' | 'sharing_settings' | 'notification_settings';
const SETTINGS: Settings[] = ['profile', 'sharing_settings', 'notification_settings'];

/** What ends this tab's use of an account from outside: another tab signed out, or the person ended this phone from another. */
export interface Endings {
  left: () => void;
  revoked: () => void;
}

/** The account's own database, outbox intact. */
export async function openAccount(session: SessionInfo, endings: Endings, transport: Send = send): Promise<Account> {
  const ids = await Promise.all(SETTINGS.map((entity) => singletonId(session.person.uuid, entity)));
  const account = new Account(session, new Map(SETTINGS.map((entity, index) => [entity, ids[index]!])), endings, transport);
  await account.open();
  return account;
}

export class Account {
  readonly person: SessionInfo['person'];
  readonly #device: number;
  readonly #singletons: ReadonlyMap<Settings, string>;
  readonly #store: Store;
  readonly #mirror: Mirror;
  readonly #tabs: Tabs;
  readonly #revoked: () => void;
  readonly #transport: Send;
  #stop: () => void = () => undefined;
  #asking = false;
  #asked: Promise<boolean> = Promise.resolve(true);
  #again = false;
  #closed = false;
  #exchanging = $state(false);
  #reachable = $state(true);

  constructor(session: SessionInfo, singletons: ReadonlyMap<Settings, string>, endings: Endings, transport: Send) {
    this.person = session.person;
    this.#device = session.device.id;
    this.#singletons = singletons;
    this.#store = new Store(databaseOf(session.person.uuid));
    this.#mirror = new Mirror(this.#store);
    this.#tabs = new Tabs(this.#store.name, (news) => (news.kind === 'left' ? endings.left() : void this.#mirror.hear(news).catch(unlessClosed)));
    this.#revoked = endings.revoked;
    this.#transport = transport;
  }

  get streams(): StreamInfo[] {
    return this.#mirror.progress.streams;
  }

  get status(): SyncStatus {
    const { last_sync, session } = this.#mirror.progress;
    const { unsent } = this.#mirror;
    return { unsent, sending: this.#exchanging && unsent > 0, last_sync, reachable: this.#reachable, session };
  }

  /** False until the library (thousands of rows) is read from disk; everything else is there from the start. */
  get library_loaded(): boolean {
    return this.#mirror.library_loaded;
  }

  /** The first stream of that kind, e.g. `streamOf('own')`. */
  streamOf(kind: StreamKind): StreamInfo | undefined {
    return this.streams.find((stream) => stream.kind === kind);
  }

  streamsOf(kind: StreamKind): StreamInfo[] {
    return this.streams.filter((stream) => stream.kind === kind);
  }

  stream(id: number): StreamInfo | undefined {
    return this.streams.find((stream) => stream.id === id);
  }

  /** Live rows in the order of their ids, which is that of time where a phone made them. */
  all<E extends EntityName>(entity: E, stream?: number): Row<E>[] {
    const rows = this.#mirror.screen.all(entity) as unknown as Row<E>[];
    return stream === undefined ? rows : rows.filter((row) => row.stream === stream);
  }

  /** Also a removed one, with its words, for undo. */
  get<E extends EntityName>(entity: E, record: string): Row<E> | undefined {
    const row = this.#mirror.screen.get(record);
    return row?.entity === entity ? (row as unknown as Row<E>) : undefined;
  }

  singleton(entity: Settings): string {
    return this.#singletons.get(entity)!;
  }

  /** A singleton of this person; its defaults where it was never written. */
  settings<E extends Settings>(entity: E): Row<E> {
    return this.get(entity, this.singleton(entity)) ?? this.#unwritten(entity);
  }

  /** The new record's id. */
  async create<E extends EntityName>(entity: E, stream: number, groups: Groups<E>): Promise<string> {
    const moment = this.#moment();
    const record = uuid7(moment.at);
    await this.#save(created(entity, stream, record, groups as GroupValues, moment));
    // Browsers clear what was not asked to stay; whatever the answer, what is unsent is sent at every chance.
    void navigator.storage?.persist?.();
    return record;
  }

  /** Also writes a singleton for the first time: `edit(account.settings('profile'), …)`. */
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
  async chooseVersion<E extends EntityName>(row: Row<E>, group: string, mutation: string): Promise<void> {
    const version = row.kept?.[group]?.[mutation];
    if (version) await this.#save(edited(row, { [group]: version }, this.#moment(), 'every'));
  }

  /** Keeps what is shown and lets the other versions of the group go. */
  async keepShown<E extends EntityName>(row: Row<E>, group: string): Promise<void> {
    await this.#save(edited(row, { [group]: {} }, this.#moment(), 'every'));
  }

  /** True when the server was reached and gave its answer; what else came of it is in `status`. */
  sync(): Promise<boolean> {
    this.#again = true;
    if (!this.#asking) {
      this.#asking = true;
      this.#asked = this.#syncWhileAsked();
    }
    return this.#asked;
  }

  async open(): Promise<void> {
    await this.#mirror.open();
  }

  /** Syncs on every sign that it may help, until `close`. */
  start(): void {
    this.#stop = syncOnSigns(() => this.sync());
  }

  /** The server has just confirmed the session: sync may run (again). */
  async renew({ streams }: SessionInfo): Promise<void> {
    const { cursor, session } = this.#mirror.progress;
    await this.#mirror.setProgress({ session: 'open', ...(cursor === null ? { streams } : {}) });
    if (session === 'expired') void this.sync();
  }

  /** Sync stops and nothing is erased. */
  async expire(): Promise<void> {
    await this.#mirror.setProgress({ session: 'expired' });
  }

  /** Ends this tab's use of the account, and with `everywhere` that of the others. */
  async close({ everywhere = false } = {}): Promise<void> {
    if (everywhere) this.#tabs.tell({ kind: 'left' });
    this.#closed = true;
    this.#stop();
    this.#tabs.close();
    await this.#store.close();
  }

  /** Ends every tab's use of the account and wipes it; with `keep_sealed` all but the outbox. */
  async leave({ keep_sealed }: { keep_sealed: boolean }): Promise<void> {
    const sealed = keep_sealed && this.#mirror.unsent > 0;
    if (sealed) await this.#store.seal();
    await this.close({ everywhere: true });
    if (!sealed) await this.#store.destroy();
  }

  async #save(mutation: Frozen): Promise<void> {
    this.#mirror.wrote(await this.#store.enqueue(mutation));
    this.#tabs.tell({ kind: 'outbox' });
    void this.sync();
  }

  #moment(): Moment {
    const at = Date.now();
    return { at, offset: this.#mirror.progress.offset, id: uuid7(at) };
  }

  #unwritten<E extends Settings>(entity: E): Row<E> {
    const stream = this.streamOf('account')?.id ?? 0;
    const body = defaultsOf(entity) as Body<E>;
    return {
      stream, record: this.singleton(entity), entity, body, groups: {}, heads: {}, kept: null,
      state: 'live', unsent: false, written_at: {}, changed_at: 0, refused: null,
    }; // prettier-ignore
  }

  /** In turn with other tabs. It ends in the same breath as its last look, so that no wish to sync falls between. */
  #syncWhileAsked(): Promise<boolean> {
    return this.#tabs.alone(async () => {
      let reached = true;
      while (this.#again && reached && !this.#closed && this.status.session === 'open') {
        this.#again = false;
        this.#exchanging = true;
        reached = await this.#exchange();
        this.#exchanging = false;
      }
      this.#asking = false;
      return reached;
    });
  }

  async #exchange(): Promise<boolean> {
    try {
      await exchange(this.#store, this.#transport, this.#device, Date.now, (effect) => this.#tabs.tell(this.#mirror.turned(effect)));
      this.#reachable = true;
    } catch (failure) {
      if (this.#closed) return false;
      if (isRevoked(failure)) this.#revoked();
      else if (failure instanceof Problem && failure.status === 401) await this.expire();
      // A phone that cannot write what came keeps what it has, and tries again.
      else if (!(failure instanceof Unreachable || failure instanceof Problem)) reportError(failure);
      this.#reachable = !(failure instanceof Unreachable);
      return false;
    }
    return true;
  }
}
