/**
 * This phone is a copy of another, or was set back: what it counts is known under other mutations.
 * It goes on as a new device.
 */

import { answer, api } from '../../../session/api';
import type { SessionInfo } from '../../../session/info';

/** Throws Problem, Unreachable. */
export async function newDevice(): Promise<SessionInfo> {
  return (await answer(api.POST('/api/session/device' as never, {} as never))) as SessionInfo;
}
