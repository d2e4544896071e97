import { expect, test } from 'vitest';
import {
  ASK_AGAIN_MS,
  ask,
  askedOf,
  howToAsk,
  standing,
  takeBack,
  toldOf,
  waiting,
} from '../../src/screens/help/asking';
import type { Account } from '../../src/sync';

const NOW = Date.parse('2026-11-30T23:40:00Z');
const HOUR = 3_600_000;

const idAt = (ms: number): string => `${ms.toString(16).padStart(12, '0')}70008000000000000001`;
interface Call {
  hours: number;
  state?: string;
  withdrawn?: boolean;
  unsent?: boolean;
  made_hours?: number;
}
const call = ({
  hours,
  state = 'open',
  withdrawn = false,
  unsent = false,
  made_hours = hours,
}: Call) => ({
  stream: 9,
  record: idAt(NOW - made_hours * HOUR),
  unsent,
  written_at: { ask: NOW - hours * HOUR },
  body: {
    state,
    withdrawn,
    moved_by: 'Marcus',
    recorded_at: new Date(NOW - hours * HOUR).toISOString(),
  },
});
const walk = (
  stream: number,
  peer_name: string,
  hours: number,
  status = 'active',
  kind = 'primary',
) => ({
  stream,
  record: `a${stream}`,
  written_at: { terms: NOW - hours * HOUR },
  body: { peer_name, status, kind, starts_on: '2026-09-01', answers: '' },
});
const MARCUS = walk(1, 'Marcus', 1000);
const holding = (flags: object[], walks: object[] = [MARCUS]): Account =>
  ({
    all: (entity: string) => [...(entity === 'support_flag' ? flags : walks)],
    stream: (id: number) => ({ id, kind: 'assignment', role: id === 7 ? 'peer' : 'participant' }),
  }) as unknown as Account;
const stands = (flags: object[], walks?: object[], now = NOW) =>
  standing(holding(flags, walks), now);

test('who never asked may ask', () => {
  expect(stands([])).toEqual({
    flag: null,
    new_peer: false,
    to_be_read: true,
    may_ask: true,
    may_take_back: false,
    again_at: null,
  });
});

test.each(['open', 'seen', 'handed_over'])(
  'a call that waits is asked again after four hours and not before: %s',
  (state) => {
    const early = stands([call({ hours: 3.9, state })]);
    expect([early.may_ask, early.may_take_back, early.again_at]).toEqual([
      false,
      true,
      NOW - 3.9 * HOUR + ASK_AGAIN_MS,
    ]);
    const late = stands([call({ hours: 4, state })]);
    expect([late.may_ask, late.may_take_back, late.again_at]).toEqual([true, true, null]);
  },
);

test('who has read it is not waited for to open the app, until it is asked again', () => {
  expect(stands([call({ hours: 1 })]).to_be_read).toBe(true);
  for (const state of ['seen', 'handed_over']) {
    expect(stands([call({ hours: 1, state })]).to_be_read).toBe(false);
    expect(stands([call({ hours: 5, state })]).to_be_read).toBe(true);
  }
  expect(stands([call({ hours: 1, state: 'contacted' })]).to_be_read).toBe(true);
});

test.each(['contacted', 'closed'])(
  'what is over is asked anew at once, and not taken back: %s',
  (state) => {
    const over = stands([call({ hours: 0.1, state })]);
    expect([over.flag?.body.state, over.may_ask, over.may_take_back]).toEqual([state, true, false]);
  },
);

test('what was taken back is asked anew at once', () => {
  for (const unsent of [true, false]) {
    const { flag, may_ask, may_take_back, again_at } = stands([
      call({ hours: 0.1, withdrawn: true, unsent }),
    ]);
    expect([flag?.body.withdrawn, may_ask, may_take_back, again_at]).toEqual([
      true,
      true,
      false,
      null,
    ]);
  }
});

test('what has not gone out yet is taken back and not asked twice', () => {
  const { may_ask, may_take_back, again_at } = stands([call({ hours: 9, unsent: true })]);
  expect([may_ask, may_take_back, again_at]).toEqual([false, true, null]);
});

async function takenBack(flag: Partial<Call>, sending: boolean): Promise<string[]> {
  const acts: string[] = [];
  const account = {
    ...holding([call({ hours: 0.1, ...flag }), call({ hours: 3, withdrawn: true })]),
    status: { sending },
  };
  await takeBack({
    ...account,
    erase: () => acts.push('erase'),
    edit: () => acts.push('edit'),
  } as unknown as Account);
  return acts;
}

test('what has not left the phone is erased there when it is taken back', async () => {
  expect(await takenBack({ unsent: true }, false)).toEqual(['erase']);
});

test('what was sent, or may be on its way, is withdrawn', async () => {
  expect(await takenBack({ unsent: true }, true)).toEqual(['edit']);
  for (const sending of [true, false]) expect(await takenBack({}, sending)).toEqual(['edit']);
});

test('a new peer is asked at once, whatever the former one did', () => {
  const walks = [walk(1, 'Marcus', 0.5, 'ended'), walk(2, 'Elena', 0.5)];
  for (const state of ['open', 'seen', 'handed_over']) {
    const { new_peer, may_ask, may_take_back } = stands([call({ hours: 1, state })], walks);
    expect([new_peer, may_ask, may_take_back]).toEqual([true, true, true]);
  }
  expect(stands([call({ hours: 0.1, state: 'seen' })], walks).may_ask).toBe(false);
});

test('a peer who covers is no new peer', () => {
  expect(
    stands([call({ hours: 1 })], [MARCUS, walk(2, 'Elena', 0.5, 'active', 'backup')]).new_peer,
  ).toBe(false);
  expect(stands([call({ hours: 1 })], [walk(2, 'Elena', 0.5, 'active', 'backup')]).may_ask).toBe(
    false,
  );
});

test('whom it asked is who walked alongside then', () => {
  const walks = [
    walk(1, 'Ruth', 50, 'ended'),
    walk(2, 'Marcus', 2, 'ended'),
    walk(3, 'Elena', 2),
    walk(7, 'Of someone else', 500),
  ];
  const asked = [60, 49, 3, 1].map((hours) =>
    askedOf(holding([], walks), call({ hours }) as never),
  );
  expect(asked).toEqual(['Ruth', 'Marcus', 'Marcus', 'Elena']);
  expect(askedOf(holding([], []), call({ hours: 1 }) as never)).toBe('');
});

test('a clock that is or was wrong leaves no dead end', () => {
  for (const made_hours of [-48, 48])
    expect(stands([call({ hours: -48, made_hours })]).may_ask).toBe(true);
  expect(stands([call({ hours: 0, made_hours: 0 })], undefined, NOW - 48 * HOUR).may_ask).toBe(
    true,
  );
  expect(stands([call({ hours: 0, made_hours: 0 })], undefined, NOW + 48 * HOUR).may_ask).toBe(
    true,
  );
});

test('the newest that waits is told, also behind one that is over; all that wait are taken back', () => {
  const flags = [
    call({ hours: 30, state: 'seen' }),
    call({ hours: 20 }),
    call({ hours: 10, state: 'closed' }),
    call({ hours: 5, withdrawn: true }),
  ];
  expect(stands(flags).flag).toMatchObject({ body: { state: 'open' } });
  expect(waiting(holding(flags)).map(({ body }) => body.state)).toEqual(['seen', 'open']);
});

test('what is over is not told for ever', () => {
  expect(stands([call({ hours: 71, state: 'closed' })]).flag).not.toBeNull();
  expect(stands([call({ hours: 73, state: 'closed' })], undefined).flag).toBeNull();
  expect(stands([call({ hours: 73, state: 'seen' })]).flag).not.toBeNull();
  expect(stands([call({ hours: 73, withdrawn: true })], undefined, NOW).may_ask).toBe(true);
});

test('of a call is told first what the person did with it, then that it has not gone out, then how it stands', () => {
  const told = (more: Partial<Call>) => toldOf(call({ hours: 1, ...more }) as never);
  expect([
    told({ withdrawn: true, unsent: true }),
    told({ withdrawn: true, state: 'seen' }),
    told({ unsent: true }),
  ]).toEqual(['withdrawn_unsent', 'withdrawn', 'unsent']);
  for (const state of ['open', 'seen', 'contacted', 'handed_over', 'closed'])
    expect(told({ state })).toBe(state);
});

test('who was asked before is asked again, someone new for the first time, and without anyone the program', () => {
  const how = (may_take_back: boolean, new_peer: boolean, peer: string) =>
    howToAsk({ ...stands([]), may_take_back, new_peer }, peer);
  expect([
    how(true, false, 'Marcus'),
    how(true, false, ''),
    how(true, true, 'Dana'),
    how(false, false, 'Marcus'),
    how(false, false, ''),
  ]).toEqual(['ask_again', 'ask_again', 'ask', 'ask', 'ask_program']);
});

test('a call goes where calls are read, with its moment and zone, and is not said to be saved where there is no such place', async () => {
  const made: unknown[] = [];
  const to = (stream: object | undefined) => ({
    streamOf: (kind: string) => (kind === 'flags' ? stream : undefined),
    create: async (...what: unknown[]) => void made.push(what),
  });
  expect(await ask(to({ id: 9 }) as never, new Date(NOW))).toBe(true);
  expect(made).toEqual([
    [
      'support_flag',
      9,
      {
        ask: {
          cause: 'asked_for_contact',
          recorded_at: expect.stringMatching(/^2026-.*T..:..:..[+-]..:..$/),
        },
      },
    ],
  ]);
  expect(await ask(to(undefined) as never, new Date(NOW))).toBe(false);
  expect(made.length).toBe(1);
});

test('what is taken back is every call that waits, and none that is over', async () => {
  const flags = [
    call({ hours: 9 }),
    call({ hours: 1, state: 'seen' }),
    call({ hours: 2, state: 'closed' }),
    call({ hours: 3, withdrawn: true }),
  ];
  const did: unknown[] = [];
  await takeBack({
    ...holding(flags),
    status: { sending: false },
    edit: async (row: { record: string }, groups: unknown) => void did.push([row.record, groups]),
  } as never);
  expect(did).toEqual(
    [flags[0], flags[1]].map((flag) => [flag!.record, { withdrawn: { withdrawn: true } }]),
  );
});

test('of two who walked alongside when it was asked it was the one who left first', () => {
  const walks = [walk(2, 'Marcus', 1, 'ended'), walk(1, 'Ruth', 2, 'ended')];
  expect(askedOf(holding([], walks), call({ hours: 3 }) as never)).toBe('Ruth');
});
