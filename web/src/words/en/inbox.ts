export const inbox = {
  title: 'Inbox',
  empty: 'Notes from your peer will be here. You can answer with one tap, or not at all.',
  new: 'New',
  nudge_kinds: {
    check_in: 'A check-in?',
    goal: 'About a goal',
    meeting: 'A meeting',
    hello: 'Hello',
    resource: 'Something to read',
  },
  nudge_answers: { ok: 'Doing ok', call_me: 'Call me', later: 'Later' },
  reactions: { heart: '♥', thanks: 'Thanks', strong: 'Feeling strong', later: 'Later' },
  answer: 'Your answer',
  call_me_note: (peer: string) =>
    `${peer} sees this when their app is open. For help right now, tap Help now.`,
  former: (peer: string) => `${peer} does not walk with you any more and would not read an answer.`,
  reply: 'Reply in words',
  reply_label: 'A few words back',
  check_in: 'Check in',
  gone: 'This note is not on this phone yet. It comes when there is a network.',
};
