/**
 * What a peer sent, newest first: a nudge by the time it came due, an encouragement by the time it
 * was written.
 */
import type { Account, Row } from '../../sync';
import { madeAt } from '../../words/when';

export type Note = { row: Row<'encouragement'>; at: number } | { row: Row<'nudge'>; at: number };

/**
 * What Today shows: the newest that was not seen, of either kind, or else the newest. What it shows
 * stays, though it is seen now, until something newer comes: an older one that was not seen is not
 * passed through unread.
 */
export function noteForToday(all: Note[], showing: string | null): Note | undefined {
  const stays = all.find(({ row }) => row.record === showing);
  const newest = all.find(({ row }) => !row.body.seen);
  return stays && (!newest || newest.at <= stays.at) ? stays : (newest ?? all[0]);
}

export function notes(account: Account): Note[] {
  const nudges: Note[] = account
    .all('nudge')
    .map((row) => ({ row, at: Date.parse(row.body.due_at) }));
  const encouragements: Note[] = account
    .all('encouragement')
    .map((row) => ({ row, at: madeAt(row.record) }));
  return [...nudges, ...encouragements].sort((a, b) => b.at - a.at);
}
