/**
 * The browser's push subscription, and the program's copy of its address. Rarely needed, so loaded
 * when it is.
 */

import type { components } from '../generated/api';
import { PUSH_NOTE, PUSH_WANTED } from '../worker/wanted';
import { answer, api } from './api';

/**
 * `at`: the address that the program reaches this phone at now, null where it has none or its push
 * service no longer knows it. What the two do not have alike is made anew: an address that went
 * silent is not handed over a second time. May never settle, as the browser's own `subscribe()`;
 * `isWished` is asked before anything outlives the wait. Throws what the browser throws, Problem,
 * Unreachable.
 */
export async function subscribe(
  key: string,
  at: string | null,
  isWished: () => boolean,
): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const kept = await pushManager.getSubscription();
  if (!kept || kept.endpoint !== at || keyOf(kept) !== key) {
    await kept?.unsubscribe();
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    if (!isWished()) {
      await made.unsubscribe();
      return;
    }
    await handOver(made, key);
  }
  if (isWished()) await (await caches.open(PUSH_NOTE)).put(PUSH_WANTED, new Response());
}

async function handOver(made: PushSubscription, key: string): Promise<void> {
  const { endpoint, keys } = made.toJSON() as components['schemas']['PushSubscription'];
  await answer(api.PUT('/api/push/subscription', { body: { endpoint, keys, key } }));
}

/** What is on the lock screen goes too. */
export async function unsubscribe(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  if (!worker) return;
  await caches.delete(PUSH_NOTE);
  for (const shown of (await worker.getNotifications?.()) ?? []) shown.close();
  await (await worker.pushManager?.getSubscription())?.unsubscribe();
}

/** As the program writes it: base64url without padding. */
function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer());
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
