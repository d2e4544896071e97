/** One phone that sends to a small server, as often and as late as a test wishes. */

import { isUnsent } from '../../src/sync/store/device';
import { exchange, type Wiring } from '../../src/sync/exchange/exchange';
import { created, edited, type Frozen } from '../../src/sync/outbox/mutation';
import { Store } from '../../src/sync/store/store';
import type { Head, SyncAnswer, SyncRequest } from '../../src/sync/protocol/wire';
import { ACCOUNT, OWN, SmallServer } from './server';

export const MINUTE = 60_000;

let count = 0;
export let now: number;
export let store: Store;
export let server: SmallServer;

export function begin(): void {
  now = 1_790_000_000_000;
  store = new Store(`sending-${++count}`);
  server = new SmallServer();
}

export const pass = (ms: number): void => void (now += ms);

export const idOf = (n: number, kind = 0): string =>
  `0000000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const moment = (n: number): { at: number; offset: null; id: string } => ({
  at: n,
  offset: null,
  id: idOf(n, 1),
});
export const goal = (n: number, title = `goal ${n}`): Frozen =>
  created('goal', OWN.id, idOf(n), { words: { title } }, moment(n));
export const flag = (n: number): Frozen =>
  created(
    'support_flag',
    OWN.id,
    idOf(n),
    { ask: { recorded_at: '2026-11-30T12:00:00Z' } },
    moment(n),
  );
export const stop = (n: number): Frozen =>
  created(
    'sharing_settings',
    ACCOUNT.id,
    idOf(900),
    { stop: { stop_all_sharing: true } },
    moment(n),
  );
export const later = (
  n: number,
  of: Frozen,
  group: string,
  value: object,
  heads: Head[] = [],
): Frozen =>
  edited(
    { ...of, stream: OWN.id, heads: { [group]: heads }, groups: of.set },
    { [group]: value as never },
    moment(n),
  );

/** What a goal says, for a server that fails at it. */
export const says =
  (...words: string[]) =>
  (mutation: { set: Frozen['set'] }): boolean =>
    words.includes(String(mutation.set['words']?.['title']));

export async function run(
  transport: (request: SyncRequest) => SyncAnswer | Promise<SyncAnswer> = (request) =>
    server.send(request),
): Promise<void> {
  const wiring: Wiring = {
    send: async (request) => transport(request),
    now: () => now, onPage: () => undefined, onReading: async () => undefined, fork: () => Promise.reject(new Error('not forked')),
  }; // prettier-ignore
  await exchange(store, 9, wiring);
}

export async function enqueue(...all: Frozen[]): Promise<void> {
  for (const each of all) await store.enqueue(each);
}

export async function unsent(): Promise<string[]> {
  return (await store.outbox()).filter(isUnsent).map(({ mutation }) => mutation.id);
}

export const taken = (): string[] => Object.keys(server.data.results);
