/**
 * How to reach someone, from what somebody wrote: every number or address in it, and nothing where
 * there is none.
 */
import { phoneNumbers } from './phone_numbers';

export type Kind = 'call' | 'text' | 'chat';
export interface Way {
  kind: Kind;
  href: string;
  written: string;
}

const WEB = /https?:\/\/[^\s<>"]+/i;
const BARE_WEB = /(?:^|[\s(])((?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?:][^\s<>"]*)?)/i;

/** A web address, with its scheme. An e-mail address is none. */
function address(text: string): string {
  const found =
    WEB.exec(text)?.[0] ?? (BARE_WEB.exec(`${text} `)?.[1] ?? '').replace(/^(?=.)/, 'https://');
  const whole = found.replace(/[.,;:!?)\]]+$/, '');
  return whole && !text.includes(`${whole.replace('https://', '')}@`) ? whole : '';
}

/**
 * The first is the one to offer; the others are for those who look. What waits to be pressed cannot
 * be texted.
 */
export function ways(kind: Kind, value: string): Way[] {
  if (kind === 'chat')
    return [address(value)].filter(Boolean).map((href) => ({ kind, href, written: value }));
  const found = phoneNumbers(value);
  if (kind === 'call')
    return found.map(({ written, dial }) => ({ kind, href: `tel:${dial}`, written }));
  return found
    .filter(({ dial }) => /^\+?\d+$/.test(dial))
    .map(({ written, dial }) => ({ kind, href: `sms:${dial}`, written }));
}
