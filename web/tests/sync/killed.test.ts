import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAccount, type Account } from '../../src/sync';
import type { Progress, ServerRow } from '../../src/sync/store/device';
import { databaseOf, Store } from '../../src/sync/store/store';
import { Killed, Killer, type When } from './kill';
import { onDisk } from './phone';
import { SmallServer } from './server';

/**
 * A phone whose process ends in the middle and is started again, as often as it takes. What a
 * person typed and did not see saved, they do again.
 */
class Phone {
  account!: Account;
  killed = 0;
  #records = new Map<string, string>();

  constructor(
    readonly server: SmallServer,
    readonly killer: Killer,
  ) {}

  async open(): Promise<void> {
    const send = async (
      request: Parameters<SmallServer['send']>[0],
    ): Promise<ReturnType<SmallServer['send']>> => {
      this.killer.stopIfDead();
      const answer = this.server.send(request);
      this.killer.stopIfDead();
      return answer;
    };
    const newDevice = async (): Promise<ReturnType<SmallServer['newDevice']>> => (
      this.killer.stopIfDead(),
      this.server.newDevice()
    );
    const session = this.server.session();
    this.account = await openAccount(
      session,
      { left: () => undefined, revoked: () => undefined },
      { send, newDevice },
    );
    await this.account.renew(session);
  }

  /** Each act is done again after a start, where the screen does not show it as done. */
  async act(work: () => Promise<void>, isDone: () => boolean = () => false): Promise<void> {
    for (;;) {
      try {
        if (!isDone()) await work();
        this.killer.stopIfDead();
        return;
      } catch (failure) {
        if (!this.killer.dead) throw failure;
        this.killed += 1;
        await this.reboot();
      }
    }
  }

  async reboot(): Promise<void> {
    await this.account.close().catch(() => undefined);
    this.killer.revive();
    await isConsistent(this.server);
    await this.open();
  }

  async write(title: string): Promise<void> {
    await this.act(
      async () =>
        void this.#records.set(
          title,
          await this.account.create('goal', 1, { words: { title }, tags: { add: ['home'] } }),
        ),
      () => this.goal(title) !== undefined,
    );
  }

  async rename(before: string, title: string): Promise<void> {
    await this.act(
      () => this.account.edit(this.goal(before)!, { words: { title } }),
      () => this.goal(title) !== undefined,
    );
  }

  async sync(): Promise<void> {
    await this.act(async () => {
      if (!(await this.account.sync())) throw new Killed();
    });
  }

  goal(title: string): ReturnType<Account['all']>[number] | undefined {
    return this.account.all('goal').find(({ body }) => body.title === title);
  }

  titles(): string[] {
    return this.account
      .all('goal')
      .map(({ body }) => body.title)
      .sort();
  }
}

const NAME = databaseOf(new SmallServer().session().person.uuid);

/** Rows and cursor: whatever the cursor says was read is there. */
async function isConsistent(server: SmallServer): Promise<void> {
  const store = new Store(NAME);
  const { cursor } = await store.progress();
  const [epoch, , marks] = JSON.parse(cursor ?? '["",0,{}]') as [
    string,
    number,
    Record<number, number>,
  ];
  const missing: ServerRow[] = [];
  for (const row of epoch === server.data.epoch ? server.data.rows : []) {
    if (row.state !== 'live' || row.seq > (marks[row.stream] ?? -1)) continue;
    const [held] = await store.rowsAt([[row.stream, row.record]]);
    if (held?.seq !== row.seq) missing.push(row);
  }
  await store.close();
  expect(missing).toEqual([]);
}

/** A life: writing, pages, moving, a restored server, a fork, an erase, a sign-out and a return. */
async function live(phone: Phone): Promise<void> {
  const { server } = phone;
  server.offline = true;
  await phone.write('one');
  await phone.write('two');
  server.offline = false;
  await phone.sync();
  const backup = server.backup();
  for (let n = 0; n < 5; n++)
    server.writeElsewhere(1, `00000000-0000-7000-8000-00000000000${n}`, `theirs ${n}`);
  server.rows_a_page = 2;
  await phone.rename('one', 'first');
  await phone.sync();
  await phone.act(
    () => phone.account.share(phone.goal('first')!, true),
    () => phone.goal('first')?.stream === 2,
  );
  await phone.write('three');
  await phone.sync();

  server.restore(backup, 'e2');
  for (let n = 0; n < 5; n++)
    server.writeElsewhere(1, `00000000-0000-7000-8000-00000000000${n}`, `theirs ${n}`);
  server.offline = true;
  await phone.write('four');
  server.offline = false;
  await phone.sync();

  server.offline = true;
  await phone.write('five');
  server.offline = false;
  const { device, data } = server;
  for (let n = 1; n < 40; n++) data.counted[`${device}/${n}`] ??= `a copy's ${n}`;
  await phone.sync();

  const two = phone.goal('two')?.record;
  await phone.act(
    () => phone.account.erase(phone.goal('two')!),
    () => two === undefined || phone.goal('two') === undefined,
  );
  expect(await onDisk(server)).not.toContain('"two"');
  await phone.sync();
  expect(await onDisk(server)).not.toContain('"two"');

  server.offline = true;
  await phone.write('six');
  await phone.act(async () => {
    await phone.account.leave({ keep_sealed: true });
    await phone.open();
  });
  server.offline = false;
  server.newDevice();
  await phone.act(() => phone.account.renew(server.session()));
  await phone.sync();
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  globalThis.reportError = () => undefined;
});

let killer: Killer | null = null;
afterEach(() => killer?.revive());

async function lived(k: number, when: When): Promise<Phone> {
  globalThis.indexedDB = new IDBFactory();
  killer = new Killer(k, when);
  const phone = new Phone(new SmallServer(), killer);
  await phone.act(() => phone.open());
  await live(phone);
  return phone;
}

const EXPECTED = [
  'first',
  'five',
  'four',
  'six',
  'theirs 0',
  'theirs 1',
  'theirs 2',
  'theirs 3',
  'theirs 4',
  'three',
];

async function check(phone: Phone): Promise<void> {
  const { server, account } = phone;
  expect(phone.titles()).toEqual(EXPECTED);
  expect(server.titles()).toEqual(EXPECTED);
  expect(account.status).toMatchObject({ unsent: 0, doubtful: null });
  expect(phone.goal('first')?.stream).toBe(2);
  // Each number of the phone stands for one mutation for ever, whatever device it was sent as.
  const byN = new Map<number, Set<string>>();
  for (const { id, n } of server.requests.flatMap(({ mutations }) => mutations))
    byN.set(n, (byN.get(n) ?? new Set()).add(id));
  expect([...byN].filter(([, ids]) => ids.size > 1)).toEqual([]);
  expect(server.forks).toBe(1);
  await account.close();
  await isConsistent(server);
  const store = new Store(NAME);
  const progress: Progress = await store.progress();
  expect(progress).toMatchObject({ staging: null, offering: null, leaving: [] });
  await store.close();
}

test('a life without a kill ends well', async () => {
  await check(await lived(0, 'before'));
});

test.each(['before', 'after'] as const)(
  'killed %s the commit of any transaction, nothing typed or acknowledged is lost',
  { timeout: 120_000 },
  async (when) => {
    let kills = 0;
    for (let k = 1; ; k++) {
      const phone = await lived(k, when);
      await check(phone);
      if (!phone.killed) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(40);
  },
);
