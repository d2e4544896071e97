export const peer = {
  title: 'My people',
  empty: 'Nobody is assigned to you yet. Your supervisor does that.',
  seen: (when: string) => `Last here ${when}`,
  never_seen: 'Has not opened the app yet',
  hours: {
    label: 'When I usually answer',
    hint: (name: string) =>
      `${name} reads this where they can ask for you. In your own words, such as: weekdays 9 to 5.`,
    none: (name: string) => `${name} cannot see yet when you usually answer.`,
    stand: (hours: string) => `You usually answer: ${hours}`,
    say: 'Say when',
  },
  shares: 'Shares with you',
  shares_nothing: 'Has not chosen to share with you',
  reasons: {
    craving: (n: number, when: string) => `Shared a craving of ${n}, ${when}`,
    call_me: (when: string) => `Asked for a call, ${when}`,
    quiet: (days: number) => `Quiet for ${days} days`,
    replied: (when: string) => `Wrote back, ${when}`,
  },
  zone_unknown: (zone: string, there: string) =>
    `The zone “${zone}” is not known here, so this goes by your program’s: ${there}`,
  /** The place where their clock shows another time than this phone; else empty. */
  local_time: (clock: string, place: string) =>
    `It is ${clock} ${place ? `in ${place}` : 'there'} now.`,
  gone: 'This person is not assigned to you.',
  gone_do: 'What they shared has left this phone.',
  write: 'Write a note',
  plan_nudge: 'Plan a reminder',
  shared: {
    title: 'What they share',
    nothing:
      'Nothing is shared with you. They decide, and can change it at any time. You can still write to them.',
    check_ins: 'Check-ins',
    goals: 'Goals',
    plan: 'Plan',
    notes: 'Notes',
    setbacks: 'Setbacks',
    days: 'Days',
    none_yet: 'Sharing is on. Nothing is shared yet.',
    none_span: 'No check-ins shared in this time.',
    sentence: (days: number, on: number, mood: string, craving: string) =>
      [
        `Check-ins shared on ${on === 1 ? 'one day' : `${on} days`} out of the last ${days}.`,
        mood,
        craving,
      ]
        .filter(Boolean)
        .join(' '),
  },
  sent: {
    title: 'What you sent',
    none: 'Nothing yet. A few honest words are plenty.',
    waiting: 'On this phone, not yet sent',
    kept: 'In their inbox, not yet opened',
    seen: 'Opened',
    reaction: {
      heart: 'sent a heart',
      thanks: 'said thanks',
      strong: 'feels strong',
      later: 'will answer later',
    } as Record<string, string>,
    reply: (name: string, text: string) => `${name}: ${text}`,
  },
  note: {
    title: (name: string) => `A note to ${name}`,
    text: 'Your words',
    hint: 'They read it in the app. The phone’s lock screen only says that there is a note.',
    role: 'You are a peer, not a crisis line. If you are worried about someone’s safety, call your supervisor.',
    send: 'Save and send',
    saved: 'Saved on this phone. It goes out when there is a network.',
    needed: 'Write a few words first.',
  },
  nudge: {
    came: 'Reminders that came due',
    delivery: {
      held: 'In the inbox. The notice is held for now, for instance until morning.',
      accepted: 'Sent to the phone. Not known if it was seen.',
      no_channel: 'In the inbox. No notice could reach a phone.',
      gone: 'In the inbox. No notice could reach a phone.',
      expired: 'In the inbox. The time for a notice had passed.',
      failed: 'In the inbox. The notice could not be sent.',
      unknown: 'In the inbox. The notice may not have arrived.',
      quiet: 'In the inbox, without a notice.',
    } as Record<string, string>,
    opened: 'Opened',
    answers: {
      ok: 'Answered: doing ok',
      call_me: 'Answered: call me',
      later: 'Answered: later',
    } as Record<string, string>,
  },
};
