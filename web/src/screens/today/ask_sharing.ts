/**
 * Sharing is with a person: each new peer is asked about once, and reads nothing until the answer
 * is yes.
 */
import type { Account, Row } from '../../sync';
import { assignments } from '../queries';

/** Peers about whom neither yes nor no was said. "Not now" is a no that can be changed under Me. */
export const unanswered = (account: Account): Row<'assignment'>[] =>
  assignments(account).filter(({ heads }) => !heads.sharing?.length);

export const answerSharing = (
  account: Account,
  assignment: Row<'assignment'>,
  shares: boolean,
): Promise<void> => account.edit(assignment, { sharing: { shares } });
