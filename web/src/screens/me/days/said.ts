/** How a count stands, in words: never "0 days". */
import type { Account, Row } from '../../../sync';
import { rest } from '../../../words/lazy';
import { dayOf, shortDate } from '../../../words/when';
import { daysOf, periodsOf, today } from './days';

export function stands(account: Account, clock: Row<'recovery_clock'>): string {
  const words = rest().days;
  const { current_days } = daysOf(account, clock);
  if (current_days) return words.now(current_days);
  const next = periodsOf(account, clock.record)
    .filter(({ body }) => body.from_date > today())
    .at(-1);
  return next ? words.next(shortDate(dayOf(next.body.from_date))) : words.resting;
}

export function spanOf({
  from_date,
  to_date,
}: {
  from_date: string;
  to_date: string | null;
}): string {
  const words = rest().days;
  const from = withYear(from_date);
  if (to_date) return words.span(from, withYear(to_date));
  return (from_date > today() ? words.span_later : words.span_open)(from);
}

/** This year's days go without it. */
const withYear = (date: string): string =>
  date.slice(0, 4) === today().slice(0, 4)
    ? shortDate(dayOf(date))
    : `${shortDate(dayOf(date))}, ${date.slice(0, 4)}`;
