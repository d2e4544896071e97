/**
 * One round trip to `/api/sync`. A page of a captive portal, a proxy's error or silence is
 * `Unreachable`: nothing is known, all is kept.
 */

import { Problem, Unreachable } from '../../session/info';
import type { SyncAnswer, SyncRequest } from '../protocol/wire';

const PATIENCE_MS = 45_000;

/**
 * The server was reached and could not do what it was asked: whether for one mutation, is to be
 * found out.
 */
export class Faulted extends Unreachable {}

/** The request or its answer was still under way when patience ended. */
export class TooLong extends Unreachable {}

const FAULTS: ReadonlySet<number> = new Set([413, 500]);

export async function send(request: SyncRequest): Promise<SyncAnswer> {
  const response = await post(JSON.stringify(request));
  const answer = await jsonOf(response);
  if (response.ok && isAnswer(answer)) return answer;
  throw failureOf(response, (answer ?? {}) as Partial<Problem>);
}

/** A proxy in between may have its own say in place of a problem's. */
function failureOf({ ok, status, headers }: Response, told: Partial<Problem>): Error {
  const { code, detail = '', where = null } = told;
  const wait = told.retry_after ?? (Number(headers.get('retry-after')) || null);
  if (FAULTS.has(status)) return new Faulted(`status ${status}`);
  if (status === 429) return new Problem(status, code ?? 'too_many_tries', detail, where, wait);
  if (ok || status > 500 || typeof code !== 'string') return new Unreachable(`status ${status}`);
  return new Problem(status, code, detail, where, wait);
}

async function post(body: string): Promise<Response> {
  try {
    return await fetch('/api/sync', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
      body,
    });
  } catch (failure) {
    throw silence(failure);
  }
}

/** In the body too: a page may come more slowly than its head. */
function silence(failure: unknown): Unreachable {
  const name = failure instanceof Error ? failure.name : 'failed';
  return name === 'TimeoutError' ? new TooLong(name) : new Unreachable(name);
}

/** Null where it is none. */
async function jsonOf(response: Response): Promise<unknown> {
  return response.json().catch((failure: unknown) => {
    if (failure instanceof SyntaxError) return null;
    throw silence(failure);
  });
}

function isAnswer(answer: unknown): answer is SyncAnswer {
  const { cursor, epoch, server_time, more } = (answer ?? {}) as Partial<SyncAnswer>;
  return (
    typeof cursor === 'string' &&
    typeof epoch === 'string' &&
    typeof server_time === 'number' &&
    typeof more === 'boolean'
  );
}
