import type { Account } from '../sync';
import type { CrisisCard, SessionInfo } from './info';

export interface Session {
  /**
   * `none`: nobody on this phone. `expired`: everything stays readable and writable here, and nothing is sent until a
   * code (or staff's password) opens the account again.
   */
  readonly state: 'none' | 'open' | 'expired';
  readonly info: SessionInfo | null;
  readonly account: Account | null;
  /** The program's public card, from this phone's copy when there is no network; null before the very first answer. */
  readonly crisis_card: CrisisCard | null;
}

/** Reactive. */
export const session: Session = $state({ state: 'none', info: null, account: null, crisis_card: null });

/** With a one-time code: a new account, or an existing one on another phone. Opens `session.account`. Throws Problem, Unreachable. */
export async function enrol(_code: string): Promise<void> {
  throw new Error('to be written');
}

/** Staff. Opens `session.account`. Throws Problem, Unreachable. */
export async function signIn(_credentials: { login: string; password: string; one_time_code: string }): Promise<void> {
  throw new Error('to be written');
}

/**
 * Wipes this phone, also with no network. Unsent words (`session.account.status.unsent`) are the person's to decide about:
 * with `keep_sealed` they stay here, unreadable in the app, until the same account opens again; without it they are gone.
 */
export async function signOut(_options: { keep_sealed: boolean }): Promise<void> {
  throw new Error('to be written');
}
