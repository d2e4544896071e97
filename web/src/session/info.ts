import type { components } from '../generated/api';
import type { StreamInfo } from '../sync/protocol/wire';

type Schemas = components['schemas'];

/** Who is signed in. Holds no secret: the session itself is a cookie that no script reads. */
export type SessionInfo = Omit<Schemas['SessionInfo'], 'streams'> & { streams: StreamInfo[] };
export type CrisisCard = Schemas['CrisisCard'];
export type CrisisLineOnCard = Schemas['LineOnCard'];

/** A refusal of the API (RFC 9457). `code` is stable and has plain words in the dictionary. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly where: string | null = null,
    /** Seconds. */
    readonly retry_after: number | null = null,
  ) {
    super(code);
  }
}

/** There was no answer that could be the server's: no network, a time-out, a captive portal. */
export class Unreachable extends Error {}

/** This browser would not keep anything: nothing was asked of the server. */
export class StoreRefused extends Error {}

/**
 * What is to become of what a device holds that another one has ended: all of it goes, or its
 * unsent words stay sealed.
 */
export type Ended = 'wiped' | 'sealed';

export function endedAs(failure: unknown): Ended | null {
  if (!(failure instanceof Problem)) return null;
  return failure.code === 'device_revoked'
    ? 'wiped'
    : failure.code === 'device_sealed'
      ? 'sealed'
      : null;
}
