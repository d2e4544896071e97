/** This phone's push subscription. Push is a doorbell: the inbox is there without it. */

import { answer, api } from './api';
import type { SessionInfo } from './info';
import { isInstalled, platform } from './phone';
import { save, saved } from './saved';

/**
 * `unsupported`: this browser has no push, or the program has no key. `denied`: the person said no
 * to the browser, and only its own settings can change that. `late`: the browser has not answered
 * yet, and may never. `failed`: it, or the program, would not.
 */
export type PushState = 'unsupported' | 'denied' | 'off' | 'late' | 'failed' | 'on';

/** `subscribe()` never settles where the browser cannot reach its push service. */
const PATIENCE_MS = 10_000;
/** Leaving must not wait for a push service. */
const PATIENCE_AT_THE_DOOR_MS = 3_000;

let state: PushState = $state('off');
let key: string | null = null;
/** Each wish takes the place of the one before, which may still be waiting for the browser. */
let wish = 0;

/** Reactive. */
export const push = {
  get state(): PushState {
    return state;
  },
  /** An iPhone in the browser's tab, where the Home Screen would bring push. */
  get needs_install(): boolean {
    return platform() === 'ios' && !isInstalled();
  },
};

/**
 * On every start: what the browser has against what the program has. Either may have lost it, or
 * changed its key.
 */
export async function checkPush({
  push_key,
  push_at,
}: Pick<SessionInfo, 'push_key' | 'push_at'>): Promise<void> {
  key = push_key;
  const stands = standing();
  if (stands === 'off' && saved('push_wanted') && Notification.permission === 'granted') {
    await subscribe(push_at);
    return;
  }
  state = stands;
  // Turned off with no network, or in the browser's own settings.
  if (push_at) await answer(api.DELETE('/api/push/subscription')).catch(() => undefined);
}

/** From a tap only: asks the person. */
export async function turnPushOn(): Promise<void> {
  if ((state = standing()) !== 'off') return;
  // Someone may leave the browser's question open.
  const said = await inTime(Notification.requestPermission(), PATIENCE_MS).catch(
    () => Notification.permission,
  );
  if (said === 'denied') state = 'denied';
  else if (said !== 'granted') state = 'off';
  else {
    save('push_wanted', true);
    await subscribe(null);
  }
}

export async function turnPushOff(): Promise<void> {
  await dropPush();
  await answer(api.DELETE('/api/push/subscription'));
}

/** On this phone alone, and in time; signing out tells the server. */
export async function dropPush(): Promise<void> {
  wish++;
  save('push_wanted', null);
  state = standing();
  await inTime(
    rare().then(({ unsubscribe }) => unsubscribe()),
    PATIENCE_AT_THE_DOOR_MS,
  ).catch(() => undefined);
}

/**
 * `at`: where the program reaches this phone now. Whoever waits is answered in time; what the
 * browser brings later counts too.
 */
async function subscribe(at: string | null): Promise<void> {
  const mine = ++wish;
  const isWished = (): boolean => mine === wish;
  const tell = (now: PushState): void => void (isWished() && (state = now));
  const asked = key!;
  const work = rare().then((subscription) => subscription.subscribe(asked, at, isWished));
  const told = work.then(() => tell('on'), () => tell('failed')); // prettier-ignore
  await inTime(told, PATIENCE_MS).catch(() => tell('late'));
}

/** What talks to the browser's push comes when it is needed: the first screen never does. */
const rare = (): Promise<typeof import('./subscription')> => import('./subscription');

function standing(): PushState {
  if (
    !key ||
    !('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)
  )
    return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : 'off';
}

function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('no answer in time')), ms),
  );
  return Promise.race([work, late]);
}
