/**
 * Mutations that the server fails at. They stay in the outbox and are tried again, less and less
 * often.
 */

import type { Failed, OutboxEntry } from '../../store/device';
import { isFirst } from '../outgoing';
import { outboxAlone } from '../apply_answer';
import type { Effect } from '../../store/effect';
import { quietly, type Store } from '../../store/store';

const FIRST_MS = 60_000;
const LONGEST_MS = 3600_000;
/** Of what makes something stricter, or calls for help. */
const LONGEST_FIRST_MS = 300_000;

/** `app` is the version of this app. */
export async function setAside(
  store: Store,
  entry: OutboxEntry,
  now: number,
  app: string,
): Promise<Effect> {
  const failed = failedAgain(entry, now, app);
  const { id } = entry.mutation;
  await store.write(async (tx) => {
    const logged = await tx.objectStore('logged').get(id);
    if (logged) quietly(tx.objectStore('logged').put({ ...logged, failed }));
  });
  return withOutbox(store, (each) => (each.mutation.id === id ? { ...each, failed } : each));
}

/** One got through after all, so the others need not wait any longer. */
export async function tryAll(store: Store): Promise<Effect> {
  return withOutbox(store, (each) =>
    each.failed ? { ...each, failed: { ...each.failed, until: 0 } } : each,
  );
}

function failedAgain(entry: OutboxEntry, now: number, app: string): Failed {
  const times = (entry.failed?.times ?? 0) + 1;
  const longest = isFirst(entry) ? LONGEST_FIRST_MS : LONGEST_MS;
  return { times, until: now + Math.min(longest, FIRST_MS * 2 ** Math.min(times - 1, 10)), app };
}

function withOutbox(store: Store, changed: (entry: OutboxEntry) => OutboxEntry): Promise<Effect> {
  return store.apply([], (kept) => outboxAlone(kept, kept.outbox.map(changed)));
}
