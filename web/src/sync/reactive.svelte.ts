/** The one place of sync that knows Svelte: an account whose reads are reactive. */

import { openAccount as open, type Account } from './account';
import type { Endings } from './status';
import type { Cell } from './cell';
import type { SessionInfo } from '../session/info';
import type { Server } from './loop/sync_loop';

/** Makes a cell that Svelte watches: what has read it is computed anew after it was written. */
export function reactiveCell<T>(value: T): Cell<T> {
  let held = $state.raw(value);
  return {
    get value() {
      return held;
    },
    set value(next) {
      held = next;
    },
  };
}

/** Opens an account for screens: as `account.openAccount`, with reactive reads. */
export function openAccount(
  session: SessionInfo,
  endings: Endings,
  server: Partial<Server> = {},
): Promise<Account> {
  return open(session, endings, server, reactiveCell);
}
