/** The zone that a person's reminders follow: as the program told it, or with no network as their newest shared check-in did. */
import type { Account } from '../../sync';

export function theirZone(account: Account, person: number | null | undefined, told: string | undefined): string | undefined {
  if (told) return told;
  const shared = account.streamsOf('shared').find((stream) => stream.person === person);
  return shared && account.all('check_in', shared.id).at(-1)?.body.time_zone;
}
