import { beforeEach, describe, expect, test, vi } from 'vitest';

type Handler = (event: Record<string, unknown>) => void;
const handlers = new Map<string, Handler>();
const ORIGIN = 'https://alongside.test';
const ENGLISH = ['You have a new note.', 'Open it when you have a moment.'];
const SPANISH = ['Tienes una nota nueva.', 'Ábrela cuando tengas un momento.'];
const NOTE = `/inbox/00000000-0000-7000-8000-000000000001`;

const made = { endpoint: 'https://push.test/new', keys: { p256dh: 'p', auth: 'a' } };
const pushManager = {
  subscribe: vi.fn(async (_options: object) => ({
    toJSON: () => ({ ...made, expirationTime: null }),
  })),
};
const registration = {
  pushManager,
  showNotification: vi.fn(async (_title: string, _options: object) => undefined),
};
const clients = {
  matchAll: vi.fn(async (): Promise<object[]> => []),
  openWindow: vi.fn(async (_path: string) => null),
  claim: vi.fn(async () => undefined),
};

vi.stubGlobal('self', {
  addEventListener: (type: string, handler: Handler) => handlers.set(type, handler),
  registration,
  clients,
  skipWaiting: vi.fn(),
});
vi.stubGlobal('location', new URL(`${ORIGIN}/sw.js`));
vi.stubGlobal('navigator', { language: 'en-US' });
vi.stubGlobal('VERSION', 'two');
vi.stubGlobal('FILES', ['/', '/assets/a-1.js', '/assets/b-2.js']);
// The worker's own types are another world's: it is loaded without them.
await Object.values(import.meta.glob('../src/worker/sw.ts'))[0]!();

async function dispatch(type: string, event: Record<string, unknown>): Promise<void> {
  const until: unknown[] = [];
  handlers.get(type)!({
    waitUntil: (work: unknown) => until.push(work),
    respondWith: (work: unknown) => until.push(work),
    ...event,
  });
  await Promise.all(until);
}

const pushed = (payload: string): Promise<void> =>
  dispatch('push', { data: { json: () => JSON.parse(payload) as unknown } });
const shown = (): [string, Record<string, unknown>] =>
  registration.showNotification.mock.lastCall as never;

beforeEach(() => vi.clearAllMocks());

const saying = ([title, body]: string[], more = {}): string =>
  JSON.stringify({ notification: { title, body, ...more }, id: 'i' });

test.each([
  ['no payload at all', null, ENGLISH, '/inbox'],
  ['not JSON', 'junk', ENGLISH, '/inbox'],
  ['nothing inside', '{}', ENGLISH, '/inbox'],
  ['null', 'null', ENGLISH, '/inbox'],
  ['the two sentences', saying(ENGLISH, { navigate: NOTE }), ENGLISH, NOTE],
  ['the two sentences in Spanish', saying(SPANISH, { navigate: NOTE }), SPANISH, NOTE],
  [
    'an absolute address of this app',
    saying(ENGLISH, { navigate: `${ORIGIN}${NOTE}` }),
    ENGLISH,
    NOTE,
  ],
  ['other words', saying([ENGLISH[0]!, 'Marcus: how is the craving?']), ENGLISH, '/inbox'],
  ['another title', saying(['Recovery', ENGLISH[1]!]), ENGLISH, '/inbox'],
  ['sentences of two languages', saying([SPANISH[0]!, ENGLISH[1]!]), ENGLISH, '/inbox'],
  ['words that are none', saying([{ toString: 1 }, ['x']] as never), ENGLISH, '/inbox'],
  ['another site', saying(ENGLISH, { navigate: `https://evil.example${NOTE}` }), ENGLISH, '/inbox'],
  ['another place of this app', saying(ENGLISH, { navigate: '/me/sign-out' }), ENGLISH, '/inbox'],
  [
    'a place below a note',
    saying(ENGLISH, { navigate: `${NOTE}/../../me/sign-out` }),
    ENGLISH,
    '/inbox',
  ],
  ['a script', saying(ENGLISH, { navigate: 'javascript:alert(1)' }), ENGLISH, '/inbox'],
])(
  'a push with %s shows the fixed sentences and leads into the app',
  async (_name, payload, [title, body], path) => {
    if (payload === null) await dispatch('push', { data: null });
    else await pushed(payload);
    expect(registration.showNotification).toHaveBeenCalledOnce();
    expect(shown()).toMatchObject([title, { body, data: path }]);
  },
);

test('a phone that speaks Spanish shows the Spanish sentences for what it cannot read', async () => {
  vi.stubGlobal('navigator', { language: 'es-MX' });
  await pushed('junk');
  vi.stubGlobal('navigator', { language: 'en-US' });
  expect(shown()).toMatchObject([SPANISH[0], { body: SPANISH[1] }]);
});

test('the sentences are those that the program sends', () => {
  const [server] = Object.values(
    import.meta.glob('../../notifications/push/payload.py', {
      query: '?raw',
      import: 'default',
      eager: true,
    }),
  ) as string[];
  for (const sentence of [...ENGLISH, ...SPANISH]) expect(server).toContain(`"${sentence}"`);
});

test('a duplicate replaces the first, by its tag', async () => {
  const [one, other] = [
    '00000000-0000-7000-8000-000000000001',
    '00000000-0000-7000-8000-000000000002',
  ];
  await pushed(`{"notification":{"tag":"${one}"},"id":"${other}"}`);
  expect(shown()[1]).toMatchObject({ tag: one });
  await pushed(`{"notification":{},"id":"${other}"}`);
  expect(shown()[1]).toMatchObject({ tag: other });
  await pushed('{"notification":{"tag":{"x":1}},"id":"craving"}');
  expect(shown()[1]).toMatchObject({ tag: 'note' });
});

test('open windows are told to sync', async () => {
  const postMessage = vi.fn();
  clients.matchAll.mockResolvedValueOnce([{ postMessage }]);
  await pushed('{}');
  expect(postMessage).toHaveBeenCalledWith('sync');
});

test('a tap opens the app, or tells the open one where to go though it may not be focused', async () => {
  const notification = { close: vi.fn(), data: NOTE };
  await dispatch('notificationclick', { notification });
  expect(clients.openWindow).toHaveBeenCalledWith(NOTE);
  const client = {
    postMessage: vi.fn(),
    focus: vi.fn().mockRejectedValue(new Error('not allowed')),
  };
  clients.matchAll.mockResolvedValueOnce([client]);
  await dispatch('notificationclick', { notification });
  expect(client.postMessage).toHaveBeenCalledWith({ go: NOTE });
  expect(clients.openWindow).toHaveBeenCalledOnce();
});

test('a tap prefers the window that is looked at', async () => {
  const [hidden, visible] = ['hidden', 'visible'].map((visibilityState) => ({
    visibilityState,
    postMessage: vi.fn(),
    focus: vi.fn(async () => undefined),
  }));
  clients.matchAll.mockResolvedValueOnce([hidden!, visible!]);
  await dispatch('notificationclick', {
    notification: { close: vi.fn(), data: 'https://evil.example/' },
  });
  expect(visible!.postMessage).toHaveBeenCalledWith({ go: '/inbox' });
  expect(hidden!.postMessage).not.toHaveBeenCalled();
});

describe('an address that the browser dropped', () => {
  const fetching = vi.fn(
    async (path: string, _options?: object) =>
      new Response(path.endsWith('key') ? '{"key":"new-key"}' : null, {
        status: path.endsWith('key') ? 200 : 204,
      }),
  );
  const holding = (note: object | undefined): void =>
    void vi.stubGlobal('caches', { match: async () => note });
  beforeEach(() => void vi.stubGlobal('fetch', fetching));

  test('is made again with the key of now, and told to the program', async () => {
    holding(new Response());
    await dispatch('pushsubscriptionchange', {});
    expect(pushManager.subscribe).toHaveBeenCalledWith({
      userVisibleOnly: true,
      applicationServerKey: 'new-key',
    });
    expect(fetching.mock.lastCall).toMatchObject([
      '/api/push/subscription',
      { method: 'PUT', body: JSON.stringify({ ...made, key: 'new-key' }) },
    ]);
  });

  test('is nobody’s where the person does not want notices, or signed out', async () => {
    holding(undefined);
    await dispatch('pushsubscriptionchange', {});
    expect(pushManager.subscribe).not.toHaveBeenCalled();
    expect(fetching).not.toHaveBeenCalled();
  });

  test('waits for the app’s next start where the program does not know the session', async () => {
    holding(new Response());
    fetching.mockResolvedValueOnce(new Response('{}', { status: 401 }));
    await dispatch('pushsubscriptionchange', {});
    expect(pushManager.subscribe).not.toHaveBeenCalled();
  });
});

test.each([
  ['the API', new Request(`${ORIGIN}/api/session`)],
  ['another site', new Request('https://elsewhere.example/x.js')],
  ['what is not a reading', new Request(`${ORIGIN}/`, { method: 'POST' })],
])('%s is never touched', async (_name, request) => {
  const respondWith = vi.fn();
  await dispatch('fetch', { request, respondWith });
  expect(respondWith).not.toHaveBeenCalled();
});

test('installing copies unchanged files from the old cache and downloads the rest; activating drops the old', async () => {
  const store = new Map([
    ['shell-one', new Map([['/assets/a-1.js', new Response('a')]])],
    ['else', new Map()],
  ]);
  const opened = (name: string): object => {
    const held = store.get(name) ?? new Map<string, Response>();
    store.set(name, held);
    return {
      put: async (path: string, response: Response) => void held.set(path, response),
      match: async (path: string) => held.get(path),
    };
  };
  vi.stubGlobal('caches', {
    open: async (name: string) => opened(name),
    keys: async () => [...store.keys()],
    delete: async (name: string) => store.delete(name),
  });
  vi.stubGlobal(
    'Request',
    class {
      constructor(readonly url: string) {}
    },
  );
  const fetched: string[] = [];
  vi.stubGlobal(
    'fetch',
    async ({ url }: { url: string }) => (fetched.push(url), new Response(url)),
  );
  await dispatch('install', {});
  expect(fetched).toEqual(['/', '/assets/b-2.js']);
  expect([...store.get('shell-two')!.keys()].sort()).toEqual([
    '/',
    '/assets/a-1.js',
    '/assets/b-2.js',
  ]);
  await dispatch('activate', {});
  expect([...store.keys()]).toEqual(['else', 'shell-two']);
});
