/** What an account gives of a row by what became of it, and that a closed one hears nothing more. */
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Unreachable, type SessionInfo } from '../src/session/info';
import { openAccount, type Account } from '../src/sync';
import type { Head, SyncAnswer, SyncRequest } from '../src/sync/protocol/wire';

const session = {
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

const opened: Account[] = [];
let isReached = true;
let seq = 0;

/** Takes what comes and sends it back as rows, while it is reached. */
async function send({ mutations }: SyncRequest): Promise<SyncAnswer> {
  if (!isReached) throw new Unreachable();
  const taken = mutations.map((mutation) => ({ mutation, seq: ++seq }));
  return {
    cursor: `c${seq}`, server_time: Date.now(), epoch: 'e', more: false, streams: session.streams,
    results: taken.map(({ mutation: { id, n, stream }, seq }) => ({ id, outcome: 'applied', key: [n, 0, 9, n], stream, seq })),
    changes: taken.map(({ mutation: { id, n, record, entity, set, stream }, seq }) => {
      const heads = Object.fromEntries(Object.keys(set).map((group): [string, Head[]] => [group, [[id, [n, 0, 9, n]]]]));
      return { stream: stream!, rows: [[record, seq, entity, 'live', heads, set, null]] };
    }),
    reached: { 1: seq, 2: seq },
  }; // prettier-ignore
}

async function open(left: () => void = () => undefined): Promise<Account> {
  const account = await openAccount(session, { left, revoked: () => undefined }, { send });
  await account.renew(session);
  opened.push(account);
  return account;
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  isReached = true;
  seq = 0;
});

afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

test('a removed row is given with its words, for undo; an erased one never, nor as another entity', async () => {
  const account = await open();
  const goal = await account.create('goal', 1, { words: { title: 'A room' } });
  expect(account.get('goal', goal)?.body.title).toBe('A room');
  expect(account.get('journal_note', goal)).toBeUndefined();

  await vi.waitFor(() => expect(account.get('goal', goal)?.unsent).toBe(false));
  isReached = false;
  await account.remove(account.get('goal', goal)!);
  expect([account.get('goal', goal)?.body.title, account.all('goal')]).toEqual(['A room', []]);

  await account.erase(account.get('goal', goal)!);
  expect(account.get('goal', goal)).toBeUndefined();
});

test('a singleton that was erased begins anew under another id, with its defaults', async () => {
  const account = await open();
  const first = account.singleton('favourites');
  await account.edit(account.settings('favourites'), {
    resources: { add: ['00000000-0000-7000-8000-00000000000a'] },
  });
  await vi.waitFor(() => expect(account.settings('favourites').unsent).toBe(false));

  isReached = false;
  await account.erase(account.settings('favourites'));
  expect(account.singleton('favourites')).not.toBe(first);
  expect(account.settings('favourites').body.resources).toEqual([]);
});

test('a tab that is closed hears nothing more: not that another one left, either', async () => {
  const heard: string[] = [];
  const [here, closed, other] = [
    await open(() => void heard.push('here')),
    await open(() => void heard.push('closed')),
    await open(),
  ];
  await closed.close();
  await other.close({ everywhere: true });
  await vi.waitFor(() => expect(heard).toContain('here'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toEqual(['here']);
  expect(here.all('goal')).toEqual([]);
});
