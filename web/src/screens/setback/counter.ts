/**
 * What the count of days does after a setback, where the person chose it; nothing here happens by
 * itself.
 */
import { byText, daysAfter } from '../../figures/dates';
import type { Account, Row } from '../../sync';

/** The stretch of a clock that the day lies in, with no last day yet. */
export function openPeriod(
  account: Account,
  clock: string,
  day: string,
): Row<'recovery_period'> | undefined {
  const open = account
    .all('recovery_period')
    .filter(({ body }) => body.clock === clock && body.to_date === null && body.from_date <= day);
  return open.sort((a, b) => byText(a.body.from_date, b.body.from_date)).at(-1);
}

/**
 * The stretch ends with the day before and a new one begins with the day after: every day before it
 * goes on counting.
 */
export async function beginAnew(
  account: Account,
  clock: Row<'recovery_clock'>,
  day: string,
): Promise<void> {
  const open = openPeriod(account, clock.record, day);
  if (!open) return;
  const from_date = daysAfter(day, 1);
  if (open.body.from_date === day) {
    await account.edit(open, { dates: { from_date } });
    return;
  }
  await account.edit(open, { dates: { to_date: daysAfter(day, -1) } });
  await account.create('recovery_period', clock.stream, {
    clock: { clock: clock.record },
    dates: { from_date },
  });
}
