/** Taking away what a phone holds of an account. */

import { databaseOf, Store } from './store/store';

/**
 * Finishes a wipe that was cut short: as `Account.leave`, for an account that is not open. Throws
 * StoreRefused.
 */
export async function wipeAccount(
  person: string,
  { keep_sealed }: { keep_sealed: boolean },
): Promise<void> {
  const store = new Store(databaseOf(person));
  await wipe(store, keep_sealed, () => store.close());
}

/** Wipes the store; with `keep_sealed` all but what was not sent. `close` ends its use here. */
export async function wipe(
  store: Store,
  keep_sealed: boolean,
  close: () => Promise<void>,
): Promise<void> {
  const sealed = keep_sealed ? await store.seal() : 0;
  await close();
  if (!sealed) await store.destroy();
}
