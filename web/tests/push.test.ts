import { beforeEach, describe, expect, test, vi } from 'vitest';

const KEY = 'BAAB';
const AT = 'https://push.test/1';

/** A browser as far as push sees it. `hangs`: it never reaches its push service. */
class Browser {
  at: string | null = null;
  key = KEY;
  made = 0;
  hangs: { answer: () => void } | null = null;
  refuses = false;
  permission: NotificationPermission = 'granted';
  asked = 0;

  readonly pushManager = {
    getSubscription: async () => (this.at ? this.#subscription(this.at) : null),
    subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
      if (this.refuses) throw new DOMException('no', 'AbortError');
      if (this.hangs) await new Promise<void>((answer) => (this.hangs = { answer }));
      this.key = applicationServerKey;
      this.at = `https://push.test/new-${++this.made}`;
      return this.#subscription(this.at);
    },
  };

  #subscription(endpoint: string): object {
    const applicationServerKey = Uint8Array.from(atob(this.key), (character) =>
      character.charCodeAt(0),
    ).buffer;
    const unsubscribe = async (): Promise<boolean> => (
      (this.at = this.at === endpoint ? null : this.at),
      true
    );
    return {
      endpoint,
      options: { applicationServerKey },
      unsubscribe,
      toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' }, expirationTime: null }),
    };
  }
}

let browser: Browser;
let told: [string, unknown][];
let store: Map<string, string>;
let notes: Set<string>;
let push: typeof import('../src/session/push.svelte');
let unreachable: boolean;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  browser = new Browser();
  told = [];
  store = new Map();
  notes = new Set();
  unreachable = false;
  const registration = { pushManager: browser.pushManager, getNotifications: async () => [] };
  vi.stubGlobal('navigator', {
    userAgent: 'test',
    serviceWorker: {
      ready: Promise.resolve(registration),
      getRegistration: async () => registration,
    },
  });
  vi.stubGlobal('PushManager', class {});
  const asking = {
    get permission() {
      return browser.permission;
    },
    requestPermission: async () => (browser.asked++, browser.permission),
  };
  vi.stubGlobal('Notification', asking);
  vi.stubGlobal('window', { PushManager, Notification: asking });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  });
  vi.stubGlobal('caches', {
    open: async () => ({ put: async (path: string) => notes.add(path) }),
    delete: async () => notes.clear(),
  });
  vi.stubGlobal(
    'fetch',
    async (path: string, { method, body }: { method: string; body: string | null }) => {
      if (unreachable) throw new TypeError('no network');
      told.push([`${method} ${path}`, body && (JSON.parse(body) as { endpoint: string }).endpoint]);
      return new Response(null, { status: 204 });
    },
  );
  // Loaded beforehand: the clock that tests move does not move the loading.
  await import('../src/session/subscription');
  push = await import('../src/session/push.svelte');
});

const start = (push_at: string | null, push_key: string | null = KEY): Promise<void> =>
  push.checkPush({ push_key, push_at });
const PUT = 'PUT /api/push/subscription';
const DELETE = ['DELETE /api/push/subscription', null];
async function turnedOn(): Promise<string> {
  await start(null);
  await push.turnPushOn();
  told = [];
  return browser.at!;
}

describe('at every start', () => {
  test('nothing is said where browser and program have the same', async () => {
    const at = await turnedOn();
    await start(at);
    expect([push.push.state, told]).toEqual(['on', []]);
  });

  test.each([
    ['the browser lost it', () => void (browser.at = null), (at: string) => at],
    ['its push service let it go', () => undefined, () => null],
    ['the program has another', () => undefined, () => AT],
    ['the browser has another', () => void (browser.at = AT), (at: string) => at],
    ['it was made with an older key', () => void (browser.key = 'BBBB'), (at: string) => at],
  ])('it is made anew where %s', async (_name, happens, server) => {
    const at = await turnedOn();
    happens();
    await start(server(at));
    expect(push.push.state).toBe('on');
    expect(told).toEqual([[PUT, browser.at]]);
    expect(browser.at).not.toBe(at);
    expect(browser.key).toBe(KEY);
  });

  test('nobody is subscribed who did not ask to be, or who said no since', async () => {
    await start(null);
    expect([push.push.state, browser.made, told]).toEqual(['off', 0, []]);
    const at = await turnedOn();
    browser.permission = 'denied';
    await start(at);
    expect([push.push.state, told]).toEqual(['denied', [DELETE]]);
  });

  test('what was turned off with no network is told later', async () => {
    const at = await turnedOn();
    unreachable = true;
    await expect(push.turnPushOff()).rejects.toThrow();
    expect([push.push.state, browser.at]).toEqual(['off', null]);
    unreachable = false;
    await start(at);
    expect(told).toEqual([DELETE]);
  });

  test('without a key, or a browser that can, it is unsupported', async () => {
    await start(null, null);
    expect(push.push.state).toBe('unsupported');
    await push.turnPushOn();
    expect([push.push.state, browser.asked]).toEqual(['unsupported', 0]);
  });
});

describe('a browser that does not answer', () => {
  async function late(): Promise<void> {
    await start(null);
    browser.hangs = { answer: () => undefined };
    const turning = push.turnPushOn();
    await vi.advanceTimersByTimeAsync(10_000);
    await turning;
  }

  test('is waited for so long and no longer, and counts when it answers after all', async () => {
    await late();
    expect([push.push.state, told]).toEqual(['late', []]);
    browser.hangs!.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect([push.push.state, told]).toEqual(['on', [[PUT, browser.at]]]);
  }, 5_000);

  test('and answers after the person left, reaches nobody', async () => {
    await late();
    await push.dropPush();
    browser.hangs!.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect([push.push.state, browser.at, told, notes.size]).toEqual(['off', null, [], 0]);
  }, 5_000);

  test('does not hold up leaving', async () => {
    await turnedOn();
    browser.pushManager.getSubscription = () => new Promise(() => undefined);
    const leaving = push.dropPush();
    await vi.advanceTimersByTimeAsync(3_000);
    await leaving;
    expect(push.push.state).toBe('off');
  });

  test('to its own question is not waited for either', async () => {
    await start(null);
    browser.permission = 'default';
    Notification.requestPermission = () => new Promise(() => undefined);
    const turning = push.turnPushOn();
    await vi.advanceTimersByTimeAsync(10_000);
    await turning;
    expect(push.push.state).toBe('off');
  });

  test('as it should is said to have failed', async () => {
    await start(null);
    browser.refuses = true;
    await push.turnPushOn();
    expect(push.push.state).toBe('failed');
    browser.refuses = false;
    unreachable = true;
    await push.turnPushOn().catch(() => undefined);
    expect(push.push.state).toBe('failed');
  });
});

test('the worker is left word while notices are wanted, and no longer', async () => {
  await turnedOn();
  expect([...notes]).toEqual(['/push-wanted']);
  await push.dropPush();
  expect(notes.size).toBe(0);
  expect(store.has('alongside.push_wanted')).toBe(false);
});
