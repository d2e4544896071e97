import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Unreachable, type SessionInfo } from '../../src/session/info';
import { openAccount, type Account } from '../../src/sync';
import { changeDraft, draftsFor, keepDraft, planNudge } from '../../src/screens/caseload/drafts';
import { emptyForm, formOf } from '../../src/screens/caseload/nudge_form';
import { theirZone } from '../../src/screens/caseload/their_zone';

const ACCOUNT = 1;
const ASSIGNED = 3;
const SHARED = 2;
const TASHA = 71;
const session = {
  person: {
    id: 8,
    uuid: '00000000-0000-7000-8000-000000000002',
    kind: 'staff',
    role: 'peer',
    display_name: 'Olive',
    language: 'en',
  },
  device: { id: 9, label: 'Phone' },
  streams: [
    { id: ACCOUNT, kind: 'account', role: 'self', person: 8 },
    { id: SHARED, kind: 'shared', role: 'peer', person: TASHA },
    { id: ASSIGNED, kind: 'assignment', role: 'peer', person: TASHA },
  ],
} as unknown as SessionInfo;

let account: Account;

/** A phone that has no network. */
async function open(): Promise<Account> {
  const send = (): Promise<never> => Promise.reject(new Unreachable('no network'));
  const opened = await openAccount(
    session,
    { left: () => undefined, revoked: () => undefined },
    { send },
  );
  await opened.renew(session);
  return opened;
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  account = await open();
});

afterEach(() => account.close());

const form = (text: string) => ({
  ...emptyForm(Date.parse('2027-05-03T15:20:00Z'), 'America/Chicago'),
  text,
});
const texts = (person = TASHA): string[] => draftsFor(account, person).map(({ body }) => body.text);
const planned = (): string[] => account.all('nudge_plan', ASSIGNED).map(({ body }) => body.text);

test('a draft is kept in the peer’s own stream, for one person, and planning nothing', async () => {
  await keepDraft(account, TASHA, form('First'));
  await keepDraft(account, TASHA, {
    ...form('Second'),
    repeat: 'weekly',
    weekdays: [1, 3],
    every: 2,
  });
  await keepDraft(account, 72, form('For another'));
  expect([texts(), texts(72), planned()]).toEqual([['Second', 'First'], ['For another'], []]);
  expect(draftsFor(account, TASHA)[0]).toMatchObject({
    stream: ACCOUNT,
    body: { from_peer: false, repeat: 'weekly', weekdays: [1, 3], every: 2 },
  });
});

test('it is there after a restart, and can be changed', async () => {
  await keepDraft(account, TASHA, form('First'));
  await account.close();
  account = await open();
  const draft = draftsFor(account, TASHA)[0]!;
  await changeDraft(account, draft, {
    ...formOf(draft.body),
    repeat: 'monthly',
    ends: 'times',
    times: 3,
  });
  expect(draftsFor(account, TASHA)[0]!.body).toMatchObject({
    text: 'First',
    repeat: 'monthly',
    times: 3,
  });
});

test('planned, it is a draft no more, and what was typed last counts', async () => {
  await keepDraft(account, TASHA, form('First'));
  const draft = draftsFor(account, TASHA)[0]!;
  await planNudge(account, ASSIGNED, { ...formOf(draft.body), text: 'First, and more' }, draft);
  expect([texts(), planned()]).toEqual([[], ['First, and more']]);
});

test('a plan without a draft leaves the drafts alone', async () => {
  await keepDraft(account, TASHA, form('First'));
  await planNudge(account, ASSIGNED, form('At once'), undefined);
  expect([texts(), planned()]).toEqual([['First'], ['At once']]);
});

test('a draft that went meanwhile hinders no plan', async () => {
  await keepDraft(account, TASHA, form('First'));
  const draft = draftsFor(account, TASHA)[0]!;
  await account.remove(draft);
  await planNudge(account, ASSIGNED, formOf(draft.body), draft);
  expect(planned()).toEqual(['First']);
});

test('the zone is what the program says, else that of the newest check-in that they share', async () => {
  expect(theirZone(account, TASHA, undefined)).toBeUndefined();
  for (const time_zone of ['Europe/Madrid', 'America/Chicago']) {
    await account.create('check_in', SHARED, {
      answers: {
        occurred_at: '2027-05-03T08:00:00Z',
        local_date: '2027-05-03',
        time_zone,
        mood: 3,
      },
    });
    await new Promise((later) => setTimeout(later, 5)); // an id begins with its millisecond
  }
  expect(theirZone(account, TASHA, undefined)).toBe('America/Chicago');
  expect(theirZone(account, 72, undefined)).toBeUndefined();
  expect(theirZone(account, TASHA, 'Asia/Tokyo')).toBe('Asia/Tokyo');
});
