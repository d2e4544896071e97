/** Acts, rows and outboxes of any kind, for properties. */

/** What holds for any outbox and any page. */

import fc from 'fast-check';
import { type OutboxEntry, type ServerRow } from '../../src/sync/store/device';
import {
  created,
  dismissed,
  edited,
  erased,
  removed,
  restored,
  type Frozen,
  type Moment,
} from '../../src/sync/outbox/mutation';
import { overlay } from '../../src/sync/overlay/overlay';
import { typed, type Row } from '../../src/sync/records/row';
import { Screen, withRows } from '../../src/sync/overlay/screen';
import type { Result } from '../../src/sync/protocol/wire';
import { ACCOUNT, OWN, SHARED } from './server';

export const STREAMS = [OWN, SHARED, ACCOUNT];
export const STANDING = { reached: {}, streams: STREAMS };
export const recordOf = (n: number): string => `00000000-0000-7000-8000-0000000000a${n}`;

export const ACTS = [
  'words',
  'tags',
  'visibility',
  'remove',
  'restore',
  'dismiss',
  'erase',
] as const;
export const act = fc.record({
  act: fc.constantFrom(...ACTS),
  record: fc.nat(2),
  text: fc.constantFrom('a', 'b', 'c'),
  add: fc.boolean(),
});
export type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** What a person does with a row on the screen; a record that is not there is made. */
export function written(
  { act, text, add }: Act,
  row: Row | null,
  record: string,
  moment: Moment,
): Frozen {
  if (!row)
    return created(
      'goal',
      OWN.id,
      record,
      { words: { title: text }, tags: { tags: [text] } },
      moment,
    );
  if (act === 'words') return edited(row, { words: { title: `${text} ${moment.id}` } }, moment);
  if (act === 'tags')
    return edited(row, { tags: add ? { add: [text] } : { remove: [text] } }, moment);
  if (act === 'visibility') return edited(row, { visibility: { shared: add } }, moment);
  if (act === 'remove') return removed(row, moment);
  if (act === 'restore') return restored(row, moment);
  if (act === 'erase') return erased(row, moment);
  return dismissed(row, 'words', row.heads['words']?.at(-1)?.[0] ?? '', moment);
}

/** Two versions, and a tag that another phone put in. */
export function served(record: string): ServerRow {
  const heads: ServerRow['heads'] = {
    words: [
      ['x', [9, 0, 1, 1]],
      ['y', [5, 0, 2, 1]],
    ],
    'tags/a': [['x', [9, 0, 1, 1]]],
  };
  const body = { words: { title: 'x' }, tags: { tags: ['a'] } };
  return {
    stream: OWN.id,
    record,
    seq: 1,
    entity: 'goal',
    state: 'live',
    heads,
    body,
    kept: { words: { y: { title: 'y' } } },
  };
}

/** The outbox after these acts, over what was served of the first record alone. */
export function outboxOf(acts: Act[], rows: Map<string, ServerRow>): OutboxEntry[] {
  const outbox: OutboxEntry[] = [];
  acts.forEach((each, index) => {
    const record = recordOf(each.record);
    const screen = overlay(
      rows.get(record) ?? null,
      outbox.filter(({ mutation }) => mutation.record === record),
      STANDING,
    );
    const mutation = written(each, screen && typed(screen), record, {
      at: 100 + index,
      offset: 0,
      id: `m${index}`,
    });
    outbox.push({ n: index + 1, mutation, result: null });
  });
  return outbox;
}

export const rowsServed = (): Map<string, ServerRow> =>
  new Map([[recordOf(0), served(recordOf(0))]]);

export function answered(entry: OutboxEntry, seq: number): OutboxEntry {
  const { mutation, n } = entry;
  const result: Result = {
    id: mutation.id,
    outcome: 'applied',
    key: [mutation.at, 0, 9, n],
    stream: mutation.stream,
    seq,
  };
  return { ...entry, result };
}

/** What a person sees; keys and what is unsent are no part of it. */
export function seen(row: Row | undefined): unknown {
  if (!row) return null;
  const { stream, state, body, groups, kept, dismissed, written_at } = row;
  return { stream, state, body, groups, kept, dismissed, written_at };
}

export const screenOf = (rows: Iterable<ServerRow>, outbox: OutboxEntry[]): Screen =>
  new Screen(withRows(new Map(), rows), outbox, STANDING);
