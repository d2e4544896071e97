/** What an entry of the library lets one do. */
import type { Account, Body, Groups } from '../../sync';
import { phoneNumbers } from '../help/phone_numbers';
import { isWeb, type Attendance } from './attendance';

type Resource = Body<'resource'>;

/** Null for what is not there any more, or not yet. */
export function bodyOf(account: Account, record: string): Resource | null {
  const row = account.get('resource', record);
  return row?.state === 'live' && row.body.state === 'published' ? row.body : null;
}

/** A link or a number by which one can be there from afar. */
export const canJoin = ({
  conference_url,
  conference_phone,
}: Pick<Resource, 'conference_url' | 'conference_phone'>): boolean =>
  isWeb(conference_url) || phoneNumbers(conference_phone ?? '').length > 0;

/** A map leads to a place that one can go to: not to an area, or to where nobody meets now. */
export const isOnMap = (attendance: Attendance | undefined): boolean =>
  !attendance || attendance.place === 'open';

export const starred = (record: string, is_saved: boolean): Groups<'favourites'> => ({
  resources: is_saved ? { remove: [record] } : { add: [record] },
});
