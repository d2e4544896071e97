/** What a peer sent, newest first: a nudge by the time it came due, an encouragement by the time it was written. */
import type { Account, Row } from '../../sync';
import { madeAt } from '../../words/when';

export type Note = { row: Row<'encouragement'>; at: number } | { row: Row<'nudge'>; at: number };

export function notes(account: Account): Note[] {
  const nudges: Note[] = account.all('nudge').map((row) => ({ row, at: Date.parse(row.body.due_at) }));
  const encouragements: Note[] = account.all('encouragement').map((row) => ({ row, at: madeAt(row.record) }));
  return [...nudges, ...encouragements].sort((a, b) => b.at - a.at);
}
