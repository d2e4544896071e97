export const welcome = {
  title: 'Someone to walk alongside',
  intro:
    'Goals, check-ins, your own plan for hard times, and a person who knows the road. It works with no network.',
  code: 'The code from your program',
  code_hint: 'Twelve letters and numbers. No e-mail and no phone number needed.',
  code_problem: 'A code has twelve letters and numbers, like ABCD-EFGH-JKMN.',
  start: 'Start',
  starting: 'One moment…',
  not_watched: 'This is not an emergency service and is not watched all the time.',
  private: 'Nothing is shared until you choose it.',
  staff: 'I work for a program',
  participant: 'I have a code',
  refused: 'That code did not open anything.',
  refused_do:
    'It may be mistyped, used already, or too old. Ask your program for a new one: it takes them a minute.',
  refused_safe: 'Nothing on this phone was changed.',
  too_many: 'Too many tries for now.',
  too_many_kept: 'Your code is not used up.',
  too_many_do: (minutes: number | null) =>
    `Try again in ${minutes === null ? 'a few minutes' : minutes === 1 ? 'one minute' : `${minutes} minutes`}.`,
  offline: 'There is no answer from your program.',
  offline_do: 'Check the network, then try again. Help now works without it.',
  no_store: 'This browser will not keep anything on this phone.',
  no_store_do:
    'Open Alongside in an ordinary window, not a private one, and allow it to store data; or free some space. Then use the code there. Help now works here too.',
  no_store_used:
    'Your code may be used up. Free some space or use an ordinary window, and ask your program for a new code.',
  expired: 'Your sign-in has ended. Your plan and your words are still on this phone.',
  ended: {
    wiped: 'This phone was signed out from another phone. What it held is gone from here.',
    sealed:
      'This phone was signed out from another phone. What you had not sent yet is kept here, locked, until you open your account again.',
  },
  sign_in: {
    title: 'Sign in',
    intro: 'For peers and program staff.',
    login: 'Login',
    password: 'Password',
    one_time: 'One-time code',
    one_time_hint: 'Six numbers from your authenticator app.',
    do: 'Sign in',
    refused: 'That did not match.',
    refused_do: 'Check the login, the password and a fresh one-time code. A code works once.',
  },
};
