/** What stands around every screen, by who is on this phone. */
import type { Account, Row } from '../../sync';

type State = 'none' | 'open' | 'expired';

/** A code in the address is for now: on a phone that nobody uses, or whose sign-in has ended. */
export const isEnrolling = (state: State, scanned_code: string): boolean =>
  state === 'none' || (scanned_code !== '' && state === 'expired');

/** That the sign-in has ended is said on every screen but those where it is mended. */
export const asksToOpen = (state: State, path: string, enrolling: boolean): boolean =>
  state === 'expired' && !/^\/(enrol|sign-in)$/.test(path) && !enrolling;

/**
 * What happened to the person's phones, on each but the one that it happened to: no one adds a
 * phone or ends one unseen.
 */
export const phoneNews = (account: Account, device: number | undefined): Row<'account_event'>[] =>
  account.all('account_event').filter(({ body }) => body.device !== device);
