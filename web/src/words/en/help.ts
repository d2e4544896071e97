import type { NationalLine } from '../help_lines';

export const help = {
  title: 'Help now',
  open: 'You are not alone. Pick anything here. You can stop at any time.',
  danger: 'In danger right now?',
  call_911: 'Call 911',
  call: 'Call',
  text: 'Text',
  chat: 'Chat',
  mine: 'Things I can do by myself',
  mine_none:
    'Try one of these: breathe out slowly ten times. Drink some water. Go to another room, or outside. Wait ten minutes, then choose again.',
  mine_later: 'You can write your own list in your plan, on a steadier day.',
  people: 'My people',
  people_none: 'Add people to your plan and they will be here, one tap away.',
  people_add: 'Add someone',
  lines: 'People who answer',
  lines_hint: 'Calling is free. You can text. You can hang up whenever you want.',
  checked: (date: string) => `Checked on ${date}`,
  not_watched:
    'This is not an emergency service and is not watched all the time. If you are in danger, call 911.',
  after:
    'After using: your body may not be ready for the amount it once took. If you can, do not be alone, and keep naloxone near.',
  national: [
    {
      label: '988 Suicide & Crisis Lifeline',
      kind: 'call',
      value: '988',
      hours: 'Any hour, any day',
      sentence: 'You do not need to be in danger to call. Talking about a bad night is enough.',
    },
    {
      label: '988 by text',
      kind: 'text',
      value: '988',
      hours: 'Any hour, any day',
      sentence: 'No voice needed. Start with one word.',
    },
    {
      label: '988 chat',
      kind: 'chat',
      value: 'https://988lifeline.org/chat',
      hours: 'Any hour, any day',
      sentence: 'Type with someone. You can close it whenever you like.',
    },
    {
      label: 'SAMHSA National Helpline',
      kind: 'call',
      value: '1-800-662-4357',
      hours: 'Any hour, any day. English and Spanish',
      sentence: 'Free and private. They can find help near you. They do not ask for your name.',
    },
    {
      label: 'Crisis Text Line',
      kind: 'text',
      value: '741741',
      hours: 'Any hour, any day',
      sentence: 'Text HOME. A trained person writes back.',
    },
  ] satisfies NationalLine[] as NationalLine[],
};
