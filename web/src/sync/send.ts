/** One round trip to `/api/sync`. A page of a captive portal, a proxy's error or silence is `Unreachable`: nothing is known, all is kept. */

import { Problem, Unreachable } from '../session/info';
import type { SyncAnswer, SyncRequest } from './wire';

const PATIENCE_MS = 45_000;

export async function send(request: SyncRequest): Promise<SyncAnswer> {
  const response = await post(JSON.stringify(request));
  const answer = await jsonOf(response);
  if (response.ok && isAnswer(answer)) return answer;
  const { code, detail = '', where = null, retry_after = null } = answer as Partial<Problem>;
  if (response.ok || response.status >= 500 || typeof code !== 'string') throw new Unreachable(`status ${response.status}`);
  throw new Problem(response.status, code, detail, where, retry_after);
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
    throw new Unreachable(failure instanceof Error ? failure.name : 'failed');
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) ?? {};
  } catch {
    throw new Unreachable(`status ${response.status}, not JSON`);
  }
}

function isAnswer(answer: unknown): answer is SyncAnswer {
  const { cursor, epoch, server_time, more } = answer as Partial<SyncAnswer>;
  return typeof cursor === 'string' && typeof epoch === 'string' && typeof server_time === 'number' && typeof more === 'boolean';
}
