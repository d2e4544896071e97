/** How often a plan comes, in words. */
import type { Rest } from '../../words/lazy';
import { clock, dayOf, shortDate } from '../../words/when';
import type { Planned } from './nudge_form';

/** Its first day and its time, on their wall, where no zone is needed to say it. */
export function begins({ repeat, starts_on, local_time }: Planned, words: Rest['nudges']): string {
  const [day, time] = [
    shortDate(dayOf(starts_on)),
    clock(Date.parse(`${starts_on}T${local_time}Z`), 'UTC'),
  ];
  return repeat === 'once' ? words.on(day, time) : words.from(day, time);
}

/** Empty for one that comes once, whenever there is no check-in needed. */
export function often(plan: Planned, words: Rest['nudges']): string {
  const { repeat, every, weekdays, times, ends_on, only_if_no_check_in } = plan;
  const days = weekdays.map((day) => words.days[day]).join(', ');
  const rhythm = {
    once: '',
    daily: words.every_days(every),
    weekly: [words.every_weeks(every), days].filter(Boolean).join(': '),
    monthly: words.every_months(every),
  };
  const repeats = repeat !== 'once';
  return [
    rhythm[repeat],
    repeats && times !== null && words.so_often(times),
    repeats && ends_on && words.until(shortDate(dayOf(ends_on))),
    only_if_no_check_in && words.only_without,
  ]
    .filter(Boolean)
    .join(' · ');
}
