/** What may be said of another person's quiet hours: theirs are their own to know, so only what holds for whoever changed nothing. */
import { ENTITIES } from '../../generated/entities';
import { said } from '../../words/when';

const USUAL = ENTITIES.notification_settings.defaults.quiet;

/** In the hours that are quiet until a person says otherwise. Without a zone, on this phone's wall. */
export function usuallyQuiet(at: number, zone: string | undefined): boolean {
  const time = said('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, at, zone);
  return USUAL.some(({ since, until }) => (since < until ? since <= time && time < until : since <= time || time < until));
}
