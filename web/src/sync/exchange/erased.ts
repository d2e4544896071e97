/** What an erase takes with it on this phone. */

import { outcomeOf, type OutboxEntry } from '../store/device';
import { wholeOf } from '../records/entities';
import type { Erased } from '../store/effect';
import type { Mutation, SyncAnswer } from '../protocol/wire';

type Place = Pick<Mutation, 'stream' | 'record' | 'entity'>;

/** `pushed` is what it is the answer to. */
export function erasedBy(answer: SyncAnswer, pushed: Mutation[]): Erased {
  const erased = new Map<string, Place>();
  const gone = new Set(
    (answer.results ?? []).filter((result) => outcomeOf(result) === 'gone').map(({ id }) => id),
  );
  for (const mutation of pushed) if (gone.has(mutation.id)) erased.set(mutation.record, mutation);
  for (const { stream, rows } of answer.changes ?? []) {
    for (const [record, , entity, state] of rows)
      if (state === 'erased') erased.set(record, { stream, record, entity });
  }
  return erased;
}

/** With the parts of these records that the phone is still to send. */
export function withParts(erased: Erased, outbox: OutboxEntry[]): Erased {
  const parts = outbox.filter(({ mutation }) =>
    erased.has(wholeOf(mutation.entity, mutation.set) as string),
  );
  return new Map([...erased, ...parts.map(({ mutation }) => [mutation.record, mutation] as const)]);
}

/** What was written on such a record has nowhere to go. */
export function isErased({ mutation }: OutboxEntry, erased: Erased): boolean {
  return erased.has(mutation.record);
}
