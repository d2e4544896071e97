/** The API client: paths and shapes from the generated contract, refusals as `Problem`, silence as `Unreachable`. */

import createClient from 'openapi-fetch';
import type { paths } from '../generated/api';
import { Problem, Unreachable } from './info';

const PATIENCE_MS = 20_000;

/** `await answer(api.GET('/api/caseload'))` */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  fetch: (request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) }),
});

type Answered<T> = { data?: T; error?: unknown; response: Response };

/** Throws `Problem` for a refusal and `Unreachable` where nothing that speaks for the server answered. */
export async function answer<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call.catch((failure: unknown) => {
    throw new Unreachable(failure instanceof Error ? failure.name : 'failed');
  });
  if (response.ok && speaksForServer(response)) return data as T;
  throw problemOf(response, error);
}

/** A captive portal answers 200 with a page of its own. */
function speaksForServer(response: Response): boolean {
  return response.status === 204 || (response.headers.get('content-type') ?? '').includes('json');
}

function problemOf(response: Response, error: unknown): Error {
  if (!speaksForServer(response)) return new Unreachable(`status ${response.status}`);
  const { code = 'error', detail = '', where = null, retry_after = null } = (error ?? {}) as Partial<Problem>;
  return new Problem(response.status, code, detail, where, retry_after);
}
