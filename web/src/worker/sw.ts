/**
 * Keeps the app's own files on the phone and rings the doorbell. Of the API it knows the address of
 * pushes alone: no person's words are in its cache.
 */

import { PUSH_NOTE, PUSH_WANTED } from './wanted';

declare const self: ServiceWorkerGlobalScope;
declare const FILES: string[];
declare const VERSION: string;

const PREFIX = 'shell-';
const CACHE = PREFIX + VERSION;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

// Only the page asks, after the person's tap: a new worker under an old page would mix two
// versions.
self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (
    request.method !== 'GET' ||
    url.origin !== location.origin ||
    url.pathname.startsWith('/api/')
  )
    return;
  event.respondWith(served(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const before = await Promise.all((await oldCaches()).map((name) => caches.open(name)));
  await Promise.all(
    FILES.map(async (path) =>
      cache.put(path, (await unchanged(path, before)) ?? (await fetched(path))),
    ),
  );
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

/**
 * All that a lock screen may ever say, by language, as the program sends it; a payload chooses one
 * of them and no more.
 */
const SENTENCES = {
  en: { title: 'You have a new note.', body: 'Open it when you have a moment.' },
  es: { title: 'Tienes una nota nueva.', body: 'Ábrela cuando tengas un momento.' },
};
const ID = /^[0-9a-f-]{36}$/;
const INBOX = /^\/inbox\/[0-9a-f-]{36}$/;

self.addEventListener('push', (event) => event.waitUntil(ring(event.data)));

/**
 * Always shows something: a browser ends a subscription whose pushes show nothing. The same tag
 * replaces a duplicate.
 */
async function ring(data: PushMessageData | null): Promise<void> {
  const { id, notification } = readDoorbell(data);
  const { title, body } = sentences(notification?.title, notification?.body);
  const tag = [notification?.tag, id].map(String).find((each) => ID.test(each)) ?? 'note';
  await self.registration.showNotification(title, {
    body,
    tag,
    icon: '/icon-192.png',
    data: inboxPath(notification?.navigate),
  });
  for (const client of await windows()) client.postMessage('sync');
}

function sentences(title: unknown, body: unknown): { title: string; body: string } {
  const spoken = Object.values(SENTENCES).find(
    (each) => each.title === title && each.body === body,
  );
  return spoken ?? (navigator.language.startsWith('es') ? SENTENCES.es : SENTENCES.en);
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
  const all = await windows();
  const client = all.find(({ visibilityState }) => visibilityState === 'visible') ?? all[0];
  if (!client) {
    await self.clients.openWindow(path);
    return;
  }
  client.postMessage({ go: path });
  // Refused unless the click was a real one.
  await client.focus().catch(() => undefined);
}

const windows = (): Promise<readonly WindowClient[]> =>
  self.clients.matchAll({ type: 'window', includeUncontrolled: true });

self.addEventListener('pushsubscriptionchange', (event) =>
  (event as ExtendableEvent).waitUntil(subscribeAgain()),
);

/**
 * The browser dropped its address. Only where the page left word that it is wanted: after a
 * sign-out nobody is reached here.
 */
async function subscribeAgain(): Promise<void> {
  if (!(await caches.match(PUSH_WANTED, { cacheName: PUSH_NOTE }))) return;
  const asked = await fetch('/api/push/key', { cache: 'no-store' });
  // With no network or no session the app compares at its next start.
  if (!asked.ok) return;
  const { key } = (await asked.json()) as { key: string };
  const made = await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = made.toJSON();
  const headers = { 'content-type': 'application/json' };
  await fetch('/api/push/subscription', {
    method: 'PUT',
    headers,
    body: JSON.stringify({ endpoint, keys, key }),
  });
}
