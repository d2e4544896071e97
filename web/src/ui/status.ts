/** Where one's words are, from the outbox and the last finished exchange. */
import type { SyncStatus } from '../sync';

export type Stage = 'sending' | 'later' | 'unsent' | 'sent' | 'never';

/**
 * What waits is said before what came through: nothing is said to be sent while something is not.
 */
export function stageOf({
  sending,
  later,
  unsent,
  last_sync,
}: Pick<SyncStatus, 'sending' | 'later' | 'unsent' | 'last_sync'>): Stage {
  if (sending) return 'sending';
  if (unsent > 0) return later ? 'later' : 'unsent';
  return last_sync === null ? 'never' : 'sent';
}

/** The mark that all is well. */
export const isAllSent = (
  { sending, unsent, session }: Pick<SyncStatus, 'sending' | 'unsent' | 'session'>,
  refused: number,
): boolean => !sending && !unsent && !refused && session === 'open';
