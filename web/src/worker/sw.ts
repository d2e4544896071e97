/** Keeps the app's own files on the phone and rings the doorbell. Never touches the API: no person's words are in its cache. */

export {};

declare const self: ServiceWorkerGlobalScope;
declare const FILES: string[];
declare const VERSION: string;

const PREFIX = 'shell-';
const CACHE = PREFIX + VERSION;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

// Only the page asks, after the person's tap: a new worker under an old page would mix two versions.
self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  event.respondWith(served(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const before = await Promise.all((await oldCaches()).map((name) => caches.open(name)));
  await Promise.all(FILES.map(async (path) => cache.put(path, (await unchanged(path, before)) ?? (await fetched(path)))));
}

/** A file whose name is the hash of its content need not be downloaded again. */
async function unchanged(path: string, before: Cache[]): Promise<Response | undefined> {
  if (!path.startsWith('/assets/')) return undefined;
  for (const cache of before) {
    const found = await cache.match(path);
    if (found) return found;
  }
  return undefined;
}

async function fetched(path: string): Promise<Response> {
  const response = await fetch(new Request(path, { cache: 'reload', credentials: 'omit' }));
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  return response;
}

async function activate(): Promise<void> {
  for (const name of await oldCaches()) await caches.delete(name);
  await self.clients.claim();
}

async function oldCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
}

async function served(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.mode === 'navigate' ? '/' : request);
  return kept ?? fetch(request);
}

interface Doorbell {
  id?: unknown;
  notification?: { title?: unknown; body?: unknown; navigate?: unknown; tag?: unknown };
}

const TITLE = 'Alongside';
const SENTENCE = 'There is something new for you.';
const LONGEST_SENTENCE = 120;
const INBOX = /^\/inbox\/[0-9a-f-]{36}$/;

self.addEventListener('push', (event) => event.waitUntil(ring(event.data)));

/** Always shows something: a browser ends a subscription whose pushes show nothing. The same tag replaces a duplicate. */
async function ring(data: PushMessageData | null): Promise<void> {
  const { id, notification } = readDoorbell(data);
  const said = notification?.body;
  const body = typeof said === 'string' && said && said.length <= LONGEST_SENTENCE ? said : SENTENCE;
  const path = inboxPath(notification?.navigate);
  await self.registration.showNotification(TITLE, { body, tag: String(notification?.tag ?? id ?? 'alongside'), icon: '/icon-192.png', data: path });
  for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage('sync');
}

function readDoorbell(data: PushMessageData | null): Doorbell {
  try {
    return (data?.json() as Doorbell | null) ?? {};
  } catch {
    return {};
  }
}

/** Only ever a place of this app, whatever the payload says. */
function inboxPath(navigate: unknown): string {
  try {
    const { origin, pathname } = new URL(String(navigate), location.origin);
    return origin === location.origin && INBOX.test(pathname) ? pathname : '/inbox';
  } catch {
    return '/inbox';
  }
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openAt(inboxPath(event.notification.data)));
});

/** An open window is told where to go, so that nothing half-written in it is lost to a reload. */
async function openAt(path: string): Promise<void> {
  const [client] = await self.clients.matchAll({ type: 'window' });
  if (!client) {
    await self.clients.openWindow(path);
    return;
  }
  client.postMessage({ go: path });
  // Refused unless the click was a real one.
  await client.focus().catch(() => undefined);
}
