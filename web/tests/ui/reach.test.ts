import { expect, test } from 'vitest';
import { ways, type Kind } from '../../src/screens/help/reach';
import { en } from '../../src/words/en';

const hrefs = (kind: Kind, value: string): string[] => ways(kind, value).map(({ href }) => href);

test('the first of several numbers is offered, the others too', () => {
  expect(ways('call', '816-555-0123 or 816-555-0199')).toEqual([
    { kind: 'call', href: 'tel:8165550123', written: '816-555-0123' },
    { kind: 'call', href: 'tel:8165550199', written: '816-555-0199' },
  ]);
});

test('where there is no number there is no link', () => {
  for (const words of ['', 'ask at the desk', 'none yet', '24/7'])
    expect([...hrefs('call', words), ...hrefs('text', words)]).toEqual([]);
});

test('a text goes to the number alone: what waits to be pressed cannot be texted', () => {
  expect(hrefs('text', 'Text HOME to 741-741')).toEqual(['sms:741741']);
  expect(hrefs('text', '1-800-662-HELP')).toEqual(['sms:18006624357']);
  expect(hrefs('text', '816-555-0123 ext. 4')).toEqual([]);
});

test.each([
  ['https://988lifeline.org/chat/', 'https://988lifeline.org/chat/'],
  ['988lifeline.org/chat', 'https://988lifeline.org/chat'],
  ['HTTP://chat.example/now', 'HTTP://chat.example/now'],
  ['Chat at chat.example, any hour', 'https://chat.example'],
  ['(see https://chat.example/a?b=1).', 'https://chat.example/a?b=1'],
])('a chat opens the address that is in the words: %s', (value, href) =>
  expect(hrefs('chat', value)).toEqual([href]),
);

test.each(['', 'ask your peer', 'help@lines.example', 'javascript:alert(1)', '741741'])(
  'no address, no link: %s',
  (value) => expect(hrefs('chat', value)).toEqual([]),
);

test('every national line has one thing to tap', () => {
  for (const { kind, value } of en.help.national) expect(hrefs(kind, value)).toHaveLength(1);
});
