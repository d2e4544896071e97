import { expect, test } from 'vitest';
import { begun, savePerson, type Writing } from '../../src/screens/plan/contact';
import { addBeside, addLine, changeLine, isSetAside, setAside } from '../../src/screens/plan/lines';
import { moveBy } from '../../src/screens/plan/order';
import type { Part } from '../../src/screens/plan/sections';
import { inOrder, type Row } from '../../src/sync';

const [OWN, SHARED] = [1, 2];
const line = (record: string, position: string, stream = OWN) =>
  ({
    record,
    stream,
    body: { section: 'triggers', text: record, position },
  }) as unknown as Row<'plan_item'>;
const part = (lines: Row<'plan_item'>[], set_aside: Row<'plan_item'>[] = []): Part => ({
  section: 'triggers',
  lines,
  set_aside,
});

function writing(rows: Row<'plan_item'>[] = [], stopped = false) {
  const did: unknown[][] = [];
  const account = {
    settings: () => ({ body: { stop_all_sharing: stopped, share_plan: true } }),
    streamOf: (kind: string) => ({ id: kind === 'shared' ? SHARED : OWN }),
    all: () => rows,
    get: (_: string, record: string) => rows.find((row) => row.record === record),
    create: async (...what: unknown[]) => void did.push(what),
    edit: async (row: { record: string; stream: number }, groups: unknown) =>
      void did.push([row.record, row.stream, groups]),
  } as never;
  return { account, did };
}

test('a new line stands after the others, for whom it was chosen', async () => {
  for (const [shared, stream] of [
    [true, SHARED],
    [false, OWN],
  ] as const) {
    const { account, did } = writing();
    await addLine(account, part([line('a', 'a1'), line('b', 'b1')]), ' Payday ', shared);
    const [entity, to, groups] = did[0] as [
      string,
      number,
      { place: object; words: object; order: { position: string } },
    ];
    expect([entity, to, groups.place, groups.words]).toEqual([
      'plan_item',
      stream,
      { section: 'triggers' },
      { text: 'Payday' },
    ]);
    expect(groups.order.position > 'b1').toBe(true);
  }
});

test('that a part of the plan is not for someone is theirs to know, though they share their plan', async () => {
  const { account, did } = writing();
  await setAside(account, part([]));
  expect(did).toEqual([
    ['plan_item', OWN, { place: { section: 'triggers' }, state: { state: 'not_for_me' } }],
  ]);
});

test('a part that holds a line is not set aside, whatever another phone said', () => {
  const marker = line('m', '');
  expect([
    isSetAside(part([], [marker])),
    isSetAside(part([line('a', 'a1')], [marker])),
    isSetAside(part([])),
  ]).toEqual([true, false, false]);
});

test('a line is changed as it was seen, where it stands now', async () => {
  const { account, did } = writing();
  expect(await changeLine(account, line('a', 'a1', OWN), line('a', 'a1', SHARED), ' Payday ')).toBe(
    true,
  );
  expect(did).toEqual([['a', SHARED, { words: { text: 'Payday' } }]]);
});

test('nothing is written where nothing was changed, nor is a line emptied', async () => {
  const { account, did } = writing();
  for (const text of ['a', ' a ', '', '  '])
    expect(await changeLine(account, line('a', 'a1'), line('a', 'a1'), text)).toBe(false);
  expect(did).toEqual([]);
});

test('a version that is kept too is seen by whoever sees the other', async () => {
  for (const stream of [OWN, SHARED]) {
    const { account, did } = writing();
    await addBeside(account, line('a', 'a1', stream), 'Payday');
    expect(did).toEqual([
      ['plan_item', stream, { place: { section: 'triggers' }, words: { text: 'Payday' } }],
    ]);
  }
});

test.each([
  [0, 1, 'bac'],
  [1, -1, 'bac'],
  [1, 1, 'acb'],
  [2, -1, 'acb'],
] as const)('a line goes one place up or down: %i by %i', async (index, by, after) => {
  const lines = [line('a', 'a1'), line('b', 'b1'), line('c', 'c1')];
  const { account, did } = writing(lines);
  await moveBy(account, lines, index, by);
  const places = new Map(lines.map(({ record, body }) => [record, body.position]));
  for (const [record, , groups] of did as [string, number, { order: { position: string } }][])
    places.set(record, groups.order.position);
  expect(
    inOrder([...places].map(([record, position]) => ({ record, position })))
      .map(({ record }) => record)
      .join(''),
  ).toBe(after);
  expect(did.length).toBe(1);
});

test('where there is no such line nothing moves', async () => {
  const { account, did } = writing();
  await moveBy(account, [], -1, 1);
  expect(did).toEqual([]);
});

const ROSA = {
  record: 'r',
  stream: OWN,
  body: {
    name: 'Rosa',
    relation: 'sister',
    phone: '555-0101',
    when_to_call: 'evenings',
    in_crisis_card: false,
  },
} as never;
async function written(begins: Writing, form: Partial<Writing['form']>): Promise<unknown[]> {
  const { account, did } = writing();
  await savePerson(account, { ...begins, form: { ...begins.form, ...form } });
  return did;
}

test('someone new is on the crisis card unless it is said that they are not, and is nobody else’s to know', async () => {
  expect(
    await written(begun(null), { name: ' Rosa ', phone: ' 555-0101 ', relation: ' sister ' }),
  ).toEqual([
    [
      'support_contact',
      OWN,
      {
        who: { name: 'Rosa', relation: 'sister', phone: '555-0101' },
        when: { when_to_call: '' },
        card: { in_crisis_card: true },
        order: { position: 'V' },
      },
    ],
  ]);
});

test.each([
  [{ name: 'Rosie' }, { who: { name: 'Rosie', relation: 'sister', phone: '555-0101' } }],
  [{ relation: 'friend' }, { who: { name: 'Rosa', relation: 'friend', phone: '555-0101' } }],
  [{ phone: '555-0102' }, { who: { name: 'Rosa', relation: 'sister', phone: '555-0102' } }],
  [{ when_to_call: 'mornings' }, { when: { when_to_call: 'mornings' } }],
  [{ in_crisis_card: true }, { card: { in_crisis_card: true } }],
  [{ name: ' Rosa ' }, {}],
])('of a person only what was touched is written: %o', async (form, groups) => {
  expect(await written(begun(ROSA), form)).toEqual([['r', OWN, groups]]);
});

test('in the form a person stands as they were when it was begun', () => {
  const { before, form } = begun(ROSA);
  expect(form).toEqual({
    name: 'Rosa',
    relation: 'sister',
    phone: '555-0101',
    when_to_call: 'evenings',
    in_crisis_card: false,
  });
  expect(before).toEqual(form);
  expect(before).not.toBe(form);
});
