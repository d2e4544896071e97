import { beforeEach, expect, test, vi } from 'vitest';
import { forgetPerson } from '../src/session/saved';
import type { Account } from '../src/sync';
import { about } from '../src/ui/draft.svelte';
import { keep, restored } from '../src/ui/half_written';
import { sweepDrafts } from '../src/ui/sweep';

let store: Map<string, string>;

/** As a browser's: its own keys are those that are kept. */
function small(): object {
  const kept = {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  };
  return new Proxy(kept, {
    ownKeys: () => [...store.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
}

beforeEach(() => {
  store = new Map();
  vi.stubGlobal('localStorage', small());
});

const empty = () => ({
  mood: null as number | null,
  note: '',
  triggers: [] as string[],
  share_note: false,
});
const FULL = { mood: 2, note: 'a quiet bus', triggers: ['payday'], share_note: true };

test('half-written words are there again after a reload', () => {
  keep('check-in', FULL, empty());
  expect(restored('check-in', empty(), [])).toEqual(FULL);
});

test('a yes to sharing is not taken back with them', () => {
  keep('check-in', FULL, empty());
  expect(restored('check-in', empty(), ['share_note'])).toEqual({ ...FULL, share_note: false });
});

test('what was saved, or emptied again, leaves nothing behind', () => {
  keep('plan-reasons', 'my daughter', '');
  expect([...store.keys()]).toEqual(['alongside.draft.plan-reasons']);
  keep('plan-reasons', '', '');
  expect(store.size).toBe(0);
});

test('nothing half-written outlives its person on this phone', () => {
  keep('setback', { what: 'two beers' }, { what: '' });
  forgetPerson();
  expect([store.size, restored('setback', { what: '' }, [])]).toEqual([0, { what: '' }]);
});

test('what is being changed comes back with how it stood when that began', () => {
  const changing = {
    seen: { entity: 'goal', record: 'here', heads: { words: [['m1']] } },
    before: { title: 'A room' },
    form: { title: 'A room, and a key' },
  };
  keep<object | null>('goal-here', changing, null);
  expect(restored<object | null>('goal-here', null, [])).toEqual(changing);
});

test('of what is written about a record only the record’s place is kept beside it', () => {
  const note = {
    entity: 'encouragement',
    record: 'here',
    body: { text: 'Proud of you.' },
  } as const;
  expect(about(note, 'thank you')).toEqual({
    seen: { entity: 'encouragement', record: 'here' },
    form: 'thank you',
  });
});

test('words that were to change a record go with it, and no others', () => {
  const account = {
    get: (_entity: string, record: string) => (record === 'here' ? {} : undefined),
  } as unknown as Account;
  for (const record of ['here', 'gone'])
    keep<object | null>(
      `goal-${record}`,
      { seen: { entity: 'goal', record }, before: {}, form: {} },
      null,
    );
  for (const record of ['here', 'gone'])
    keep<object | null>(
      `reply-${record}`,
      about({ entity: 'encouragement', record }, 'thank you'),
      null,
    );
  keep<object | null>('contact', { seen: null, before: {}, form: { name: 'Dee' } }, null);
  keep('check-in', FULL, empty());
  sweepDrafts(account);
  expect([...store.keys()].sort()).toEqual([
    'alongside.draft.check-in',
    'alongside.draft.contact',
    'alongside.draft.goal-here',
    'alongside.draft.reply-here',
  ]);
});

test.each([
  ['no JSON', '{"note":'],
  ['another kind', '7'],
  ['a list', '[1]'],
  ['nothing', 'null'],
  ['a field of another kind', '{"triggers":"payday"}'],
  ['a field that is asked no more', '{"old":"x"}'],
])('what an app of before, or nobody, wrote there is no draft: %s', (_, written) => {
  store.set('alongside.draft.check-in', written);
  expect(restored('check-in', empty(), [])).toEqual(empty());
});

test('a phone without room keeps the words on the screen, and says nothing of it', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => { throw new DOMException('full', 'QuotaExceededError'); }, removeItem: () => undefined }); // prettier-ignore
  expect(() => keep('check-in', FULL, empty())).not.toThrow();
});
