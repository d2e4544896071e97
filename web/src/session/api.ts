/**
 * The API client: paths and shapes from the generated contract, refusals as `Problem`, silence as
 * `Unreachable`. Of openapi-fetch only the types are used: its code is a twentieth of what the
 * first screen may weigh.
 */

import type { Client } from 'openapi-fetch';
import type { paths } from '../generated/api';
import { Problem, Unreachable } from './info';

const PATIENCE_MS = 20_000;

interface Options {
  params?: { path?: Record<string, string | number>; query?: Record<string, string | number> };
  body?: unknown;
}

type Answered<T> = { data?: T; error?: unknown; response: Response };

/** `await answer(api.GET('/api/caseload'))` */
export const api = {
  GET: calling('GET'),
  POST: calling('POST'),
  PUT: calling('PUT'),
  DELETE: calling('DELETE'),
} as unknown as Pick<Client<paths>, 'GET' | 'POST' | 'PUT' | 'DELETE'>;

/**
 * Throws `Problem` for a refusal and `Unreachable` where nothing that speaks for the server
 * answered.
 */
export async function answer<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call.catch((failure: unknown) => {
    throw new Unreachable(failure instanceof Error ? failure.name : 'failed');
  });
  if (response.ok) return data as T;
  const { code, detail = '', where = null, retry_after = null } = error as Partial<Problem>;
  if (typeof code !== 'string') throw new Unreachable(`status ${response.status}`);
  throw new Problem(response.status, code, detail, where, retry_after);
}

/**
 * Rejects where the answer is not the server's: a captive portal answers 200 with a page of its
 * own.
 */
function calling(method: string) {
  return async (path: string, { params = {}, body }: Options = {}): Promise<Answered<unknown>> => {
    const response = await fetch(address(path, params), {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
      // State changes are JSON even without a body: no form of another site can send that.
      headers: method === 'GET' ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const content: unknown = response.status === 204 ? undefined : await response.json();
    return response.ok ? { data: content, response } : { error: content ?? {}, response };
  };
}

function address(
  path: string,
  { path: parts = {}, query = {} }: NonNullable<Options['params']>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(parts[name])),
  );
  const asked = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  );
  return asked.size ? `${filled}?${asked}` : filled;
}
