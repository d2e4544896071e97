/** This phone's push subscription. Push is a doorbell: the inbox is there without it. */

import type { components } from '../generated/api';
import { answer, api } from './api';
import { isInstalled, platform } from './phone';
import { save, saved } from './saved';

/**
 * `unsupported`: this browser has no push, or the program has no key. `denied`: the person said no to the browser, and
 * only its own settings can change that.
 */
export type PushState = 'unsupported' | 'denied' | 'off' | 'on';

/** `subscribe()` never settles where the browser cannot reach its push service. */
const PATIENCE_MS = 10_000;

let state: PushState = $state('off');
let key: string | null = null;

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

/** On every start: the browser may have dropped or changed the subscription, the program its key. */
export async function checkPush(program_key: string | null): Promise<void> {
  key = program_key;
  state = key ? standing() : 'unsupported';
  if (!key || state !== 'off' || Notification.permission !== 'granted' || !saved('push_wanted')) return;
  state = await subscribed(key).then(asOn, asOff);
}

/** From a tap only: asks the person. `off` when the push service did not answer in time. */
export async function turnPushOn(): Promise<PushState> {
  if (!key || standing() === 'unsupported') return (state = 'unsupported');
  if ((await Notification.requestPermission()) !== 'granted') return (state = standing());
  save('push_wanted', true);
  return (state = await subscribed(key).then(asOn, asOff));
}

export async function turnPushOff(): Promise<void> {
  await dropPush();
  await answer(api.DELETE('/api/push/subscription'));
}

/** On this phone alone; signing out tells the server. */
export async function dropPush(): Promise<void> {
  save('push_wanted', null);
  if (state !== 'unsupported') state = standing();
  const worker = await navigator.serviceWorker?.getRegistration();
  const subscription = await worker?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
  for (const shown of (await worker?.getNotifications?.()) ?? []) shown.close();
}

const asOn = (): PushState => 'on';
const asOff = (): PushState => 'off';

function standing(): PushState {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : 'off';
}

async function subscribed(key: string): Promise<void> {
  const { pushManager } = await inTime(navigator.serviceWorker.ready);
  const kept = await pushManager.getSubscription();
  const isCurrent = kept && sameKey(kept.options.applicationServerKey, key);
  if (kept && !isCurrent) await kept.unsubscribe();
  const subscription = isCurrent ? kept : await inTime(pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }));
  const { endpoint, keys } = subscription.toJSON() as components['schemas']['PushSubscription'];
  await answer(api.PUT('/api/push/subscription', { body: { endpoint, keys } }));
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS));
  return Promise.race([work, late]);
}

function sameKey(held: ArrayBuffer | null, key: string): boolean {
  return held !== null && String(new Uint8Array(held)) === String(bytesOf(key));
}

function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const binary = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
