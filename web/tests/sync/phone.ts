/** Accounts over a small server, and everything that lies on the phone. */

import { openAccount, type Account } from '../../src/sync';
import { loosen } from '../../src/sync/exchange/lazy/acknowledged_log';
import { databaseOf, Store } from '../../src/sync/store/store';
import type { Mutation } from '../../src/sync/protocol/wire';
import type { SmallServer } from './server';

const opened: Account[] = [];

export async function open(server: SmallServer, session = server.session()): Promise<Account> {
  const account = await openAccount(
    session,
    { left: () => undefined, revoked: () => undefined },
    {
      send: async (request) => server.send(request),
      newDevice: async () => server.newDevice(),
    },
  );
  await account.renew(session);
  opened.push(account);
  return account;
}

export async function closeAll(): Promise<void> {
  for (const account of opened.splice(0)) await account.close();
}

/** The account's own handle stays open. */
export async function withStore<T>(
  server: SmallServer,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = new Store(databaseOf(server.session().person.uuid));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** With packs taken apart. */
export async function onDisk(server: SmallServer): Promise<string> {
  return withStore(server, async (store) => {
    await loosen(store, null);
    return JSON.stringify(
      await store.read((tx) =>
        Promise.all([...tx.objectStoreNames].map((name) => tx.objectStore(name).getAll())),
      ),
    );
  });
}

export function pushed(server: SmallServer): (Mutation & { acknowledged?: unknown })[] {
  return server.requests.flatMap(({ mutations }) => mutations);
}

export const titles = (account: Account): string[] =>
  account
    .all('goal')
    .map(({ body }) => body.title)
    .sort();
