/** What becomes of a count of days, and of its stretches, as they are written. */
import type { Account, Row } from '../../../sync';
import { streamFor } from '../../queries';

export interface Words {
  label: string;
  counts_what: string;
}

/** A new count is the person's own to know, and begins with its first day. */
export async function makeCount(account: Account, words: Words, from_date: string): Promise<void> {
  const stream = streamFor(account, false);
  const clock = await account.create('recovery_clock', stream, { words });
  await account.create('recovery_period', stream, { clock: { clock }, dates: { from_date } });
}

/** As it was seen, where it stands now, if there is anything to save. */
export async function changeWords(
  account: Account,
  seen: Row<'recovery_clock'>,
  clock: Row<'recovery_clock'>,
  words: Words,
): Promise<void> {
  if (words.label === seen.body.label && words.counts_what === seen.body.counts_what) return;
  await account.edit({ ...seen, stream: clock.stream }, { words });
}

/** Which end of a stretch is wrong: it has a first day, and its last is none before that. */
export const wrongEnd = (from_date: string, to_date: string): 'from' | 'to' | null =>
  !from_date ? 'from' : to_date && to_date < from_date ? 'to' : null;

/** Seen by whoever sees its count. */
export async function saveStretch(
  account: Account,
  clock: Row<'recovery_clock'>,
  seen: Row<'recovery_period'> | 'new',
  from_date: string,
  to_date: string,
): Promise<void> {
  const dates = { from_date, to_date: to_date || null };
  if (seen === 'new')
    await account.create('recovery_period', clock.stream, {
      clock: { clock: clock.record },
      dates,
    });
  else await account.edit({ ...seen, stream: clock.stream }, { dates });
}
