import { expect, test } from 'vitest';
import { Problem, Unreachable, type SessionInfo } from '../src/session/info';
import { openAccount } from '../src/sync';
import type { SyncAnswer, SyncRequest } from '../src/sync/protocol/wire';
import { session, network, opened, transport, titles } from './opened';

test('a store that was taken away twice under an open app is sent from the device that the session is of by then', async () => {
  let device = 9;
  const asked: number[] = [];
  const taken = new Set<string>();
  const send = async (request: SyncRequest): Promise<SyncAnswer> => {
    asked.push(request.device);
    if (request.device !== device) throw new Problem(400, 'bad_input', '', 'device');
    const known = request.mutations.some(({ n }) => taken.has(`${device}/${n}`));
    for (const { n } of request.mutations) if (!known) taken.add(`${device}/${n}`);
    return known
      ? ({ ...(await transport({ ...request, mutations: [] })), device_forked: true } as SyncAnswer)
      : transport(request);
  };
  const newDevice = async (): Promise<SessionInfo> => ({
    ...session,
    device: { id: ++device, label: 'Phone' },
  });
  const account = await openAccount(
    session,
    { left: () => undefined, revoked: () => undefined },
    { send, newDevice },
  );
  opened.push(account);
  await account.renew(session);
  for (const title of ['one', 'two', 'three']) {
    await account.create('goal', account.streamOf('own')!.id, { words: { title } });
    expect(await account.sync()).toBe(true);
    expect(account.status.unsent).toBe(0);
    for (const { name } of await indexedDB.databases()) await takeAway(name!);
  }
  expect([device, asked.at(-1)]).toEqual([11, 11]);
});

/** As browsers do: nobody is asked. */
async function takeAway(name: string): Promise<void> {
  await new Promise((done, fault) =>
    Object.assign(indexedDB.deleteDatabase(name), { onsuccess: done, onerror: fault }),
  );
}

test('an account whose store was taken away while it was closed still has a place for what is written', async () => {
  network.fault = new Unreachable('no network');
  const account = await openAccount(
    session,
    { left: () => undefined, revoked: () => undefined },
    { send: transport },
  );
  opened.push(account);
  await account.create('goal', account.streamOf('own')!.id, { words: { title: 'kept' } });
  expect(titles(account)).toEqual(['kept']);
});
