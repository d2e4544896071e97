/** What a person does, from the tap to the server and back: sets, versions, moving, erasing. */

import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../src/session/info';
import type { Account, Row } from '../../src/sync';
import { openAccount } from '../../src/sync';
import { edited } from '../../src/sync/outbox/mutation';
import type { Head } from '../../src/sync/protocol/wire';
import { closeAll, onDisk, open, pushed, titles, withStore } from './phone';
import { idOf, moment } from './sending';
import { ACCOUNT, OWN, SHARED, SmallServer } from './server';

let server: SmallServer;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  globalThis.reportError = () => undefined;
  server = new SmallServer();
});

afterEach(closeAll);

async function withGoal(
  title = 'Find a room',
): Promise<{ account: Account; goal: () => Row<'goal'>; record: string }> {
  const account = await open(server);
  const record = await account.create('goal', OWN.id, { words: { title } });
  await account.sync();
  return { account, record, goal: () => account.get('goal', record)! };
}

/** As many as the person wrote, in the order of n. */
async function sent(account: Account): Promise<ReturnType<typeof pushed>> {
  await account.sync();
  return pushed(server).sort((a, b) => a.n - b.n);
}

describe('a set', () => {
  test('is written by what comes and goes, with a base for each element', async () => {
    const { account, goal } = await withGoal();
    await account.edit(goal(), { tags: { add: ['job', 'home'] } });
    expect(goal().body.tags).toEqual(['home', 'job']);
    await account.sync();
    await account.edit(goal(), { tags: { remove: ['job'] } });
    expect(goal().body.tags).toEqual(['home']);
    const [, added, removed] = await sent(account);
    expect(added).toMatchObject({
      set: { tags: { add: ['job', 'home'], remove: [] } },
      base: { 'tags/job': [], 'tags/home': [] },
    });
    expect(removed).toMatchObject({
      set: { tags: { add: [], remove: ['job'] } },
      base: { 'tags/job': [[added!.id, expect.any(Array)]] },
    });
    expect(goal().body.tags).toEqual(['home']);
  });

  test('takes a whole new list, and writes the difference alone', async () => {
    const { account, goal } = await withGoal();
    await account.edit(goal(), { tags: { add: ['job', 'home'] } });
    await account.edit(goal(), { tags: { tags: ['home', 'health'] }, words: { title: 'Rest' } });
    const [, , change] = await sent(account);
    expect(change).toMatchObject({
      set: { tags: { add: ['health'], remove: ['job'] }, words: { title: 'Rest' } },
    });
    expect(Object.keys(change!.base).sort()).toEqual(['tags/health', 'tags/job', 'words']);
  });

  test('names every version of an element that is changed, so that none of them stays', () => {
    const heads: Head[] = [[idOf(1)], [idOf(2)]];
    const row = { entity: 'goal', stream: OWN.id, record: idOf(3), heads: { 'tags/job': heads } };
    const seen = { ...row, groups: { tags: { tags: ['job'] } } };
    const { base } = edited(seen, { tags: { remove: ['job'] } }, moment(4));
    expect(base).toEqual({ 'tags/job': heads });
  });

  test('to which nothing was done is not written', async () => {
    const { account, goal } = await withGoal();
    await account.edit(goal(), { tags: { tags: [] } });
    await account.edit(goal(), { tags: { remove: ['never there'] } });
    expect(account.status.unsent).toBe(0);
  });

  test('may be there from the start, and a remove of the record covers its elements', async () => {
    const account = await open(server);
    const record = await account.create('goal', OWN.id, {
      words: { title: 'x' },
      tags: { tags: ['job'] },
    });
    await account.remove(account.get('goal', record)!);
    const [created, removed] = await sent(account);
    expect(created).toMatchObject({
      set: { words: { title: 'x' }, tags: { add: ['job'], remove: [] } },
      base: { words: [], 'tags/job': [] },
    });
    expect(Object.keys(removed!.base).sort()).toEqual(['tags/job', 'words']);
  });
});

describe('another version', () => {
  const row = {
    stream: 1, entity: 'goal', groups: { words: { title: 'Mine', colour: 'green' } }, state: 'live',
    heads: { words: [['mine', [2, 0, 9, 1]], ['theirs', [1, 0, 8, 1]], ['older', [0, 0, 8, 1]]] },
    kept: { words: { theirs: { title: 'Theirs' } } }, dismissed: { words: { former: { title: 'Former', colour: 'blue' } } },
  }; // prettier-ignore

  test('is let go by its own head alone', async () => {
    const { account, record } = await withGoal();
    await account.dismiss({ ...row, record } as never, 'words', 'theirs');
    const [, dismiss] = await sent(account);
    expect(dismiss).toMatchObject({
      op: 'dismiss',
      base: { words: [['theirs', [1, 0, 8, 1]]] },
      set: {},
    });
  });

  test('that is shown is never let go', async () => {
    const { account, record } = await withGoal();
    await account.dismiss({ ...row, record } as never, 'words', 'mine');
    const [, dismiss] = await sent(account);
    expect(dismiss).toMatchObject({ base: { words: [] } });
  });

  test('is taken back by an edit that names every head, with the fields that this version does not know', async () => {
    const { account, record } = await withGoal();
    await account.takeBack({ ...row, record } as never, 'words', 'former');
    const [, edit] = await sent(account);
    expect(edit).toMatchObject({
      op: 'edit',
      base: { words: row.heads.words },
      set: { words: { title: 'Former', colour: 'blue' } },
    });
  });
});

describe('moving', () => {
  test('shows the record at its new place at once, and there alone until the server has it there', async () => {
    const { account, goal } = await withGoal();
    server.offline = true;
    await account.share(goal(), true);
    expect([account.all('goal', SHARED.id).length, account.all('goal', OWN.id).length]).toEqual([
      1, 0,
    ]);
    server.offline = false;
    server.rows_a_page = 1;
    await account.sync();
    expect(account.all('goal').map(({ stream }) => stream)).toEqual([SHARED.id]);
    await account.share(goal(), false);
    await account.sync();
    expect(account.all('goal').map(({ stream }) => stream)).toEqual([OWN.id]);
    expect(await withStore(server, (store) => store.rows(SHARED.id))).toEqual([]);
  });

  test('goes before anything else that waits', async () => {
    const { account, goal } = await withGoal();
    server.offline = true;
    await account.create('goal', OWN.id, { words: { title: 'Call Dee' } });
    await account.share(goal(), false);
    server.offline = false;
    server.requests.length = 0;
    await account.sync();
    expect(pushed(server).map(({ set }) => Object.keys(set)[0])).toEqual(['visibility', 'words']);
  });
});

describe('an erase', () => {
  test('takes the words from the screen and from the disk before any network', async () => {
    const { account, goal } = await withGoal('SECRET-1');
    server.offline = true;
    await account.edit(goal(), { words: { title: 'SECRET-2' } });
    const refused = {
      stream: ACCOUNT.id,
      record: 'refused',
      seq: 0,
      entity: 'refused_write',
      state: 'live',
      heads: {},
      kept: null,
    } as const;
    await withStore(server, (store) =>
      store.write((tx) =>
        tx
          .objectStore('rows')
          .put({ ...refused, body: { what: { record: goal().record, words: 'SECRET-4' } } }),
      ),
    );
    await account.create('goal_step', OWN.id, {
      goal: { goal: goal().record },
      words: { text: 'SECRET-3' },
    });
    await account.erase(goal());
    expect([account.all('goal'), account.all('goal_step')]).toEqual([[], []]);
    expect(await onDisk(server)).not.toContain('SECRET');
    server.offline = false;
    await account.sync();
    expect(account.status.unsent).toBe(0);
    expect(pushed(server).map(({ op }) => op)).toEqual(['edit', 'erase']);
    expect(await onDisk(server)).not.toContain('SECRET');
  });

  test('made on another phone takes what this one wrote and did not send', async () => {
    const { account, goal, record } = await withGoal('SECRET-1');
    server.offline = true;
    await account.edit(goal(), { words: { title: 'SECRET-2' } });
    Object.assign(server.row(record)!, {
      state: 'erased',
      heads: {},
      body: {},
      seq: ++server.data.heads[OWN.id]!,
    });
    server.offline = false;
    await account.sync();
    expect([titles(account), account.status.unsent]).toEqual([[], 0]);
    expect(await onDisk(server)).not.toContain('SECRET');
  });

  test('of settings lets them begin anew, under the id of the next generation', async () => {
    const account = await open(server);
    await account.edit(account.settings('profile'), { name: { display_name: 'Tasha' } });
    await account.sync();
    const first = account.singleton('profile');
    await account.erase(account.settings('profile'));
    expect(account.settings('profile').body.display_name).toBeUndefined();
    await account.edit(account.settings('profile'), { name: { display_name: 'T.' } });
    await account.sync();
    expect(account.settings('profile')).toMatchObject({
      unsent: false,
      body: { display_name: 'T.' },
    });
    expect(account.singleton('profile')).not.toBe(first);
    await account.erase(account.settings('profile'));
    await account.sync();
    expect(account.singleton('profile')).not.toBe(first);
    await closeAll();
    expect((await open(server)).settings('profile').heads).toEqual({});
  });
});

describe('what must never happen', () => {
  test('another person on this phone sends nothing of the one before', async () => {
    const { account } = await withGoal();
    server.offline = true;
    await account.create('goal', OWN.id, { words: { title: 'Words of the first' } });
    await account.leave({ keep_sealed: true });
    const other = new SmallServer();
    const session = other.session();
    const person = { ...session.person, uuid: '00000000-0000-7000-8000-000000000002' };
    const second = await openAccount(
      { ...session, person },
      { left: () => undefined, revoked: () => undefined },
      { send: async (request) => other.send(request) },
    );
    await second.renew({ ...session, person });
    await second.sync();
    expect([titles(second), pushed(other)]).toEqual([[], []]);
    await second.close();
    server.offline = false;
    const again = await open(server);
    await again.sync();
    expect(server.titles()).toEqual(['Find a room', 'Words of the first']);
  });

  test('a server that asks for a newer app takes nothing from the phone', async () => {
    const { account, goal } = await withGoal();
    const send = server.send.bind(server);
    server.send = () => {
      throw new Problem(426, 'update_needed', '');
    };
    await account.edit(goal(), { words: { title: 'Written meanwhile' } });
    expect(await account.sync()).toBe(false);
    expect([titles(account), account.status.unsent, account.status.session]).toEqual([
      ['Written meanwhile'],
      1,
      'open',
    ]);
    server.send = send;
    await account.sync();
    expect(server.titles()).toEqual(['Written meanwhile']);
  });

  test('what a server puts off is kept, and offered at the next sync', async () => {
    const { account, goal } = await withGoal();
    const send = server.send.bind(server);
    server.send = (request) => {
      const results = request.mutations.map(({ id }) => ({ id, outcome: 'deferred' as const }));
      return { ...send({ ...request, mutations: [] }), results };
    };
    await account.edit(goal(), { words: { title: 'For a newer server' } });
    await account.sync();
    expect([titles(account), account.status.unsent]).toEqual([['For a newer server'], 1]);
    server.send = send;
    await account.sync();
    expect([server.titles(), account.status.unsent]).toEqual([['For a newer server'], 0]);
  });
});
