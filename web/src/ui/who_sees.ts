/** What may be done about who sees a record. */
import type { Account } from '../sync';
import { isShared, isStopped } from '../screens/queries';

/**
 * What is for the peer can always be taken back; nothing is given to them while all sharing is
 * stopped.
 */
export const canMove = (account: Account, row: { stream: number }): boolean =>
  isShared(account, row) || !isStopped(account);
