import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pause, syncOnSigns } from '../src/sync/loop/triggers';

/** A browser's stream of events, played by hand. */
class Source {
  static opened: Source[] = [];
  static get now(): Source {
    return Source.opened.at(-1)!;
  }
  closed = false;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    Source.opened.push(this);
  }
  close(): void {
    this.closed = true;
  }
  says(stream: number, head: number): void {
    this.onmessage?.({ data: JSON.stringify({ stream, head }) });
  }
}

let syncs = 0;
let reached: Record<number, number> = {};
let server = true;
let patience = 0;
let stop: () => void;
const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const window = new EventTarget();

async function sync(): Promise<boolean> {
  syncs += 1;
  return Promise.resolve(server);
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  Object.assign(globalThis, {
    EventSource: Source,
    document: page,
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
  });
  Source.opened = [];
  [syncs, reached, server, patience, page.visibilityState] = [0, { 1: 5 }, true, 0, 'visible'];
  stop = syncOnSigns(
    sync,
    ({ stream, head }) => head > (reached[stream] ?? 0),
    () => patience,
  );
  await pass(0);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  for (const name of ['EventSource', 'document', 'addEventListener', 'removeEventListener'])
    Reflect.deleteProperty(globalThis, name);
});

const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));

async function become(state: 'visible' | 'hidden'): Promise<void> {
  page.visibilityState = state;
  page.dispatchEvent(new Event('visibilitychange'));
  await pass(0);
}

test('it fetches first and listens then', () => {
  expect([syncs, Source.opened.map(({ url }) => url)]).toEqual([1, ['/api/events']]);
});

test('word of what is not here yet fetches it at once, and word of what is here fetches nothing', async () => {
  Source.now.says(1, 5);
  await pass(1_000);
  expect(syncs).toBe(1);
  Source.now.says(1, 6);
  await pass(1_000);
  expect(syncs).toBe(2);
});

test('word of a stream that was never read is news, unless nothing is in it', async () => {
  Source.now.says(9, 0);
  await pass(1_000);
  expect(syncs).toBe(1);
  Source.now.says(9, 1);
  await pass(1_000);
  expect(syncs).toBe(2);
});

test('word of its own writing comes beside the answer and fetches nothing', async () => {
  Source.now.says(1, 6);
  reached[1] = 6;
  await pass(1_000);
  expect(syncs).toBe(1);
});

test('much word at once fetches once', async () => {
  for (let head = 6; head < 50; head += 1) Source.now.says(1, head);
  await pass(1_000);
  expect(syncs).toBe(2);
});

test('while word comes by itself it asks every five minutes, and until then every 15 seconds', async () => {
  await pass(14_900);
  expect(syncs).toBe(1);
  await pass(200);
  expect(syncs).toBe(2);
  Source.now.says(1, 5);
  await pass(299_000);
  expect(syncs).toBe(2);
  await pass(2_000);
  expect(syncs).toBe(3);
});

test('a stream from which nothing ever comes, behind a proxy that holds it back, changes nothing about the asking', async () => {
  await pass(61_000);
  expect([syncs, Source.opened.length]).toEqual([5, 1]);
});

test('hidden it does not listen, and visible again it listens and fetches', async () => {
  Source.now.says(1, 5);
  await become('hidden');
  expect(Source.now.closed).toBe(true);
  await become('visible');
  expect([syncs, Source.opened.length, Source.now.closed]).toEqual([2, 2, false]);
});

test.each(['pageshow', 'online'])(
  '%s opens it anew, since it may be dead without knowing, and fetches',
  async (sign) => {
    const before = Source.now;
    window.dispatchEvent(new Event(sign));
    await pass(0);
    expect([syncs, Source.opened.length, before.closed, Source.now.closed]).toEqual([
      2,
      2,
      true,
      false,
    ]);
  },
);

test('a server that ends it is asked at once what has changed, and listened to again', async () => {
  Source.now.says(1, 5);
  await pass(60_000);
  Source.now.onerror!();
  await pass(1_500);
  expect([syncs, Source.opened.length]).toEqual([2, 2]);
});

test('one that fails again and again is opened ever more seldom, and the asking goes on', async () => {
  const before = Date.now();
  const tried: number[] = [];
  for (let second = 0; second < 3_600; second += 1) {
    if (!Source.now.closed) {
      tried.push(Math.round((Date.now() - before) / 1000));
      Source.now.onerror!();
    }
    await pass(1_000);
  }
  expect(tried.length).toBeLessThan(20);
  expect(tried.at(-1)! - tried.at(-2)!).toBeGreaterThanOrEqual(300);
  expect(syncs).toBeGreaterThan(3_600 / 15 - 5);
});

test('one that is ended as soon as it says something is not opened in a circle', async () => {
  for (let second = 0; second < 600; second += 1) {
    if (!Source.now.closed) {
      Source.now.says(1, 5);
      Source.now.onerror!();
    }
    await pass(1_000);
  }
  expect(Source.opened.length).toBeLessThan(12);
});

test('without a server it does not listen, and each failure doubles the pause', async () => {
  stop();
  [syncs, server, Source.opened] = [0, false, []];
  stop = syncOnSigns(sync, () => true);
  await pass(34_000);
  expect([syncs, Source.opened.length]).toEqual([3, 0]);
  expect([1, 2, 3, 99].map((failures) => pause(failures))).toEqual([
    5_000, 10_000, 20_000, 300_000,
  ]);
});

test('once stopped it neither listens nor asks, whatever happens', async () => {
  Source.now.says(1, 6);
  stop();
  await pass(600_000);
  await become('hidden');
  await become('visible');
  expect([syncs, Source.now.closed, Source.opened.length]).toEqual([1, true, 1]);
});

test('stopped in the middle of a sync it opens nothing afterwards', async () => {
  stop();
  Source.opened = [];
  stop = syncOnSigns(
    async () => new Promise((resolve) => setTimeout(() => resolve(true), 1_000)),
    () => true,
  );
  stop();
  await pass(5_000);
  expect(Source.opened).toEqual([]);
});

test('a server that asked for patience is asked again just when that is over', async () => {
  [server, patience] = [false, 40_000];
  window.dispatchEvent(new Event('online'));
  await pass(0);
  patience = 0;
  server = true;
  await pass(39_000);
  expect(syncs).toBe(2);
  await pass(2_000);
  expect(syncs).toBe(3);
});
