import { expect, test } from 'vitest';
import type { Body } from '../../src/sync';
import { draftOf, touched } from '../../src/screens/goals/draft';

const goal = {
  ...draftOf(),
  title: 'A room of my own',
  target: null,
  target_on: null,
} as unknown as Body<'goal'>;

test('only a title is needed, and only its group is written', () => {
  expect(touched({ ...draftOf(), title: ' Walk on Saturdays ' }, draftOf())).toEqual({
    words: { title: 'Walk on Saturdays', why: '', first_step: '', barriers: '' },
  });
});

test('a group that nobody touched is left to the other phone', () => {
  const before = draftOf(goal);
  expect(touched({ ...before, confidence: 7 }, before)).toEqual({ confidence: { confidence: 7 } });
  expect(touched(before, before)).toEqual({});
});

test('a target is a number, and emptied it is none', () => {
  const typed = { ...draftOf(goal), measure: 'count' as const, target: '12' };
  expect(touched(typed, draftOf(goal)).measure).toMatchObject({ measure: 'count', target: 12 });
  expect(touched({ ...typed, target: null as unknown as string }, typed).measure).toMatchObject({
    target: null,
  });
});
