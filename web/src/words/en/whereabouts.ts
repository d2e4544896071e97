/** Where one's words are, told at length. */
const plural = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

export const whereabouts = {
  about_refused:
    'Your program could not take in all of it. See the first screen, or More: what you wrote is kept.',
  about_unsent: (n: number) =>
    `${plural(n, 'thing you wrote is', 'things you wrote are')} safe on this phone and will be sent when there is a network.`,
  about_later:
    'Your program has asked this phone to wait a little. All of it is safe on this phone, and it goes by itself.',
  about_aside: (n: number) =>
    `${plural(n, 'thing', 'things')} could not be sent yet. It is all safe on this phone, and the app tries again by itself.`,
  about_sending: 'What you wrote is on its way. It is safe on this phone too.',
  about_sent: (clock: string) => `Everything on this phone was sent and fetched at ${clock}.`,
  about_never:
    'This phone has not reached your program yet. You can write; it is kept here until it can be sent.',
  enter_code: 'Enter a code',
  unreachable: 'No answer from your program right now. The app tries again by itself.',
  now: 'Send and fetch now',
  again: (clock: string) => `Goes again by itself at ${clock}`,
};
