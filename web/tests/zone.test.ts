import { beforeEach, expect, test, vi } from 'vitest';
import { followZone } from '../src/session/zone';
import type { Account } from '../src/sync';

let store: Map<string, string>;
let profile: { time_zone: string; zone_mode: 'home' | 'follow_device' };
let written: object[];
let refused: boolean;

beforeEach(() => {
  store = new Map();
  profile = { time_zone: 'America/Chicago', zone_mode: 'follow_device' };
  written = [];
  refused = false;
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  });
});

const account = {
  settings: () => ({ body: profile }),
  edit: async (_row: object, { zone }: { zone: Partial<typeof profile> }) => {
    if (refused) throw new DOMException('full', 'QuotaExceededError');
    written.push(zone);
    Object.assign(profile, zone);
  },
} as unknown as Account;

test('the zone of the phone is written once for each change', async () => {
  for (const here of [
    'America/Chicago',
    'America/Denver',
    'America/Denver',
    'America/Denver',
    'America/Chicago',
  ])
    await followZone(account, here);
  expect(written).toEqual([{ time_zone: 'America/Denver' }, { time_zone: 'America/Chicago' }]);
});

test('asked twice at the same moment, it is written once', async () => {
  await Promise.all([followZone(account, 'America/Denver'), followZone(account, 'America/Denver')]);
  expect(written).toHaveLength(1);
});

test('a phone that stayed leaves the zone to the one that moved', async () => {
  await followZone(account, 'America/Chicago');
  profile.time_zone = 'America/Denver';
  await followZone(account, 'America/Chicago');
  expect(written).toEqual([]);
});

test('who keeps their home time has it kept, and following again begins anew', async () => {
  await followZone(account, 'America/Denver');
  profile = { time_zone: 'America/Chicago', zone_mode: 'home' };
  await followZone(account, 'America/Denver');
  expect(profile.time_zone).toBe('America/Chicago');
  profile.zone_mode = 'follow_device';
  await followZone(account, 'America/Denver');
  expect(profile.time_zone).toBe('America/Denver');
});

test('a write that the store refused is tried again', async () => {
  refused = true;
  await expect(followZone(account, 'America/Denver')).rejects.toThrow('full');
  refused = false;
  await followZone(account, 'America/Denver');
  expect(written).toEqual([{ time_zone: 'America/Denver' }]);
});

test('a browser that does not know where it is changes nothing', async () => {
  await followZone(account, '');
  expect(written).toEqual([]);
});

test.each(['Etc/Unknown', 'Mars/Olympus_Mons', 'CST7'])(
  'a phone that calls its zone %s, which it does not know itself, writes nobody’s clock over',
  async (here) => {
    await followZone(account, here);
    expect(written).toEqual([]);
    await followZone(account, 'America/Denver');
    expect(written).toEqual([{ time_zone: 'America/Denver' }]);
  },
);
