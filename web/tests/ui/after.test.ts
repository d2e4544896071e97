import { expect, test } from 'vitest';
import { kindWord, offers } from '../../src/screens/today/after';

const after = (
  craving: number | null,
  use_since_last: 'yes' | 'no' | null = null,
  mood: number | null = null,
) => ({ craving, mood, use_since_last });

test('the strongest craving offers the one to ask right under own people', () => {
  for (const craving of [9, 10])
    expect(offers(after(craving))).toEqual(['coping', 'people', 'ask', 'lines']);
});

test.each([7, 8])('a strong craving offers the own list: %i', (craving) =>
  expect(offers(after(craving))).toEqual(['coping']),
);

test.each([null, 0, 6])('a lighter one offers nothing more: %s', (craving) =>
  expect(offers(after(craving))).toEqual([]),
);

test('after use comes first what keeps a person safe', () => {
  expect(offers(after(null, 'yes'))).toEqual(['after_use']);
  expect(offers(after(10, 'yes'))).toEqual(['after_use', 'coping', 'people', 'ask', 'lines']);
  expect(offers(after(10, 'no'))[0]).toBe('coping');
});

test('a plan that is not written yet is not said to be there', () => {
  expect([9, 10, 7].map((craving) => kindWord(after(craving), false))).toEqual([
    'strongest_no_list',
    'strongest_no_list',
    'strong',
  ]);
});

test('what is said first follows use, then craving, then mood', () => {
  expect(
    [
      after(10, 'yes', 5),
      after(9, null, 5),
      after(7, null, 1),
      after(6, null, 2),
      after(0, null, 4),
      after(null),
      after(3, null, 3),
    ].map((said) => kindWord(said, true)),
  ).toEqual(['use', 'strongest', 'strong', 'low', 'good', 'else', 'else']);
});
