/**
 * When to sync: on every sign that there may be a network or news, and by a patient clock while the
 * app is on the screen.
 */

import { Live, spread, type Poke } from './live';

const EVERY_MS = 15_000;
/** While word of news comes by itself. */
const SELDOM_MS = 300_000;
const RETRY_FIRST_MS = 5_000;
const RETRY_MAX_MS = 300_000;
const AFTER_END_MS = 1_000;
/** Word of what this phone sent comes together with the answer that already holds it. */
const SETTLE_MS = 250;

/**
 * `sync` resolves with true when the server was reached; `isNews` says that a stream was not read
 * that far; `wait` for how long the server has asked for patience, ms. Returns what stops it all.
 */
export function syncOnSigns(
  sync: () => Promise<boolean>,
  isNews: (poke: Poke) => boolean = () => true,
  wait = (): number => 0,
): () => void {
  let failures = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let pokes: Poke[] = [];

  const isVisible = (): boolean => document.visibilityState === 'visible';
  const live = new Live(
    (poke) => {
      pokes.push(poke);
      settling ??= setTimeout(weigh, SETTLE_MS);
    },
    () => again(spread(AFTER_END_MS)),
  );

  async function run(): Promise<void> {
    clearTimeout(timer);
    failures = (await sync()) || wait() ? 0 : failures + 1;
    if (stopped) return;
    if (!failures && isVisible()) live.open();
    again(wait() || pause(failures, live.hears));
  }

  function again(ms: number): void {
    clearTimeout(timer);
    if (isVisible()) timer = setTimeout(() => void run(), ms);
  }

  function weigh(): void {
    settling = undefined;
    const news = pokes.some(isNews);
    pokes = [];
    if (news) void run();
    else again(pause(failures, live.hears));
  }

  /** A stream that was opened before may be dead without knowing it. */
  const onSign = (): void => {
    live.close();
    if (isVisible()) void run();
  };
  const onMessage = ({ data }: MessageEvent): void => void (data === 'sync' && run());
  document.addEventListener('visibilitychange', onSign);
  addEventListener('pageshow', onSign);
  addEventListener('online', onSign);
  navigator.serviceWorker?.addEventListener('message', onMessage);
  void run();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(settling);
    live.close();
    document.removeEventListener('visibilitychange', onSign);
    removeEventListener('pageshow', onSign);
    removeEventListener('online', onSign);
    navigator.serviceWorker?.removeEventListener('message', onMessage);
  };
}

/** Doubled at each failure, and spread so that phones do not all come back at once. */
export function pause(failures: number, hears = false): number {
  if (!failures) return hears ? SELDOM_MS : EVERY_MS;
  return spread(Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (failures - 1)));
}
