/**
 * The service worker seen from the page: registered once, replaced only when the person says so.
 */

let waiting: ServiceWorker | null = $state.raw(null);

/** Reactive. */
export const update = {
  /** A newer version is on this phone and waits for a tap. */
  get ready(): boolean {
    return waiting !== null;
  },
};

/** Reloads into the newer version. */
export function applyUpdate(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
    once: true,
  });
  waiting?.postMessage('take over');
}

/** `go` is called with the path of a notification that was tapped while the app was open. */
export async function registerWorker(go: (path: string) => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (typeof data === 'object' && typeof data?.go === 'string') go(data.go);
  });
  const registration = await navigator.serviceWorker.register(scriptUrl());
  const look = (): void =>
    void (waiting = navigator.serviceWorker.controller ? registration.waiting : null);
  look();
  registration.addEventListener('updatefound', () =>
    registration.installing?.addEventListener('statechange', look),
  );
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') registration.update().catch(() => undefined);
  });
}

/** The server's policy takes script addresses only from a policy of this name. */
function scriptUrl(): string {
  const { trustedTypes } = window as {
    trustedTypes?: {
      createPolicy(name: string, rules: object): { createScriptURL(url: string): string };
    };
  };
  const address = '/sw.js';
  return (
    trustedTypes
      ?.createPolicy('alongside-worker', { createScriptURL: () => address })
      .createScriptURL('') ?? address
  );
}
