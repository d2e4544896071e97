import { beforeEach, expect, test, vi } from 'vitest';
import type { SessionInfo } from '../src/session/info';

const account = (person: SessionInfo['person']) => ({
  person,
  status: { unsent: 0, session: 'open' },
  close: async () => undefined,
  renew: async () => undefined,
  start: () => undefined,
  leave: async (options: object) => (dies ? new Promise(() => undefined) : void left.push(options)),
});
vi.mock('../src/sync', () => ({
  openAccount: async ({ person }: SessionInfo) => account(person),
  wipeAccount: async (person: string, options: object) =>
    void wiped.push([person, options, store.has('alongside.session')]),
}));

const who = (uuid: string): SessionInfo =>
  ({
    person: { uuid, kind: 'participant' },
    device: { id: 1 },
    streams: [],
    push_key: null,
    push_at: null,
  }) as unknown as SessionInfo;
const TASHA = who('tasha');
const DEE = who('dee');

let asked: string[];
let left: object[] = [];
let wiped: unknown[] = [];
let dies: boolean;
let store: Map<string, string>;
let unreachable: boolean;
let online: (() => void)[];
let answers: Record<string, () => Response>;
let session: typeof import('../src/session/session.svelte');

/** As a browser's: its own keys are those that are kept. */
function small(store: Map<string, string>): object {
  const keep = {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  };
  return new Proxy(keep, {
    ownKeys: () => [...store.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
}

beforeEach(async () => {
  vi.resetModules();
  asked = [];
  left = [];
  wiped = [];
  dies = false;
  store = new Map();
  online = [];
  unreachable = false;
  answers = {
    'POST /api/enrol': () => Response.json(DEE),
    'GET /api/session': () => Response.json(TASHA),
    'GET /api/crisis-card': () => Response.json({}),
  };
  vi.stubGlobal('navigator', {
    userAgent: 'test',
    locks: { request: async (_: string, work: () => Promise<void>) => work() },
  });
  vi.stubGlobal('window', {});
  vi.stubGlobal(
    'addEventListener',
    (type: string, hear: () => void) => void (type === 'online' && online.push(hear)),
  );
  vi.stubGlobal('localStorage', small(store));
  vi.stubGlobal('fetch', async (path: string, { method }: { method: string }) => {
    if (unreachable) throw new TypeError('no network');
    asked.push(`${method} ${path}`);
    return answers[`${method} ${path}`]?.() ?? new Response(null, { status: 204 });
  });
  session = await import('../src/session/session.svelte');
  await session.session.become(TASHA);
});

async function signedOutOffline(): Promise<void> {
  unreachable = true;
  await session.signOut({ keep_sealed: false });
  unreachable = false;
}

test('a sign-out is told at once', async () => {
  await session.signOut({ keep_sealed: false });
  expect(asked).toEqual(['POST /api/sign-out']);
  expect([session.session.account, store.size]).toEqual([null, 0]);
});

test('a sign-out with no network is told when it is back', async () => {
  await signedOutOffline();
  for (const hear of online) hear();
  await vi.waitFor(() => expect(store.has('alongside.sign_out_owed')).toBe(false));
  expect(asked).toEqual(['POST /api/sign-out']);
});

test('a sign-out with no network is told at the next start, and who signed out is not let in again', async () => {
  await signedOutOffline();
  unreachable = true;
  await session.session.refresh();
  unreachable = false;
  expect(store.has('alongside.sign_out_owed')).toBe(true);
  answers['POST /api/sign-out'] = () => Response.json({ code: 'error' }, { status: 503 });
  await session.session.refresh();
  expect([asked.includes('GET /api/session'), session.session.account]).toEqual([false, null]);
  delete answers['POST /api/sign-out'];
  answers['GET /api/session'] = () => Response.json({ code: 'not_signed_in' }, { status: 401 });
  await session.session.refresh();
  expect([store.has('alongside.sign_out_owed'), session.session.account]).toEqual([false, null]);
});

test('a sign-out with no network is told before anyone else comes in', async () => {
  await signedOutOffline();
  await session.enrol('CODE');
  expect(asked).toEqual(['POST /api/sign-out', 'POST /api/enrol']);
  expect(session.session.account?.person.uuid).toBe('dee');
});

test('who comes after another finds nothing of theirs beside the account', async () => {
  store
    .set('alongside.push_wanted', 'true')
    .set('alongside.zone_told', '"America/Denver"')
    .set('alongside.counting_day', '"2026-06-03"')
    .set('alongside.to_come', '1');
  await session.enrol('CODE');
  expect([...store.keys()].sort()).toEqual(['alongside.session']);
});

test('the same person with a new code goes on being reached', async () => {
  store.set('alongside.push_wanted', 'true');
  answers['POST /api/enrol'] = () => Response.json(TASHA);
  await session.enrol('CODE');
  expect(store.get('alongside.push_wanted')).toBe('true');
});

test('a sign-out leaves nothing of the person, whatever was kept', async () => {
  store
    .set('alongside.counting_day', '"2026-06-03"')
    .set('alongside.to_come', '1')
    .set('alongside.crisis_card', '{}')
    .set('of_another', '1');
  await session.signOut({ keep_sealed: true });
  expect([...store.keys()].sort()).toEqual(['alongside.crisis_card', 'of_another']);
});

test('the same person with a new code keeps the day that days were counted by', async () => {
  store.set('alongside.counting_day', '"2026-06-03"');
  answers['POST /api/enrol'] = () => Response.json(TASHA);
  await session.enrol('CODE');
  expect(store.get('alongside.counting_day')).toBe('"2026-06-03"');
});

async function endedBy(code: string): Promise<void> {
  store.set('alongside.counting_day', '"2026-06-03"');
  answers['GET /api/session'] = () => Response.json({ code }, { status: 401 });
  await session.session.refresh();
  expect([session.session.account, [...store.keys()]]).toEqual([null, ['alongside.crisis_card']]);
}

test('a phone that another one ended keeps nothing', async () => {
  await endedBy('device_revoked');
  expect([left, session.session.ended]).toEqual([[{ keep_sealed: false }], 'wiped']);
});

test('a phone that went with the one it came from keeps its unsent words, sealed', async () => {
  await endedBy('device_sealed');
  expect([left, session.session.ended]).toEqual([[{ keep_sealed: true }], 'sealed']);
});

test('a wipe that was cut short is finished at the next start, before anyone is let in', async () => {
  dies = true;
  answers['GET /api/session'] = () => Response.json({ code: 'device_revoked' }, { status: 401 });
  void session.session.refresh();
  await vi.waitFor(() => expect(store.has('alongside.wipe_owed')).toBe(true));
  expect([session.session.account, session.session.ended]).toEqual([null, null]);

  vi.resetModules();
  session = await import('../src/session/session.svelte');
  await session.session.start();
  expect(wiped).toEqual([['tasha', { person: 'tasha', keep_sealed: false }, false]]);
  expect([session.session.account, store.has('alongside.wipe_owed')]).toEqual([null, false]);
});

test('what a phone holds goes before anything waits for the network or the browser', async () => {
  unreachable = true;
  vi.stubGlobal('navigator', {
    ...navigator,
    serviceWorker: { getRegistration: () => new Promise(() => undefined) },
  });
  void session.signOut({ keep_sealed: true });
  await vi.waitFor(() => expect(left).toEqual([{ keep_sealed: true }]), 100);
  expect(store.has('alongside.wipe_owed')).toBe(false);
});

test('who comes to a phone that was ended is not told of it', async () => {
  await endedBy('device_sealed');
  await session.enrol('CODE');
  expect(session.session.ended).toBe(null);
});
