/** Accounts opened on a server that takes what comes. */

import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach } from 'vitest';
import { type SessionInfo } from '../src/session/info';
import { openAccount, type Account } from '../src/sync';
import type { Endings } from '../src/sync/status';
import type { Head, SyncAnswer, SyncRequest } from '../src/sync/protocol/wire';

export const session = {
  person: {
    id: 7,
    uuid: '00000000-0000-7000-8000-000000000001',
    kind: 'participant',
    role: 'participant',
    display_name: 'Tasha',
    language: 'en',
  },
  device: { id: 9, label: 'Phone' },
  streams: [
    { id: 1, kind: 'own', role: 'participant' },
    { id: 2, kind: 'account', role: 'self' },
  ],
} as unknown as SessionInfo;

export const requests: SyncRequest[] = [];
export let seq = 0;
export const network: { fault: Error | null } = { fault: null };
export const opened: Account[] = [];

/** Takes what comes and sends it back as rows. */
export async function transport(request: SyncRequest): Promise<SyncAnswer> {
  requests.push(request);
  if (network.fault) throw network.fault;
  const { streams } = session;
  const taken = request.mutations.map((mutation) => ({ mutation, seq: ++seq }));
  return {
    cursor: `c${seq}`, server_time: Date.now(), epoch: 'e', more: false, streams,
    results: taken.map(({ mutation: { id, n, stream }, seq }) => ({ id, outcome: 'applied', key: [n, 0, 9, n], stream, seq })),
    changes: taken.map(({ mutation: { id, n, record, entity, set, stream }, seq }) => {
      const heads = Object.fromEntries(Object.keys(set).map((group): [string, Head[]] => [group, [[id, [n, 0, 9, n]]]]));
      return { stream: stream!, rows: [[record, seq, entity, 'live', heads, set, null]] };
    }),
    reached: { 1: seq, 2: seq },
  }; // prettier-ignore
}

export async function open(
  left = (): void => undefined,
  revoked: Endings['revoked'] = () => undefined,
): Promise<Account> {
  const account = await openAccount(session, { left, revoked }, { send: transport });
  await account.renew(session);
  opened.push(account);
  return account;
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  requests.length = seq = 0;
  network.fault = null;
});

afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

export const titles = (account: Account): string[] =>
  account.all('goal').map(({ body }) => body.title);
