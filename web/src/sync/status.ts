/** What an account says of itself, and whom it tells when its use ends. */

import type { Ended, SessionInfo } from '../session/info';

export interface SyncStatus {
  /** Mutations that only this phone holds. */
  unsent: number;
  /** Of these, what the server has failed at: it is tried again by and by. */
  aside: number;
  sending: boolean;
  /** The server has asked to send the rest in a while. */
  later: boolean;
  /** When it does, ms. */
  again_at: number | null;
  /** When the last exchange finished, ms. */
  last_sync: number | null;
  /** What the server's clock was ahead of this one then, ms. */
  offset: number | null;
  /** Whether the last attempt reached the server. */
  reachable: boolean;
  session: 'open' | 'expired';
  /**
   * Rows that the program's server has no more, and that the person is asked about:
   * `acceptReading`, `keepReading`.
   */
  doubtful: { rows: number } | null;
}

/** What changes this tab's use of an account from outside. */
export interface Endings {
  /** Another tab signed out. */
  left: () => void;
  /** The person ended this phone from another. */
  revoked: (ended: Ended) => void;
  /** The server has made this phone a new device. */
  renewed?: (session: SessionInfo) => void;
}
