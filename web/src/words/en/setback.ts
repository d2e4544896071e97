/**
 * After a return to use: thanks first, then safety, then one's own plan and people. Nothing here
 * takes days away.
 */
export const setback = {
  title: 'Something happened',
  intro: 'Thank you for being here. Every question may stay empty.',
  when: 'When',
  when_problem: 'Pick a day that is today or before.',
  what: 'What it was, if you like',
  situations: 'What was going on',
  helped: 'What helped, or could help next time',
  counter: 'My count of days',
  counter_choices: {
    keep: 'Keep it as it is',
    new_period: 'Begin a new stretch',
    undecided: 'I decide later',
  },
  counter_hint: 'The days before it still count. Nothing changes unless you choose it.',
  which: 'Which count',
  share: 'Who can see this',
  follow_up: (peer: string) => `${peer} may ask me about it`,
  thanks: 'Thanks for telling us. You are continuing, not starting over.',
  safe_first: 'First, be safe',
  plan: 'From my plan',
  plan_none: 'Your plan has room for what helps on a day like this. You can write it later.',
  still_count: (days: number) =>
    days === 1
      ? 'One day counts in all. It stays yours.'
      : `${days} days count in all. They stay yours.`,
  line: (date: string) => `Something happened, ${date}`,
  used: { no: 'No use since last time', yes: 'Used since last time', prefer_not: '' } as Record<
    string,
    string
  >,
  use_asked: 'Since last time, did I use?',
  use_answers: { no: 'No', yes: 'Yes', prefer_not: 'Rather not say' },
  use_hint: 'Medicine taken as prescribed is not use.',
  may_ask: 'You may ask about it.',
  rather_not: 'They would rather not be asked about it.',
};
