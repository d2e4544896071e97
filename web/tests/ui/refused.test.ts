import { expect, test } from 'vitest';
import { textsOf } from '../../src/screens/me/refused';

test.each([
  ['{"words":{"title":"A room","target":3},"note":"by hand"}', 'A room\nby hand'],
  ['{}', ''],
  ['null', ''],
  ['7', ''],
  ['{"words":null}', ''],
  ['[["one"],"two"]', 'one\ntwo'],
  ['no JSON at all', 'no JSON at all'],
])('of a refused write, %s, every text is shown', (words, shown) => expect(textsOf(words)).toBe(shown));
