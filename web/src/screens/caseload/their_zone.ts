/**
 * The zone that a person's reminders follow: as the program told it, or with no network as their
 * newest shared check-in did.
 */
import { isKnown } from '../../figures/wall';
import { session } from '../../session';
import type { Account } from '../../sync';

export function theirZone(
  account: Account,
  person: number | null | undefined,
  told: string | undefined,
): string | undefined {
  if (told) return orTheProgram(told);
  const shared = account.streamsOf('shared').find((stream) => stream.person === person);
  const written = shared && account.all('check_in', shared.id).at(-1)?.body.time_zone;
  return written && orTheProgram(written);
}

/**
 * A zone that this browser does not know is the program's, as it is for the server, which may know
 * no more.
 */
export const orTheProgram = (zone: string): string =>
  isKnown(zone) ? zone : (session.info?.program.time_zone ?? zone);
