import { expect, test } from 'vitest';
import { goesToPeer, isSeen, streamFor } from '../../src/screens/queries';
import { en } from '../../src/words/en';

const USUAL = ['share_check_ins', 'share_goals', 'share_plan'] as const;
const [OWN, SHARED] = [1, 2];

function account(stop_all_sharing: boolean, usually = true): never {
  const body = { stop_all_sharing, ...Object.fromEntries(USUAL.map((each) => [each, usually])) };
  return {
    settings: () => ({ body }),
    streamOf: (kind: string) => ({ id: kind === 'shared' ? SHARED : OWN }),
    stream: (id: number) => ({ kind: id === SHARED ? 'shared' : 'own' }),
  } as never;
}

test.each(USUAL)(
  'while all sharing is stopped nothing goes to the peer, whatever was chosen or is usual: %s',
  (usual) => {
    for (const chosen of [null, true, false])
      expect(goesToPeer(account(true), usual, chosen)).toBe(false);
  },
);

test.each(USUAL)('a choice comes before what is usual: %s', (usual) => {
  expect(
    [null, true, false].map((chosen) => goesToPeer(account(false, true), usual, chosen)),
  ).toEqual([true, true, false]);
  expect(
    [null, true, false].map((chosen) => goesToPeer(account(false, false), usual, chosen)),
  ).toEqual([false, true, false]);
});

test('what is written while all sharing is stopped stays with its author, also afterwards', () => {
  expect([streamFor(account(true), true), streamFor(account(true), false)]).toEqual([OWN, OWN]);
  expect([streamFor(account(false), true), streamFor(account(false), false)]).toEqual([
    SHARED,
    OWN,
  ]);
});

test('what was shared before is seen by nobody else while all sharing is stopped', () => {
  expect([
    isSeen(account(true), { stream: SHARED }),
    isSeen(account(false), { stream: SHARED }),
    isSeen(account(false), { stream: OWN }),
  ]).toEqual([false, true, false]);
});

test('it is said in plain words', () => {
  expect(en.frame.stopped).toBe('Sharing is stopped. Only you see this.');
});
