/** A nudge as it stands in the form: what is asked, and what is written of it. */
import { dayNumber } from '../../figures/dates';
import { dateAt, timeAt } from '../../figures/wall';
import type { Body, Groups } from '../../sync';
import type { Plan } from './occurrences';
import { usuallyQuiet } from './quiet';

export type Planned = Plan & Pick<Body<'nudge_plan'>, 'only_if_no_check_in'>;
export type Ends = 'never' | 'times' | 'day';

export interface NudgeForm {
  text: string;
  kind: Body<'nudge_plan'>['kind'] | null;
  repeat: Plan['repeat'] | null;
  /** As typed: a number field hands over a number, or null when it is emptied. */
  every: unknown;
  weekdays: number[];
  starts_on: string;
  local_time: string;
  ends: Ends | null;
  times: unknown;
  ends_on: string;
  only_if_no_check_in: boolean;
}

export const MOST_EVERY = 30;
export const MOST_TIMES = 26;
const HOUR_MS = 3_600_000;
const SOON_MS = 2 * 60_000;

/** For the next full hour that is not usually quiet. */
export function emptyForm(now: number, zone: string | undefined): NudgeForm {
  let at = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
  while (usuallyQuiet(at, zone)) at += HOUR_MS;
  return {
    text: '',
    kind: 'hello',
    repeat: 'once',
    every: '1',
    weekdays: [],
    ...wallOf(at, zone),
    ends: 'never',
    times: '5',
    ends_on: '',
    only_if_no_check_in: false,
  };
}

/** The day and time of a moment from now. */
export const soon = (
  now: number,
  zone: string | undefined,
): Pick<NudgeForm, 'starts_on' | 'local_time'> => wallOf(now + SOON_MS, zone);

export function formOf(body: Body<'nudge_draft'>): NudgeForm {
  const {
    text,
    kind,
    repeat,
    every,
    weekdays,
    starts_on,
    local_time,
    times,
    ends_on,
    only_if_no_check_in,
  } = body;
  const ends = times !== null ? 'times' : ends_on ? 'day' : 'never';
  return {
    text,
    kind,
    repeat,
    every: `${every}`,
    weekdays: [...weekdays],
    starts_on,
    local_time,
    ends,
    times: `${times ?? 5}`,
    ends_on: ends_on ?? '',
    only_if_no_check_in,
  };
}

/** What is not asked of this form of repeating is not said. */
export function plannedOf(form: NudgeForm): Planned {
  const { repeat, starts_on, local_time, only_if_no_check_in } = form;
  const plan: Planned = {
    repeat: repeat ?? 'once',
    every: 1,
    starts_on,
    local_time,
    weekdays: [],
    times: null,
    ends_on: null,
    only_if_no_check_in,
  };
  if (repeat === 'once' || repeat === null) return plan;
  return {
    ...plan,
    every: whole(form.every, MOST_EVERY) ?? 1,
    weekdays: repeat === 'weekly' ? [...form.weekdays] : [],
    times: form.ends === 'times' ? whole(form.times, MOST_TIMES) : null,
    ends_on: form.ends === 'day' ? form.ends_on || null : null,
  };
}

export function groupsOf(
  form: NudgeForm,
): Required<Pick<Groups<'nudge_draft'>, 'words' | 'schedule'>> {
  return {
    words: { text: form.text.trim(), kind: form.kind ?? 'hello' },
    schedule: plannedOf(form),
  };
}

/** Only groups that differ: another phone's words in an untouched group stand. */
export function touched(form: NudgeForm, before: NudgeForm): Groups<'nudge_draft'> {
  const [now, then] = [groupsOf(form), groupsOf(before)];
  const names = (['words', 'schedule'] as const).filter(
    (name) => JSON.stringify(now[name]) !== JSON.stringify(then[name]),
  );
  return Object.fromEntries(names.map((name) => [name, now[name]]));
}

export const badEvery = ({ repeat, every }: NudgeForm): boolean =>
  repeat !== 'once' && whole(every, MOST_EVERY) === null;
export const badTimes = ({ repeat, ends, times }: NudgeForm): boolean =>
  repeat !== 'once' && ends === 'times' && whole(times, MOST_TIMES) === null;

/** A draft may be half thought out, but everything in it must be what it says. */
export function mayBeKept(form: NudgeForm): boolean {
  const days =
    form.repeat !== 'once' && form.ends === 'day' && form.ends_on
      ? [form.starts_on, form.ends_on]
      : [form.starts_on];
  return (
    form.text.trim() !== '' &&
    form.local_time !== '' &&
    !days.some((day) => Number.isNaN(dayNumber(day))) &&
    !badEvery(form) &&
    !badTimes(form)
  );
}

/** On chosen days, of which none is chosen yet: there is nothing to show of when it comes. */
export const lacksDays = ({ repeat, weekdays }: NudgeForm): boolean =>
  repeat === 'weekly' && weekdays.length === 0;

/** Whether it still comes at least once is asked of `nextTimes`. */
export function mayBePlanned(form: NudgeForm): boolean {
  return (
    mayBeKept(form) &&
    !lacksDays(form) &&
    (form.repeat === 'once' || form.ends !== 'day' || form.ends_on !== '')
  );
}

function whole(typed: unknown, most: number): number | null {
  const number = typed === '' || typed === null ? Number.NaN : Number(typed);
  return Number.isInteger(number) && number >= 1 && number <= most ? number : null;
}

function wallOf(at: number, zone: string | undefined): Pick<NudgeForm, 'starts_on' | 'local_time'> {
  return { starts_on: dateAt(at, zone), local_time: timeAt(at, zone) };
}
