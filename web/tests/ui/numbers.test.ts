import { expect, test } from 'vitest';
import { phoneNumbers } from '../../src/screens/help/phone_numbers';

interface Case {
  text: string;
  numbers: [written: string, dial: string][];
}

const files = import.meta.glob<{ cases: Case[] }>('../../../openapi/vectors/phone_numbers/*.json', {
  eager: true,
  import: 'default',
});
const cases = Object.values(files).flatMap((file) => file.cases);

test('every file of vectors is asked', () => {
  const names = Object.keys(files)
    .map((path) => path.split('/').at(-1))
    .sort();
  expect(names).toEqual([
    'conferences.json',
    'extensions.json',
    'letters.json',
    'none.json',
    'several.json',
    'spellings.json',
  ]);
});

test.each(cases.map((each) => [each.text, each] as const))(
  'what a phone dials: %s',
  (_, { text, numbers }) => {
    expect(phoneNumbers(text).map(({ written, dial }) => [written, dial])).toEqual(numbers);
  },
);

test('an extension is dialled after a pause', () => {
  expect(phoneNumbers('816-555-0123 ext. 4')).toEqual([
    { written: '816-555-0123 ext. 4', dial: '8165550123,4' },
  ]);
});
