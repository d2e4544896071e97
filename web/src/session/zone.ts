/** Notes at the hour of the place where the person is, where they chose that. */

import { isKnown } from '../figures/wall';
import type { Account } from '../sync';
import { save, saved } from './saved';

/**
 * Writes this phone's zone (an IANA name) into the profile, once each time it changes. A phone that
 * stays in its place says nothing more, so that two phones in two places do not take the clock from
 * each other at every start.
 */
export async function followZone(
  account: Pick<Account, 'settings' | 'edit'>,
  here: string,
): Promise<void> {
  const row = account.settings('profile');
  if (row.body.zone_mode !== 'follow_device') {
    if (saved('zone_told')) save('zone_told', null);
    return;
  }
  // Some phones call their zone by a name that they themselves do not know: nobody could go by it.
  if (!here || !isKnown(here) || saved('zone_told') === here) return;
  save('zone_told', here);
  try {
    if (row.body.time_zone !== here) await account.edit(row, { zone: { time_zone: here } });
  } catch (failure) {
    save('zone_told', null);
    throw failure;
  }
}
