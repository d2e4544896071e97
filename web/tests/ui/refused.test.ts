import { expect, test } from 'vitest';
import { textsOf, writtenAt } from '../../src/screens/me/refused';

test.each([
  ['{"words":{"title":"A room","target":3},"note":"by hand"}', 'A room\nby hand'],
  ['{"id":"019a8f6f-a000-7000-8000-000000000000","op":"edit","set":{"words":{"title":"A room"},"tags":{"add":["housing"]}}}', 'A room\nhousing'],
  ['{"op":"edit","set":"by hand"}', 'by hand'],
  ['{}', ''],
  ['null', ''],
  ['7', ''],
  ['{"words":null}', ''],
  ['[["one"],"two"]', 'one\ntwo'],
  ['no JSON at all', 'no JSON at all'],
])('of a refused write, %s, every text is shown', (words, shown) => expect(textsOf(words)).toBe(shown));

test.each([
  ['when it was written', '019a8f6f-a000-7000-8000-000000000000', 0x019a8f6fa000],
  ['when it was refused, where its id tells no time', 'a7f1b2c3-5297-85ae-a32a-94e4349686a3', 1234],
  ['when it was refused, where it came without an id', 'none', 1234],
])('a refused write shows %s', (_, mutation, at) => {
  const body = { mutation, entity: 'goal', record: mutation, code: 'too_long', field: null, stream: null, words: '{}' };
  expect(writtenAt({ body, changed_at: 1234 })).toBe(at);
});
