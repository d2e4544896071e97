import { expect, test } from 'vitest';
import { refusalOf } from '../../src/screens/welcome/refusal';
import { Problem, StoreRefused, Unreachable } from '../../src/session/info';
import { english } from '../../src/words/en/rest';

const words = english.welcome;
const refused = { happened: words.refused, todo: words.refused_do };
const told = (error: unknown) => refusalOf(error, words, refused, words.too_many_kept);
const tooMany = (wait: number | null) => new Problem(429, 'too_many_tries', '', null, wait);

test.each([
  [660, 'Your code is not used up. Try again in 11 minutes.'],
  [601, 'Your code is not used up. Try again in 11 minutes.'],
  [1, 'Your code is not used up. Try again in one minute.'],
  [null, 'Your code is not used up. Try again in a few minutes.'],
])(
  'a code that was not even tried is not used up, and is as good after the wait: %s s',
  (wait, todo) => {
    expect(told(tooMany(wait))).toEqual({ happened: words.too_many, todo });
  },
);

test('where there is no code only the wait is said', () => {
  expect(refusalOf(tooMany(90), words, refused).todo).toBe('Try again in 2 minutes.');
});

test('a code that opened nothing, and no answer, are said as such', () => {
  expect(told(new Problem(400, 'code_refused', ''))).toEqual(refused);
  expect(told(new Unreachable('timeout'))).toEqual({
    happened: words.offline,
    todo: words.offline_do,
  });
});

test('a browser that keeps nothing is named as such, and the code is not used up', () => {
  const { happened, todo } = told(new StoreRefused('SecurityError'));
  expect(happened).toBe(words.no_store);
  expect(todo).toContain('Your code is not used up.');
  expect(todo).toContain('not a private one');
});

test.each([new DOMException('full', 'QuotaExceededError'), new TypeError('no'), 'x'])(
  'what went wrong on this phone after the code was taken is not laid on the network',
  (error) => {
    expect(told(error)).toEqual({ happened: words.no_store, todo: words.no_store_used });
  },
);
