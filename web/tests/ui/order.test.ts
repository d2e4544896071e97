import { expect, test } from 'vitest';
import { ownPeople } from '../../src/screens/queries';
import { lastPlace, moveBy } from '../../src/screens/plan/order';
import type { Account, Row } from '../../src/sync';

type Person = Row<'support_contact'>;
const person = (record: string, position = ''): Person =>
  ({ record, entity: 'support_contact', body: { name: record, position } }) as unknown as Person;

function holding(people: Person[]): {
  account: Account;
  names: () => string[];
  writes: () => number;
} {
  let writes = 0;
  const account = {
    all: () => people,
    edit: (row: Person, { order }: { order: { position: string } }) => {
      writes++;
      people = people.map((each) =>
        each.record === row.record ? person(each.record, order.position) : each,
      );
    },
  } as unknown as Account;
  return {
    account,
    names: () => ownPeople(account).map(({ record }) => record),
    writes: () => writes,
  };
}

test('own people stand as they were put, those never moved in the order of writing', () => {
  expect(holding([person('a'), person('b'), person('c')]).names()).toEqual(['a', 'b', 'c']);
  expect(holding([person('a', 'k'), person('b', 'V'), person('c')]).names()).toEqual([
    'c',
    'b',
    'a',
  ]);
});

test('one is moved up and down, and who is new comes last', async () => {
  const { account, names } = holding([person('a'), person('b'), person('c')]);
  await moveBy(account, ownPeople(account), 2, -1);
  expect(names()).toEqual(['a', 'c', 'b']);
  await moveBy(account, ownPeople(account), 1, -1);
  expect(names()).toEqual(['c', 'a', 'b']);
  await moveBy(account, ownPeople(account), 0, 1);
  expect(names()).toEqual(['a', 'c', 'b']);
  const place = lastPlace(ownPeople(account));
  expect(ownPeople(account).every(({ body }) => body.position < place)).toBe(true);
});

test('a move among those that have places of their own is one write', async () => {
  const { account, names, writes } = holding([
    person('a', 'F'),
    person('b', 'V'),
    person('c', 'k'),
  ]);
  await moveBy(account, ownPeople(account), 2, -1);
  expect([names(), writes()]).toEqual([['a', 'c', 'b'], 1]);
});
