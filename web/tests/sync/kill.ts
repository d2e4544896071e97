/**
 * The process ends at the k-th writing transaction: before it commits, or right after, when nobody
 * has heard of it yet.
 */

import { Closed } from '../../src/sync/store/closed';

export type When = 'before' | 'after';

/** What is left of the process hears nothing any more, as after leaving. */
export class Killed extends Closed {}

export class Killer {
  /** Whether the process has ended: it reaches neither its database nor the network any more. */
  dead = false;
  #writes = 0;
  readonly #transaction = IDBDatabase.prototype.transaction;

  constructor(k: number, when: When) {
    const { killer, transaction } = { killer: this as Killer, transaction: this.#transaction };
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args) {
      killer.stopIfDead();
      const tx = transaction.apply(this, args);
      if (args[1] === 'readwrite' && ++killer.#writes === k) {
        if (when === 'after') tx.addEventListener('complete', () => (killer.dead = true));
        else killer.#endBeforeCommit(tx);
      }
      return tx;
    };
  }

  stopIfDead(): void {
    if (this.dead) throw new Killed();
  }

  /** The next process. */
  revive(): void {
    IDBDatabase.prototype.transaction = this.#transaction;
    this.dead = false;
  }

  /** Whatever it wrote by then is taken back by the engine, as after a crash. */
  #endBeforeCommit(tx: IDBTransaction): void {
    const store = IDBObjectStore.prototype;
    const { put, add, delete: remove } = store;
    const restore = (): void => void Object.assign(store, { put, add, delete: remove });
    const dying = <A extends unknown[], R>(original: (...args: A) => R, killer: Killer) =>
      function (this: IDBObjectStore, ...args: A): R {
        const request = original.apply(this, args);
        if (this.transaction === tx && !killer.dead) {
          killer.dead = true;
          restore();
          tx.abort();
        }
        return request;
      };
    Object.assign(store, {
      put: dying(put, this),
      add: dying(add, this),
      delete: dying(remove, this),
    });
    tx.addEventListener('complete', restore);
  }
}
