/**
 * When the server has asked this phone to wait: until then asking would do nothing that can be
 * seen.
 */
import type { SyncStatus } from '../sync';

/** The full minute from which it goes again, ms, or null where it goes now. */
export function waitsUntil({ again_at }: Pick<SyncStatus, 'again_at'>, now: number): number | null {
  return again_at !== null && again_at > now ? Math.ceil(again_at / 60_000) * 60_000 : null;
}
