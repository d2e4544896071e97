export const note = {
  from: (peer: string, when: string) => `From ${peer}, ${when}`,
  heart: 'Send a heart',
  heart_sent: 'You sent a heart.',
  reply: 'Reply',
  your_reply: 'Your reply',
  send: 'Save reply',
  replied: (text: string) => `You wrote: ${text}`,
  answer_saved: 'Your answer is saved on this phone.',
  inbox: 'All notes',
};
