/**
 * This tab's exchanges with the server: in turn with other tabs, and again for as long as anyone
 * wishes it.
 */

import { endedAs, Problem, Unreachable, type Ended, type SessionInfo } from '../../session/info';
import type { Send, Wiring } from '../exchange/exchange';
import type { Store } from '../store/store';
import type { Cell, MakeCell } from '../cell';
import type { Tabs } from '../store/tabs';

/** How an account reaches its server. */
export interface Server {
  send: Send;
  newDevice: () => Promise<SessionInfo>;
}

export const SERVER: Server = {
  send: async (request) => (await loadExchange()).send(request),
  newDevice: async () => (await import('../exchange/lazy/new_device')).newDevice(),
};

/** What talks to the server comes after the first screen. */
export function loadExchange(): Promise<typeof import('../exchange/exchange')> {
  return import('../exchange/exchange').catch(() => {
    throw new Unreachable('not loaded');
  });
}

/** A server that says to wait for longer, or not for how long, is asked all the same. */
const WAIT_LONGEST_S = 3600;
const WAIT_S = 60;

function waitOf({ retry_after }: Problem): number {
  return Math.min(WAIT_LONGEST_S, Math.max(1, retry_after ?? WAIT_S)) * 1000;
}

/** What is seldom needed, and then perhaps with no network. */
const LAZY = [
  () => import('../exchange/lazy/erase'),
  () => import('../exchange/lazy/resync'),
  () => import('../exchange/lazy/new_device'),
  () => import('../exchange/lazy/bisect'),
  () => import('../exchange/lazy/failing'),
  () => import('../store/lazy/heal'),
];

/** What is heard while exchanging. */
export interface Hearing extends Pick<Wiring, 'onPage' | 'onReading'> {
  isOpen: () => boolean;
  /** With what other tabs wrote and did not live to tell. */
  catchUp: () => Promise<void>;
  /** The session ended, and nothing is erased. */
  expired: () => Promise<void>;
  /** The person ended this phone from another. */
  revoked: (ended: Ended) => void;
  /** The server has made this phone a new device. */
  renewed: (session: SessionInfo) => void;
}

export class SyncLoop {
  readonly #store: Store;
  readonly #tabs: Tabs;
  #device: number;
  readonly #server: Server;
  readonly #hearing: Hearing;
  #asking = false;
  #asked: Promise<boolean> = Promise.resolve(true);
  #again = false;
  #closed = false;
  #complete = false;
  readonly #exchanging: Cell<boolean>;
  readonly #reachable: Cell<boolean>;
  /** When the server said that it would take more, ms; 0 where it takes all. */
  readonly #until: Cell<number>;

  /**
   * `device` is the session's own: whose words these are where the store has never known, or knows
   * no more.
   */
  constructor(
    store: Store,
    tabs: Tabs,
    device: number,
    server: Server,
    hearing: Hearing,
    cell: MakeCell,
  ) {
    this.#exchanging = cell(false);
    this.#reachable = cell(true);
    this.#until = cell(0);
    this.#store = store;
    this.#tabs = tabs;
    this.#device = device;
    this.#server = server;
    this.#hearing = hearing;
  }

  get exchanging(): boolean {
    return this.#exchanging.value;
  }

  /** Whether the last attempt reached the server. */
  get reachable(): boolean {
    return this.#reachable.value;
  }

  /** How long the server has asked this phone to wait, ms. */
  get wait(): number {
    return Math.max(0, this.#until.value - Date.now());
  }

  /** When the server takes more again, ms; null where it takes all. */
  get again_at(): number | null {
    return this.#until.value || null;
  }

  /** It was asked to wait, and has not sent all since. */
  get later(): boolean {
    return this.#until.value > 0;
  }

  /** True when the server was reached and gave its answer. */
  sync(): Promise<boolean> {
    this.#again = true;
    if (!this.#asking) {
      this.#asking = true;
      this.#asked = this.#syncWhileAsked();
    }
    return this.#asked;
  }

  close(): void {
    this.#closed = true;
  }

  /** The session is of this device now, whatever it was when the account was opened. */
  goOnAs(device: number): void {
    this.#device = device;
  }

  /**
   * In turn with other tabs. It ends in the same breath as its last look, so that no wish to sync
   * falls between. A lock or a store that fails ends it too: the next wish begins again.
   */
  async #syncWhileAsked(): Promise<boolean> {
    try {
      return await this.#tabs.alone(async () => {
        let reached = true;
        while (this.#again && reached && !this.#closed && this.#hearing.isOpen()) {
          this.#again = false;
          this.#exchanging.value = true;
          reached = await this.#exchange();
          this.#exchanging.value = false;
        }
        this.#asking = false;
        return reached;
      });
    } catch (failure) {
      if (!this.#closed) reportError(failure);
      this.#asking = this.#exchanging.value = false;
      return false;
    }
  }

  async #exchange(): Promise<boolean> {
    const { onPage, onReading, catchUp } = this.#hearing;
    try {
      await catchUp();
      const { exchange } = await loadExchange();
      const { send } = this.#server;
      const onTrouble = (trouble: unknown): void => reportError(trouble);
      const only_first = this.wait > 0;
      await exchange(this.#store, this.#device, {
        send,
        now: Date.now,
        onPage,
        onReading,
        onTrouble,
        only_first,
        fork: () => this.#fork(),
      });
      this.#reachable.value = true;
      if (only_first) return false;
      this.#until.value = 0;
      this.#fetchRest();
      return true;
    } catch (failure) {
      if (!this.#closed) await this.#failed(failure);
      return false;
    }
  }

  /** While there is a network, also what is rarely needed: an erase must not wait for one. */
  #fetchRest(): void {
    if (!this.#complete) void Promise.all(LAZY.map((load) => load())).catch(() => undefined);
    this.#complete = true;
  }

  async #fork(): Promise<number> {
    const session = await this.#server.newDevice();
    this.goOnAs(session.device.id);
    this.#hearing.renewed(session);
    return session.device.id;
  }

  async #failed(failure: unknown): Promise<void> {
    const ended = endedAs(failure);
    if (ended) this.#hearing.revoked(ended);
    else if (failure instanceof Problem && failure.status === 401) await this.#hearing.expired();
    else if (failure instanceof Problem && failure.status === 429)
      this.#until.value = Date.now() + waitOf(failure);
    // A phone that cannot write what came keeps what it has, and tries again.
    else if (!(failure instanceof Unreachable || failure instanceof Problem)) reportError(failure);
    this.#reachable.value = !(failure instanceof Unreachable);
  }
}
