import { expect, test } from 'vitest';
import { answerSharing, unanswered } from '../../src/screens/today/ask_sharing';
import { isApart } from '../../src/screens/today/whose';
import {
  asksToShare,
  emptyDraft,
  NEVER_KEPT,
  sharesUse,
  type Draft,
} from '../../src/screens/today/check_in';
import type { Account } from '../../src/sync';
import { canMove } from '../../src/ui/who_sees';

const assignment = (record: string, sharing: string[] | undefined, more: object = {}) => ({
  record,
  stream: 5,
  heads: sharing ? { sharing } : {},
  body: { peer_name: record, status: 'active', kind: 'primary', shares: false, ...more },
});
const walkedBy = (...rows: object[]): Account =>
  ({
    all: (entity: string) => (entity === 'assignment' ? rows : []),
    stream: () => ({ kind: 'assignment', role: 'participant' }),
  }) as never;
const names = (account: Account): string[] => unanswered(account).map(({ record }) => record);

test('each new peer is asked about, also beside one about whom it was said', () => {
  expect(
    names(
      walkedBy(
        assignment('Marcus', ['h1'], { shares: true }),
        assignment('Elena', undefined, { kind: 'backup' }),
        assignment('Ruth', []),
      ),
    ),
  ).toEqual(['Ruth', 'Elena']);
});

test('who was answered with a no is not asked about again', () => {
  expect(names(walkedBy(assignment('Marcus', ['h1'], { shares: false })))).toEqual([]);
});

test('who walks alongside no more is not asked about', () => {
  expect(names(walkedBy(assignment('Marcus', undefined, { status: 'ended' })))).toEqual([]);
});

test('what is answered is what is written, and "not now" is a no', async () => {
  const did: unknown[] = [];
  const account = {
    edit: async (row: { record: string }, groups: object) => void did.push([row.record, groups]),
  } as never;
  for (const shares of [true, false])
    await answerSharing(account, assignment('Marcus', undefined) as never, shares);
  expect(did).toEqual([
    ['Marcus', { sharing: { shares: true } }],
    ['Marcus', { sharing: { shares: false } }],
  ]);
});

const [OWN, SHARED] = [1, 2].map((stream) => ({ stream })) as [
  { stream: number },
  { stream: number },
];
const sharing = (stop_all_sharing: boolean): Account =>
  ({
    settings: () => ({ body: { stop_all_sharing } }),
    stream: (id: number) => ({ kind: id === SHARED.stream ? 'shared' : 'own' }),
  }) as never;

test('what is for the peer can always be taken back, and nothing is given while all sharing is stopped', () => {
  expect([
    canMove(sharing(false), OWN),
    canMove(sharing(false), SHARED),
    canMove(sharing(true), SHARED),
    canMove(sharing(true), OWN),
  ]).toEqual([true, true, true, false]);
});

test('who sees a note is said beside its check-in where it is otherwise', () => {
  const apart = (stopped: boolean) =>
    [
      [OWN, OWN],
      [OWN, SHARED],
      [SHARED, OWN],
      [SHARED, SHARED],
    ].map(([row, first]) => isApart(sharing(stopped), row!, first!));
  expect(apart(false)).toEqual([false, true, true, false]);
  expect(apart(true)).toEqual([false, false, false, false]);
});

const draft = (more: Partial<Draft>): Draft => ({ ...emptyDraft(), ...more });

test('to share an answer about use, or a note, is asked only where there is one, and the answers are shared', () => {
  const both = draft({ use_since_last: 'no', note: 'x' });
  expect([asksToShare(both, true), asksToShare(both, false)]).toEqual([
    { use: true, note: true },
    { use: false, note: false },
  ]);
  expect([
    asksToShare(draft({ note: ' ' }), true),
    asksToShare(draft({ use_since_last: 'prefer_not' }), true),
  ]).toEqual([
    { use: false, note: false },
    { use: true, note: false },
  ]);
});

test('a tick is for the answer that it stood beside: another answer is not ticked', () => {
  const ticked = draft({ use_since_last: 'no', share_use: 'no' });
  expect(
    [
      ticked,
      { ...ticked, use_since_last: 'yes' as const },
      { ...ticked, use_since_last: null },
      draft({ use_since_last: 'no' }),
      draft({}),
    ].map(sharesUse),
  ).toEqual([true, false, false, false, false]);
});

test('a yes to sharing is not kept with a half-written check-in', () => {
  expect([...NEVER_KEPT]).toEqual(
    Object.keys(emptyDraft()).filter((field) => field.startsWith('share_')),
  );
});
