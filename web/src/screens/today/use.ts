/**
 * Answers about use, which older apps put into the check-in itself: whether a peer sees them is
 * asked about once.
 */
import type { Account, Row } from '../../sync';
import { isShared, isStopped } from '../queries';

export const holdsUse = (row: Row<'check_in'>): boolean => row.body.use_since_last !== null;

/**
 * What was shared with the rest of a check-in, where the person has not said yet whether it is to
 * stay so.
 */
export function sharedUnasked(account: Account): Row<'check_in'>[] {
  if (isStopped(account) || account.settings('sharing_settings').body.asked_about_use) return [];
  return account.all('check_in').filter((row) => holdsUse(row) && isShared(account, row));
}

/** The answer is said to be given only after it was done: whoever is interrupted is asked again. */
export async function answerAboutUse(account: Account, stays: boolean): Promise<void> {
  if (!stays) for (const row of sharedUnasked(account)) await account.share(row, false);
  await account.edit(account.settings('sharing_settings'), {
    asked_about_use: { asked_about_use: true },
  });
}
