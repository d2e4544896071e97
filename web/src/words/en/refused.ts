/**
 * What the program did not take in: which thing it was, why, and what to do. By entity as the
 * server names it.
 */
export const refused = {
  title: 'Words that could not be sent on',
  line: (what: string) => `Your program could not take in ${what}.`,
  safe: 'What you wrote is kept here as you wrote it.',
  what: {
    assignment: 'your answer about sharing',
    check_in: 'a check-in',
    encouragement: 'your answer to a note, or a note you wrote',
    favourites: 'a saved meeting',
    goal: 'a goal',
    goal_progress: 'a step forward on a goal',
    goal_step: 'a step of a goal',
    journal_note: 'a note to yourself',
    use_report: 'an answer about use',
    notification_settings: 'your choice of notices',
    nudge: 'your answer to a reminder',
    nudge_draft: 'a draft of a reminder',
    nudge_plan: 'a reminder you planned',
    plan_item: 'a line of your plan',
    profile: 'your name or language',
    recovery_clock: 'a count of days',
    recovery_period: 'a stretch of days',
    setback: 'what you wrote about a hard time',
    sharing_settings: 'your choice about sharing',
    support_contact: 'one of your people',
    support_flag: 'your call for help',
  } as Record<string, string>,
  what_other: 'something you wrote',
  none: 'Nothing here. Everything you wrote was accepted.',
  why: {
    too_long:
      'The text was longer than there is room for. You can copy it and write it in two parts.',
    too_many: 'There was no more room for it there. You can copy it and write it somewhere else.',
    not_yours:
      'The right to change this had ended. You can copy the words and write them somewhere of your own.',
    illegal_move:
      'It had already moved on from there. Look at it as it is now, and change it from there.',
    emptied: 'It was removed long ago. You can copy the words and write them anew.',
    unreadable: 'What it belongs to could not be opened. Your words are kept here, whole.',
    append_only: 'This kind is never changed. You can write a new one.',
    support_flag:
      'Nobody was told by it. Help now is at the bottom of every screen, and you can ask again there.',
  } as Record<string, string>,
  why_other:
    'The app sent it in a form that your program does not read. You can copy it and write it again.',
  why_mended: 'The app had its day wrong. That is put right now: you can send it again.',
  again: 'Send it again',
  again_sent: 'Saved on this phone. Only you can see it.',
  no_words: '(a choice, without words)',
  numbers: {
    amount: 'how much',
    target: 'goal',
    confidence: 'how sure',
    mood: 'how I felt',
    craving: 'craving',
    stress: 'stress',
  },
  remove: 'I have what I need, remove it',
  more: (n: number) => (n === 1 ? 'One more is kept' : `${n} more are kept`),
  count: (n: number) => (n === 1 ? '1 text is kept here.' : `${n} texts are kept here.`),
};
