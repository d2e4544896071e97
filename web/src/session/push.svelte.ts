export type PushState =
  /** This browser has no push, or the program has no key. On an iPhone: only from the Home Screen. */
  | 'unsupported'
  /** The person said no to the browser; only its settings can change that. */
  | 'denied'
  | 'off'
  | 'on';

export interface Push {
  readonly state: PushState;
  /** An iPhone in the browser tab, where installing to the Home Screen would bring push. */
  readonly needs_install: boolean;
}

/** Reactive. */
export const push: Push = $state({ state: 'off', needs_install: false });

/** From a tap only. Resolves with the state it came to; `off` when the push service did not answer within 10 s. */
export async function turnPushOn(): Promise<PushState> {
  throw new Error('to be written');
}

export async function turnPushOff(): Promise<void> {
  throw new Error('to be written');
}
