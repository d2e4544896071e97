import { expect, test } from 'vitest';
import { fitting } from '../../src/ui/fitting';

/** As the program counts (`domain/rules.py`): characters of the composed form. */
const counted = (text: string): number => [...text.normalize('NFC')].length;

const QA = '\u0958'; // composed, it is two characters
const TYPED: [why: string, text: string, kept: number][] = [
  ['letters that grow when they are composed', QA.repeat(120), 60],
  ['as many of them as have room', QA.repeat(60), 60],
  ['a letter with its accent beside it', 'e\u0301'.repeat(120), 240],
  ['plain letters', 'a'.repeat(120), 120],
  ['one letter too many', 'a'.repeat(121), 120],
  ['faces, which count as one', '😀'.repeat(121), 120],
  ['growing letters after plain ones', 'a'.repeat(119) + QA, 119],
  ['Hebrew with points that come apart', '\uFB2C'.repeat(50), 40],
];

test.each(TYPED)('120 characters have room: %s', (_why, text, kept) => {
  const fits = fitting(text, 120);
  expect([...fits]).toHaveLength(kept);
  expect(text.startsWith(fits)).toBe(true);
  expect(counted(fits)).toBeLessThanOrEqual(120);
});

test('nothing is kept that the program has no room for', () => {
  for (const max of [1, 2, 3, 40, 119, 120])
    for (const [, text] of TYPED) expect(counted(fitting(text, max))).toBeLessThanOrEqual(max);
});

test('nothing that has room is taken away', () => {
  for (const text of ['', ' a ', 'ａ\u0301', QA]) expect(fitting(text, 3)).toBe(text);
});
