/** The days of a clock by the phone's calendar; a journey west lowers no count. */
import { countingDay, daysInRecovery, type Days } from '../../../figures';
import { byText } from '../../../figures/dates';
import { save, saved } from '../../../session/saved';
import type { Account, Row } from '../../../sync';
import { now } from '../../../ui/now.svelte';
import { localDate } from '../../../words/when';

/** The calendar day to count by, now. */
export function today(): string {
  const before = saved('counting_day');
  const day = countingDay(localDate(now.at), now.at, before);
  if (day !== before) save('counting_day', day);
  return day;
}

export const periodsOf = (account: Account, clock: string): Row<'recovery_period'>[] =>
  account
    .all('recovery_period')
    .filter(({ body }) => body.clock === clock)
    .sort((a, b) => byText(b.body.from_date, a.body.from_date));

export const daysOf = (account: Account, clock: Row<'recovery_clock'>): Days =>
  daysInRecovery(
    periodsOf(account, clock.record).map(({ body }) => body),
    today(),
  );

/** Clocks whose numbers the person looks at. */
export const shown = (account: Account): Row<'recovery_clock'>[] =>
  account.all('recovery_clock').filter(({ body }) => body.current && !body.hidden);
