/** What is shown, and may be chosen, of when notices come. */
import { localDate } from '../../words/when';
import type { Body, Row } from '../../sync';

type Settings = Body<'notification_settings'>;
type Span = Settings['quiet'][number];

const DAY_MS = 86_400_000;
const A_WEEK = [0, 1, 3, 5, 10, 20];
export const MOST_SPANS = 7;
/** What the form for quiet hours begins with. */
export const NIGHT = { since: '21:00', until: '08:00' };

/** The night's rest that a participant begins with is not for staff: theirs is what they chose. */
export const quietOf = (
  { body, heads }: Pick<Row<'notification_settings'>, 'body' | 'heads'>,
  participant: boolean,
): Span[] => (participant || heads.quiet ? body.quiet : []);

/** A span has two ends, and they differ. */
export const isSpan = ({ since, until }: Pick<Span, 'since' | 'until'>): boolean =>
  since !== '' && until !== '' && since !== until;

/** The first day on which notices come again. Null where they come today. */
export const pausedUntil = (
  { pause_until }: Pick<Settings, 'pause_until'>,
  today: string,
): string | null => (pause_until !== null && pause_until > today ? pause_until : null);

/** What may be chosen as the most in a week, with what was chosen elsewhere among it. */
export const perWeek = (chosen: number): number[] =>
  [...new Set([...A_WEEK, chosen])].sort((a, b) => a - b);

/** The calendar day so many days from now. */
export const dayIn = (now: number, days: number): string => localDate(now + days * DAY_MS);
