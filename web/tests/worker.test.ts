import { beforeEach, expect, test, vi } from 'vitest';

type Handler = (event: Record<string, unknown>) => void;
const handlers = new Map<string, Handler>();
const ORIGIN = 'https://alongside.test';
const SENTENCE = 'There is something new for you.';
const NOTE = `/inbox/00000000-0000-7000-8000-000000000001`;

const registration = { showNotification: vi.fn(async (_title: string, _options: object) => undefined) };
const clients = { matchAll: vi.fn(async (): Promise<object[]> => []), openWindow: vi.fn(async (_path: string) => null), claim: vi.fn(async () => undefined) };

vi.stubGlobal('self', { addEventListener: (type: string, handler: Handler) => handlers.set(type, handler), registration, clients, skipWaiting: vi.fn() });
vi.stubGlobal('location', new URL(`${ORIGIN}/sw.js`));
vi.stubGlobal('VERSION', 'two');
vi.stubGlobal('FILES', ['/', '/assets/a-1.js', '/assets/b-2.js']);
// The worker's own types are another world's: it is loaded without them.
await Object.values(import.meta.glob('../src/worker/sw.ts'))[0]!();

async function dispatch(type: string, event: Record<string, unknown>): Promise<void> {
  const until: unknown[] = [];
  handlers.get(type)!({ waitUntil: (work: unknown) => until.push(work), respondWith: (work: unknown) => until.push(work), ...event });
  await Promise.all(until);
}

const pushed = (payload: string): Promise<void> => dispatch('push', { data: { json: () => JSON.parse(payload) as unknown } });
const shown = (): [string, Record<string, unknown>] => registration.showNotification.mock.lastCall as never;

beforeEach(() => vi.clearAllMocks());

test.each([
  ['no payload at all', null, SENTENCE, '/inbox'],
  ['not JSON', 'junk', SENTENCE, '/inbox'],
  ['nothing inside', '{}', SENTENCE, '/inbox'],
  ['null', 'null', SENTENCE, '/inbox'],
  ['a known sentence', `{"notification":{"body":"A note is waiting.","navigate":"${NOTE}"},"id":"i"}`, 'A note is waiting.', NOTE],
  ['an absolute address of this app', `{"notification":{"navigate":"${ORIGIN}${NOTE}"}}`, SENTENCE, NOTE],
  ['words far too long', `{"notification":{"body":"${'x'.repeat(500)}"}}`, SENTENCE, '/inbox'],
  ['another site', `{"notification":{"navigate":"https://evil.example${NOTE}"}}`, SENTENCE, '/inbox'],
  ['another place of this app', '{"notification":{"navigate":"/me/sign-out"}}', SENTENCE, '/inbox'],
  ['a script', '{"notification":{"navigate":"javascript:alert(1)"}}', SENTENCE, '/inbox'],
])('a push with %s shows one neutral sentence and leads into the app', async (_name, payload, body, path) => {
  if (payload === null) await dispatch('push', { data: null });
  else await pushed(payload);
  expect(registration.showNotification).toHaveBeenCalledOnce();
  expect(shown()).toMatchObject(['Alongside', { body, data: path }]);
});

test('a duplicate replaces the first, by its tag', async () => {
  await pushed('{"notification":{"tag":"t"},"id":"i"}');
  expect(shown()[1]).toMatchObject({ tag: 't' });
  await pushed('{"notification":{},"id":"i"}');
  expect(shown()[1]).toMatchObject({ tag: 'i' });
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
  const client = { postMessage: vi.fn(), focus: vi.fn().mockRejectedValue(new Error('not allowed')) };
  clients.matchAll.mockResolvedValueOnce([client]);
  await dispatch('notificationclick', { notification });
  expect(client.postMessage).toHaveBeenCalledWith({ go: NOTE });
  expect(clients.openWindow).toHaveBeenCalledOnce();
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
  const store = new Map([['shell-one', new Map([['/assets/a-1.js', new Response('a')]])], ['else', new Map()]]);
  const opened = (name: string): object => {
    const held = store.get(name) ?? new Map<string, Response>();
    store.set(name, held);
    return { put: async (path: string, response: Response) => void held.set(path, response), match: async (path: string) => held.get(path) };
  };
  vi.stubGlobal('caches', { open: async (name: string) => opened(name), keys: async () => [...store.keys()], delete: async (name: string) => store.delete(name) });
  vi.stubGlobal('Request', class { constructor(readonly url: string) {} });
  const fetched: string[] = [];
  vi.stubGlobal('fetch', async ({ url }: { url: string }) => (fetched.push(url), new Response(url)));
  await dispatch('install', {});
  expect(fetched).toEqual(['/', '/assets/b-2.js']);
  expect([...store.get('shell-two')!.keys()].sort()).toEqual(['/', '/assets/a-1.js', '/assets/b-2.js']);
  await dispatch('activate', {});
  expect([...store.keys()]).toEqual(['else', 'shell-two']);
});
