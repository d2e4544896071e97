/**
 * An instant in a participant's life, as their peer reads it: by this phone's clock and, where
 * theirs shows another, by theirs with its zone.
 */
import { isKnown } from '../../figures/wall';
import { rest } from '../../words/lazy';
import { clock, dayAndTime, localDate, moment } from '../../words/when';
import { zoneName } from '../library/sittings';

/** `zone` is theirs; one that this browser does not know says nothing. */
export function onBothWalls(at: number, now: number, zone: string | undefined): string {
  const here = moment(at, now);
  const there =
    zone && isElsewhere(at, zone)
      ? localDate(at) === localDate(at, zone)
        ? clock(at, zone)
        : dayAndTime(at, now, zone)
      : '';
  return zone && there ? `${here} (${rest().library.in_zone(there, zoneName(zone))})` : here;
}

/** Whether a clock there shows another day or time than this phone. */
export const isElsewhere = (at: number, zone: string): boolean =>
  isKnown(zone) && (localDate(at) !== localDate(at, zone) || clock(at) !== clock(at, zone));
