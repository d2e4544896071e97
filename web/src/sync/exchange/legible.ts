/**
 * An answer as far as this app can read it: a field or a row that it cannot spoils nothing else.
 * Pure.
 *
 * Of a row that cannot be read its place and number are kept, without a kind, so that nothing shows
 * it and the stream is still found whole.
 */

import type {
  Change,
  GroupValues,
  Heads,
  Kept,
  Result,
  StreamInfo,
  SyncAnswer,
} from '../protocol/wire';

export interface Legible {
  answer: SyncAnswer;
  /** What could not be read: names of fields, never their content. */
  unread: string[];
}

export function legible(told: SyncAnswer): Legible {
  const unread = new Set<string>();
  const only = <T>(name: string, all: unknown, isOne: (each: unknown) => boolean): T[] => {
    const list = Array.isArray(all) ? all : [];
    const read = list.filter(isOne);
    if (read.length < list.length || (all !== undefined && all !== null && !Array.isArray(all)))
      unread.add(name);
    return read as T[];
  };
  const entries = <T>(
    name: string,
    all: unknown,
    isOne: (each: unknown) => boolean,
  ): Record<string, T> =>
    Object.fromEntries(
      only<[string, T]>(name, isObject(all) ? Object.entries(all) : all, (each) =>
        isOne((each as unknown[])[1]),
      ),
    );
  const changes = only<{ stream: number; rows: unknown }>('changes', told.changes, isOfStream).map(
    ({ stream, rows }) => ({
      stream,
      rows: only<Change>('rows', rows, isPlaced).map((row) =>
        isWhole(row) ? row : (unread.add('row'), placeOf(row)),
      ),
    }),
  );
  const streams = told.streams && only<StreamInfo>('streams', told.streams, isStream);
  const answer: SyncAnswer = {
    ...told,
    changes,
    results: only<Result>('results', told.results, isResult),
    reached: entries('reached', told.reached ?? undefined, Number.isSafeInteger),
    digests: entries('digests', told.digests ?? undefined, isDigest),
    // A stream that is not listed is taken from the phone: half a list is none.
    streams: unread.has('streams') ? null : streams,
  };
  return { answer, unread: [...unread] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfStream(value: unknown): boolean {
  return isObject(value) && Number.isSafeInteger(value['stream']) && Array.isArray(value['rows']);
}

function isPlaced(row: unknown): boolean {
  if (!Array.isArray(row)) return false;
  const [record, seq, entity, state] = row as unknown[];
  return (
    typeof record === 'string' &&
    record !== '' &&
    Number.isSafeInteger(seq) &&
    typeof entity === 'string' &&
    typeof state === 'string'
  );
}

function isWhole([, , , , heads, body, kept, dismissed]: Change): boolean {
  return isHeads(heads) && isGroups(body) && isKept(kept) && isKept(dismissed);
}

function isHeads(heads: Heads): boolean {
  const isHead = (head: unknown): boolean =>
    Array.isArray(head) && typeof head[0] === 'string' && (head[1] == null || isKey(head[1]));
  return (
    isObject(heads) && Object.values(heads).every((all) => Array.isArray(all) && all.every(isHead))
  );
}

function isKey(key: unknown): boolean {
  return Array.isArray(key) && key.length === 4 && key.every((part) => typeof part === 'number');
}

function isGroups(groups: GroupValues): boolean {
  return isObject(groups) && Object.values(groups).every(isObject);
}

/** By group and mutation; of an element of a set whether it is in it. */
function isKept(kept: Kept | null | undefined): boolean {
  return kept == null || (isObject(kept) && Object.values(kept).every(isObject));
}

function placeOf([record, seq, entity, state]: Change): Change {
  return [record, seq, state === 'live' ? '' : entity, state, {}, {}, null];
}

function isResult(value: unknown): boolean {
  return isObject(value) && typeof value['id'] === 'string' && typeof value['outcome'] === 'string';
}

function isStream(value: unknown): boolean {
  return (
    isObject(value) &&
    Number.isSafeInteger(value['id']) &&
    typeof value['kind'] === 'string' &&
    typeof value['role'] === 'string'
  );
}

function isDigest(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger);
}
