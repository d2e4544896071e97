/**
 * What may be said of another person's quiet hours: theirs are their own to know, so only what
 * holds for whoever changed nothing.
 */
import { timeAt } from '../../figures/wall';
import { ENTITIES } from '../../generated/entities';

const USUAL = ENTITIES.notification_settings.defaults.quiet;

/**
 * In the hours that are quiet until a person says otherwise. Without a zone, on this phone's wall.
 */
export function usuallyQuiet(at: number, zone: string | undefined): boolean {
  const time = timeAt(at, zone);
  return USUAL.some(({ since, until }) =>
    since < until ? since <= time && time < until : since <= time || time < until,
  );
}
