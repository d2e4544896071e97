/** Asking to be contacted, and what a peer does about it. */
export const contact = {
  ask: (peer: string) => `Ask ${peer} to get in touch`,
  ask_program: 'Ask my program to get in touch',
  ask_again: (peer: string) => (peer ? `Ask ${peer} again` : 'Ask my program again'),
  take_back: 'Take it back',
  taken_back: 'You took it back. You can ask again at any time.',
  hint: (peer: string) =>
    `${peer} sees it when their app is open. That can take until the next day.`,
  hours: (peer: string, hours: string) => `When ${peer} usually answers: ${hours}`,
  lines_now: 'For help right now, call one of the lines here.',
  asked: (when: string, peer: string) =>
    peer ? `You asked ${peer} to get in touch, ${when}.` : `You asked ${when}.`,
  again_from: (when: string) => `If nobody has got in touch by ${when}, you can ask again.`,
  new_peer: (peer: string) => `${peer} walks with you now. You can ask ${peer} too.`,
  states: {
    unsent: 'Saved on this phone. It goes out when there is a network.',
    open: 'Sent. Nobody has seen it yet.',
    seen: (who: string) => `${who} has seen it.`,
    contacted: (who: string) => `${who} got in touch.`,
    handed_over: (who: string) => `${who} passed it on to someone who can answer.`,
    closed: (who: string) => `${who} marked it as done.`,
    withdrawn: 'You took it back.',
    withdrawn_unsent: 'You took it back. That goes out when there is a network.',
  },
  someone: 'Someone',
  flag: {
    title: 'Asks you to get in touch',
    line: (when: string) => `Asks you to get in touch, ${when}`,
    written: (when: string) => `Written ${when}.`,
    old: (days: number) =>
      `Written ${days === 1 ? 'a day' : `${days} days`} ago: follow up, it may not be about now.`,
    all: 'Waiting for someone',
    moves: {
      seen: 'I have seen it',
      contacted: 'I got in touch',
      handed_over: 'Pass it on',
      closed: 'It is done',
    },
    stands: {
      open: 'New',
      seen: 'Seen',
      contacted: 'In touch',
      handed_over: 'Passed on',
      closed: 'Done',
    },
    taken_back: (when: string) =>
      `Asked you to get in touch, and took it back, ${when}. You can still reach out.`,
    by: (state: string, who: string) => (who ? `${state}, ${who}` : state),
    offline: 'This needs a network, so that two people who answer see each other.',
    moved_on: 'Someone else has moved it on.',
  },
};
