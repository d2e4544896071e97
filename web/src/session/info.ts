import type { StreamInfo } from '../sync/wire';

export type StaffRole = 'peer' | 'supervisor' | 'curator' | 'admin' | 'evaluator';

/** Who is signed in, as `GET /api/session` says it. Holds no secret: the session itself is a cookie that no script reads. */
export interface SessionInfo {
  person: { id: number; uuid: string; kind: 'participant' | 'staff'; role: 'participant' | StaffRole; display_name: string; language: string };
  program: { slug: string; name: string; time_zone: string };
  device: { id: number; label: string };
  streams: StreamInfo[];
  epoch: string;
  server_time: number;
  push_key: string | null;
  demo: boolean;
}

export interface CrisisLineOnCard {
  label: string;
  kind: string;
  value: string;
  hours: string;
  sentence: string;
  sentence_es: string;
  region: string;
  checked_on: string | null;
}

export interface CrisisCard {
  program: { slug: string; name: string };
  lines: CrisisLineOnCard[];
  not_watched: true;
}

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
