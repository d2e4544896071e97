import { expect, test } from 'vitest';
import { en as first } from '../../src/words/en';
import { english } from '../../src/words/en/rest';

const en = { ...first, ...english };

/** Person first, no blame, no machine's words (`docs/glossary.md`). Whole words, any case. */
const NEVER = [
  'conflict',
  'conflicts',
  'failed',
  'fail',
  'failure',
  'error',
  'invalid',
  'relapse',
  'relapsed',
  'clean',
  'dirty',
  'addict',
  'addicts',
  'abuse',
  'abuser',
  'junkie',
  'alcoholic',
  'client',
  'patient',
  'user',
  'users',
  'streak',
  'non-compliant',
  'submit',
  'null',
  'undefined',
  'consumer',
  'sync',
];

/**
 * Every text of the dictionary; a function is asked with plain arguments, for one and for several.
 */
function texts(node: unknown, path: string): [path: string, text: string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function')
    return [1, 5].map((n): [string, string] => [
      `${path}(${n})`,
      String(call(node as (...given: unknown[]) => unknown, n)),
    ]);
  if (node && typeof node === 'object')
    return Object.entries(node).flatMap(([name, value]) => texts(value, `${path}.${name}`));
  return [];
}

function call(says: (...given: unknown[]) => unknown, n: number): unknown {
  try {
    return says(n, n, 'word', 'word');
  } catch {
    return says('word', n, 'word', 'word');
  }
}

const all = texts(en, 'en');

test('no text says what is never said', () => {
  const said = new RegExp(`(?<![\\w-])(${NEVER.join('|')})(?![\\w-])`, 'i');
  expect(all.filter(([, text]) => said.test(text))).toEqual([]);
});

test('one is one, five are several', () => {
  expect(en.plan.lines(1)).toBe('1 line');
  expect(en.plan.lines(5)).toBe('5 lines');
  expect(en.me.sign_out.unsent(1)).toContain('One thing you wrote is');
  expect(en.me.sign_out.unsent(2)).toContain('2 things you wrote are');
});

test('no sentence is longer than thirty words', () => {
  const long = all.filter(([, text]) =>
    text.split(/(?<=[.?!])\s/).some((sentence) => sentence.split(' ').length > 30),
  );
  expect(long).toEqual([]);
});

test('every section of the plan has its heading and its example', () => {
  expect(Object.keys(en.plan.examples)).toEqual(Object.keys(en.plan.sections));
  expect(Object.keys(en.plan.sections)).toHaveLength(10);
});
