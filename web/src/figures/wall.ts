/**
 * What a clock on the wall shows at an instant, in numbers. They are taken from the parts of a
 * format: how a locale puts them together is for people to read, differs between browsers, and is
 * never data.
 */

/** Gregorian, in the digits 0 to 9, whatever the phone's own calendar. */
const PLAIN = 'en-US-u-ca-gregory-nu-latn';
/** As `domain.values.ZONE_SHAPE`. */
const NAME_OF_A_ZONE = /^[A-Za-z0-9+_-]+(:[0-9]{2})?(\/[A-Za-z0-9+_-]+){0,3}$/;
const clocks = new Map<string, Intl.DateTimeFormat | null>();

/**
 * The wall as if it were UTC, ms. NaN for what is no instant. Of a zone that this browser does not
 * know, the phone's own.
 */
export function wallAt(at: number | Date, zone?: string): number {
  const date = new Date(at);
  const clock = zone === undefined ? null : clockOf(zone);
  if (Number.isNaN(date.getTime())) return Number.NaN;
  if (!clock)
    return Date.UTC(
      date.getFullYear(),
      date.getMonth(),
      date.getDate(),
      date.getHours(),
      date.getMinutes(),
      date.getSeconds(),
    );
  const parts = clock.formatToParts(date);
  const get = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  // Some browsers call midnight 24.
  return Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour') % 24,
    get('minute'),
    get('second'),
  );
}

/**
 * The calendar day of an instant, YYYY-MM-DD, on the phone's wall or in `zone`; nothing for what is
 * no instant.
 */
export const dateAt = (at: number | Date, zone?: string): string =>
  written(wallAt(at, zone), 0, 10);

/** HH:MM of 24 hours. */
export const timeAt = (at: number | Date, zone?: string): string =>
  written(wallAt(at, zone), 11, 16);

const written = (wall: number, from: number, to: number): string =>
  Number.isNaN(wall) ? '' : new Date(wall).toISOString().slice(from, to);

/**
 * Whether this browser can tell the time there. A phone may call its own zone by a name that it
 * does not know, such as Etc/Unknown.
 */
export const isKnown = (zone: string): boolean => clockOf(zone) !== null;

/**
 * What this phone calls its zone, where that is the name of one at all, known or not: nothing else
 * is taken in.
 */
export function zoneHere(otherwise: string): string {
  const name: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name && NAME_OF_A_ZONE.test(name) ? name : otherwise;
}

function clockOf(zone: string): Intl.DateTimeFormat | null {
  const made = clocks.get(zone);
  if (made !== undefined) return made;
  const clock = madeClock(zone);
  clocks.set(zone, clock);
  return clock;
}

function madeClock(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat(PLAIN, {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    }); // prettier-ignore
  } catch {
    return null;
  }
}
