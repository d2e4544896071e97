/**
 * What was said in one moment: the check-in with what stands beside it as records of their own, or
 * one of those alone.
 */
import type { Row } from '../../sync';
import { madeAt } from '../../words/when';

export type Beside = Row<'use_report'> | Row<'journal_note'>;
export type Said = Row<'check_in'> | Row<'setback'> | Beside;

export interface Entry {
  record: string;
  /** ms. */
  at: number;
  rows: Said[];
}

/**
 * Newest first. What names a check-in that is not there stands alone: the peer may see the one and
 * not the other.
 */
export function entriesOf(
  check_ins: readonly Row<'check_in'>[],
  beside: readonly Beside[],
  others: readonly Row<'setback'>[] = [],
): Entry[] {
  const known = new Set(check_ins.map(({ record }) => record));
  const of = (check_in: string): Beside[] =>
    beside.filter(({ body }) => body.check_in === check_in);
  const alone = [...beside.filter(({ body }) => !known.has(body.check_in ?? '')), ...others];
  const answered = check_ins.map((row): Entry => ({
    record: row.record,
    at: Date.parse(row.body.occurred_at),
    rows: [row, ...of(row.record)],
  }));
  const single = alone.map((row): Entry => ({
    record: row.record,
    at: madeAt(row.record),
    rows: [row],
  }));
  return [...answered, ...single].sort((a, b) => b.at - a.at);
}
