import { describe, expect, test, vi } from 'vitest';
import { Problem, Unreachable } from '../src/session/info';
import { applyAnswer } from '../src/sync/exchange/apply_answer';
import { databaseOf, Store } from '../src/sync/store/store';
import type { Change, Head, SyncAnswer } from '../src/sync/protocol/wire';
import { session, requests, network, open, titles } from './opened';

test('a phone that was ended from another one says so; a session that only ended keeps everything', async () => {
  const revoked: string[] = [];
  const account = await open(undefined, (ended) => revoked.push(ended));
  await account.create('goal', 1, { words: { title: 'Find a room' } });
  network.fault = new Problem(401, 'not_signed_in', '');
  await account.sync();
  expect([revoked, account.status.session]).toEqual([[], 'expired']);
  await account.renew(session);
  network.fault = new Problem(401, 'device_revoked', '');
  await account.sync();
  network.fault = new Problem(401, 'device_sealed', '');
  await account.sync();
  expect(revoked).toEqual(['wiped', 'sealed']);
});

test('a page that another tab wrote, and did not live to tell of, is on the screen with the next sync', async () => {
  const account = await open();
  await account.sync();
  const dead = new Store(databaseOf(session.person.uuid));
  const record = '00000000-0000-7000-8000-0000000000aa';
  const row: Change = [
    record,
    50,
    'goal',
    'live',
    { words: [['x', [1, 0, 3, 1]]] },
    { words: { title: 'Written in a tab that died' } },
    null,
  ];
  const answer: SyncAnswer = {
    cursor: 'c50', server_time: 0, epoch: 'e', more: false, streams: session.streams, results: [], changes: [{ stream: 1, rows: [row] }], reached: { 1: 50 },
  }; // prettier-ignore
  await dead.apply([[1, record]], (kept) => applyAnswer(answer, kept, { sent: 0, received: 0 }));
  await dead.close();
  expect(titles(account)).toEqual([]);
  await account.sync();
  expect(titles(account)).toEqual(['Written in a tab that died']);
});

test('what was saved is shown with its defaults, and is there after a restart with no network', async () => {
  network.fault = new Unreachable('no network');
  const account = await open();
  const record = await account.create('goal', 1, { words: { title: 'Find a room' } });
  expect(account.get('goal', record)).toMatchObject({
    unsent: true,
    body: { title: 'Find a room', why: '', status: 'active' },
  });
  expect(account.status).toMatchObject({ unsent: 1, session: 'open' });
  expect(titles(await open())).toEqual(['Find a room']);
});

test('a save is sent without being asked for, and the status says so', async () => {
  const account = await open();
  await account.create('goal', 1, { words: { title: 'Find a room' } });
  expect(await account.sync()).toBe(true);
  expect(account.status).toMatchObject({ unsent: 0, sending: false, reachable: true });
  expect(account.status.last_sync).toBeGreaterThan(0);
  expect(account.all('goal')[0]?.unsent).toBe(false);
});

test('an ended session stops sending, and one that is open again sends what waited', async () => {
  const account = await open();
  network.fault = new Problem(401, 'not_signed_in', '');
  await account.create('goal', 1, { words: { title: 'Find a room' } });
  expect(await account.sync()).toBe(false);
  expect(account.status.session).toBe('expired');
  const tries = requests.length;
  await account.create('goal', 1, { words: { title: 'Call Dee' } });
  await account.sync();
  expect([requests.length, titles(account)]).toEqual([tries, ['Find a room', 'Call Dee']]);
  network.fault = null;
  await account.renew(session);
  await account.sync();
  expect(account.status).toMatchObject({ unsent: 0, session: 'open' });
});

describe('a server that asks for patience', () => {
  test.each([
    ['so long', 20, 20],
    ['not for how long', null, 60],
    ['for longer than anyone waits', 10 ** 9, 3600],
  ])('%s is sent only what goes first until then, and then all', async (_name, told, seconds) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const account = await open();
      await account.sync();
      network.fault = new Problem(429, 'too_many_tries', '', null, told);
      await account.create('goal', 1, { words: { title: 'Find a room' } });
      expect(await account.sync()).toBe(false);
      expect(account.status).toMatchObject({
        unsent: 1,
        later: true,
        again_at: Date.now() + seconds * 1000,
        reachable: true,
        session: 'open',
      });
      const tries = requests.length;
      network.fault = null;
      vi.setSystemTime(Date.now() + seconds * 1000 - 1);
      expect([await account.sync(), requests.length]).toEqual([false, tries]);
      await account.edit(account.settings('sharing_settings'), {
        stop: { stop_all_sharing: true },
      });
      expect([await account.sync(), requests.length, account.status.unsent]).toEqual([
        false,
        tries + 1,
        1,
      ]);
      expect(requests.at(-1)).toMatchObject({
        mutations: [{ entity: 'sharing_settings' }],
        cursor: null,
        limit: 1,
      });
      vi.setSystemTime(Date.now() + 1);
      expect(await account.sync()).toBe(true);
      expect(account.status).toMatchObject({ unsent: 0, later: false, again_at: null });
    } finally {
      vi.useRealTimers();
    }
  });
});

test('another tab shows what this one wrote, and what this one fetched', async () => {
  const [one, other] = [await open(), await open()];
  network.fault = new Unreachable('no network');
  await one.create('goal', 1, { words: { title: 'Find a room' } });
  await vi.waitFor(() => expect(titles(other)).toEqual(['Find a room']));
  network.fault = null;
  await one.sync();
  await vi.waitFor(() => expect(other.status.unsent).toBe(0));
  expect(other.all('goal')[0]?.unsent).toBe(false);
});

test('only one tab at a time talks to the server', async () => {
  const accounts = [await open(), await open(), await open()];
  await Promise.all(
    accounts.flatMap((account, index) =>
      [1, 2, 3].map((n) => account.create('goal', 1, { words: { title: `${index}.${n}` } })),
    ),
  );
  await Promise.all(accounts.map((account) => account.sync()));
  const sent = requests.flatMap(({ mutations }) => mutations.map(({ n }) => n));
  expect(sent).toEqual([...new Set(sent)]);
  expect(sent).toHaveLength(9);
});

test('settings have their defaults before they were written, and one record for all phones', async () => {
  const account = await open();
  const profile = account.settings('profile');
  expect(profile.body).toMatchObject({ language: 'en', zone_mode: 'home' });
  await account.edit(profile, { name: { display_name: 'Tasha' } });
  await account.sync();
  const [mutation] = requests.at(-1)!.mutations.length
    ? requests.at(-1)!.mutations
    : requests.flatMap(({ mutations }) => mutations);
  expect(mutation).toMatchObject({
    stream: 2,
    record: account.singleton('profile'),
    base: { name: [] },
    set: { name: { display_name: 'Tasha' } },
  });
  expect(account.settings('profile').body).toMatchObject({ display_name: 'Tasha', language: 'en' });
});

test('choosing a version writes it whole and names every head', async () => {
  const account = await open();
  const record = '00000000-0000-7000-8000-0000000000a1';
  const heads: Head[] = [
    ['mine', [2, 0, 9, 1]],
    ['theirs', [1, 0, 8, 1]],
  ];
  const kept = { words: { theirs: { title: 'Theirs', why: 'because' } } };
  const row = {
    stream: 1,
    record,
    entity: 'goal',
    heads: { words: heads },
    groups: { words: { title: 'Mine', first_step: 'walk' } },
  };
  network.fault = new Unreachable('no network');
  const versions = { words: { theirs: { ...kept.words.theirs, first_step: '', barriers: '' } } };
  await account.chooseVersion({ ...row, kept: versions } as never, 'words', 'theirs');
  await vi.waitFor(() => expect(requests.at(-1)?.mutations).toHaveLength(1));
  expect(requests.at(-1)!.mutations[0]).toMatchObject({
    base: { words: heads },
    set: { words: { title: 'Theirs', why: 'because' } },
  });
  expect(requests.at(-1)!.mutations[0]!.set['words']).not.toHaveProperty('first_step');
});

test('leaving wipes the account, tells other tabs, and keeps unsent words only where that was asked for', async () => {
  const left = vi.fn();
  const other = await open(left);
  const account = await open();
  network.fault = new Unreachable('no network');
  await account.create('goal', 1, { words: { title: 'Find a room' } });
  await account.leave({ keep_sealed: true });
  await vi.waitFor(() => expect(left).toHaveBeenCalledOnce());
  await other.close();
  expect(await indexedDB.databases()).toHaveLength(1);
  const again = await open();
  expect(again.status.unsent).toBe(1);
  await again.leave({ keep_sealed: false });
  expect(await indexedDB.databases()).toEqual([]);
});

test('removing and taking back needs no network', async () => {
  const account = await open();
  const record = await account.create('goal', 1, { words: { title: 'Find a room' } });
  await account.sync();
  network.fault = new Unreachable('no network');
  await account.remove(account.get('goal', record)!);
  expect(account.all('goal')).toEqual([]);
  await account.restore(account.get('goal', record)!);
  expect(titles(account)).toEqual(['Find a room']);
});

test('a wish to sync is never lost, whenever it comes', async () => {
  const account = await open();
  for (let n = 1; n <= 30; n++) {
    const written = account.create('goal', 1, { words: { title: `goal ${n}` } });
    for (let wait = 0; wait < n; wait++) await Promise.resolve();
    void account.sync();
    await written;
  }
  await vi.waitFor(() => expect(account.status).toMatchObject({ unsent: 0, sending: false }));
});
