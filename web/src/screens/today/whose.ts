/** Who sees what stands beside a check-in. */
import type { Account } from '../../sync';
import { isSeen } from '../queries';

/** It is said of it only where that is otherwise than of the check-in. */
export const isApart = (
  account: Account,
  row: { stream: number },
  first: { stream: number },
): boolean => isSeen(account, row) !== isSeen(account, first);
