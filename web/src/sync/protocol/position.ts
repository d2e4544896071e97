/**
 * Places in an ordered list: the digits of a fraction in base 62, compared as ASCII text, so that
 * something always fits between two of them (`domain/values.py`, `Position`). Items of one place,
 * those never moved among them, are in order of their record ids.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export interface Placed {
  record: string;
  position: string;
}

export function inOrder<T extends Placed>(items: readonly T[]): T[] {
  const key = ({ position, record }: Placed): string => `${position} ${record}`;
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** A place after `before` ('' is the very beginning) and before `after` (null is the very end). */
export function between(before: string, after: string | null): string {
  const low = DIGITS.indexOf(before[0] ?? DIGITS[0]!);
  const high = after === null ? DIGITS.length : DIGITS.indexOf(after[0]!);
  if (low === high) return DIGITS[low]! + between(before.slice(1), after!.slice(1));
  if (high - low > 1) return DIGITS[(low + high) >> 1]!;
  if (after !== null && after.length > 1) return after[0]!;
  return DIGITS[low]! + between(before.slice(1), null);
}

/**
 * New places, by record, so that the items stand in this order after `moved` has changed its own:
 * nearly always one. Items that share a place with a neighbour get one of their own.
 */
export function placesFor(ordered: readonly Placed[], moved: string): Map<string, string> {
  const places = new Map<string, string>();
  let before = '';
  ordered.forEach(({ record, position }, index) => {
    if (record === moved || position <= before) {
      const after = ordered
        .slice(index + 1)
        .find((later) => later.record !== moved && later.position > before);
      position = between(before, after?.position ?? null);
      places.set(record, position);
    }
    before = position;
  });
  return places;
}
