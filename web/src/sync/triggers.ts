/** When to sync: on every sign that there may be a network or news, and by a patient clock while the app is on the screen. */

const EVERY_MS = 15_000;
const RETRY_FIRST_MS = 5_000;
const RETRY_MAX_MS = 300_000;

/** `sync` resolves with true when the server was reached. Returns what stops it all. */
export function syncOnSigns(sync: () => Promise<boolean>): () => void {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isVisible = (): boolean => document.visibilityState === 'visible';

  async function run(): Promise<void> {
    clearTimeout(timer);
    failures = (await sync()) ? 0 : failures + 1;
    clearTimeout(timer);
    if (isVisible()) timer = setTimeout(() => void run(), pause(failures));
  }

  const onSign = (): void => void (isVisible() && run());
  const onMessage = ({ data }: MessageEvent): void => void (data === 'sync' && run());
  document.addEventListener('visibilitychange', onSign);
  addEventListener('pageshow', onSign);
  addEventListener('online', onSign);
  navigator.serviceWorker?.addEventListener('message', onMessage);
  void run();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onSign);
    removeEventListener('pageshow', onSign);
    removeEventListener('online', onSign);
    navigator.serviceWorker?.removeEventListener('message', onMessage);
  };
}

/** Doubled at each failure, and spread so that phones do not all come back at once. */
export function pause(failures: number): number {
  if (!failures) return EVERY_MS;
  return Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
}
