/**
 * How a meeting can be attended, by what its fields mean: the import's own rules
 * (`domain/attendance.py`), held together by `openapi/vectors/attendance/`.
 */
import type { Body } from '../../sync';
import { phoneNumbers } from '../help/phone_numbers';

/**
 * `closed`: the place is, for now, and there is no other way. `unknown`: what is said is not enough
 * to send anyone anywhere.
 */
export type How = 'in_person' | 'online' | 'both' | 'closed' | 'inactive' | 'unknown';
/**
 * `open`: one may go there. `area`: it is only near. `unsure`: an address, but maybe nobody meets
 * at it.
 */
export type Place = 'open' | 'area' | 'closed' | 'unsure' | 'none';
export interface Attendance {
  how: How;
  place: Place;
}
export type Meeting = Partial<Body<'resource'>>;

const POSTAL_CODE =
  /\b(?:[a-z]\d[a-z] ?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]{2} \d{5}(?:-\d{4})?)(?= ?(?:,|$))|(?:^|, ?)\d{4,6}(?= ?(?:,|$))/gi;
const STREET =
  /\d|&|\b(?:street|st|avenue|ave|road|rd|boulevard|blvd|highway|hwy|drive|lane|square)\b\.?(?= ?(?:,|$))/i;

/**
 * What its source says outright, then its type codes, then what it holds; where these do not agree,
 * the more careful reading.
 */
export function attendanceOf(meeting: Meeting): Attendance {
  const types = new Set((meeting.meeting_types ?? []).map((code) => code.toUpperCase()));
  const option = meeting.attendance_option ?? '';
  const can_join =
    isWeb(meeting.conference_url) || phoneNumbers(meeting.conference_phone ?? '').length > 0;
  const is_said_online = option !== 'in_person' && (can_join || types.has('ONL') || option !== '');
  const place = placeOf(meeting, is_said_online);
  const shut = place === 'none' ? 'none' : 'closed';
  if (option === 'inactive') return { how: 'inactive', place: shut };
  if (types.has('TC')) return { how: can_join ? 'online' : 'closed', place: shut };
  if (!is_said_online) return { how: place === 'open' ? 'in_person' : 'unknown', place };
  if (option === 'online' || place !== 'open')
    return { how: can_join ? 'online' : 'unknown', place: notMetAt(place, can_join) };
  return can_join || option === 'hybrid'
    ? { how: 'both', place: 'open' }
    : { how: 'unknown', place: 'unsure' };
}

/** An address that a phone may open, however its scheme is written. */
export const isWeb = (address = ''): boolean => /^https?:\/\/\S+$/i.test(address);

/** Of a meeting that is online as well, a town is where it is at home, and no place to go to. */
function placeOf({ location, address, approximate }: Meeting, exactly: boolean): Place {
  if (!location && !address) return 'none';
  if (approximate === 'yes') return 'area';
  return approximate === 'no' || !exactly || namesAStreet(address ?? '') ? 'open' : 'area';
}

const notMetAt = (place: Place, can_join: boolean): Place =>
  place !== 'open' ? place : can_join ? 'area' : 'unsure';
const namesAStreet = (address: string): boolean => STREET.test(address.replace(POSTAL_CODE, ''));
