/** Days in recovery, for who wants to count them. */
const days = (n: number): string => (n === 1 ? '1 day' : `${n} days`);

export const days_words = {
  title: 'My days',
  intro:
    'Count days if it helps you, and leave it if it does not. You say what is counted. Medicine taken as prescribed is not use.',
  add: 'Begin to count',
  add_another: 'Count something else too',
  label: 'A name for it',
  label_example: 'my days, without alcohol',
  label_needed: 'Write a short name.',
  counts: 'What it counts, if you like',
  since: 'First day',
  now: (n: number) => `${days(n)} now`,
  next: (date: string) => `A new stretch begins ${date}`,
  resting: 'No stretch is open right now',
  all: (total: number, longest: number) =>
    `${days(total)} in all · longest stretch ${days(longest)}`,
  hide: 'Hide the numbers',
  show: 'Show the numbers',
  hidden: 'The numbers are hidden.',
  periods: 'Stretches',
  span: (from: string, to: string) => `${from} to ${to}`,
  span_open: (from: string) => `Since ${from}`,
  span_later: (from: string) => `From ${from}`,
  from: 'First day',
  to: 'Last day (empty while it goes on)',
  to_problem: 'The last day cannot come before the first.',
  from_problem: 'Pick the first day.',
  change: (span: string) => `Change: ${span}`,
  remove: (span: string) => `Remove: ${span}`,
  removed: 'The stretch is removed.',
  add_period: 'Add a stretch',
  gone: 'Removed.',
};
