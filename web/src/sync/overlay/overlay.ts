/**
 * The screen: the server's rows with the outbox laid on top. Pure, and held by
 * `openapi/vectors/overlay/`.
 *
 * A mutation is laid until the rows include it: until its stream was read past the seq of its
 * result. So one's own words never flicker back, and never hide what came after them.
 */

import {
  emptied,
  isRefused,
  isUnsent,
  type OutboxEntry,
  type Progress,
  type ServerRow,
} from '../store/device';
import { defaultOf, ruleOf } from '../records/entities';
import { heldBy, lay, type GroupOnScreen } from '../records/register';
import type { Refusal, ScreenRow } from '../records/row';
import { elementsOf, isSet, membershipOf, registerOf, registersOf } from '../records/set';
import type { Head, Heads, Kept, StreamInfo, Value } from '../protocol/wire';

/**
 * How far the rows that are shown were read; `reached` is null where the numbers of answers are not
 * those of the rows.
 */
export interface Standing {
  reached: Record<string, number> | null;
  streams: StreamInfo[];
}

export function standingOf({ reached, streams, staging }: Progress): Standing {
  return { reached: staging ? null : reached, streams };
}

/** The register that restores write. */
export const LIFE = 'life';

/**
 * The group whose value is the place where a record stands: with the peer, or with the person
 * alone.
 */
const VISIBILITY = 'visibility';

/** A record without any of the phone's own mutations. */
export function asServed(row: ServerRow): ScreenRow {
  const { stream, record, entity, state, heads, body } = row;
  const written_at = Object.fromEntries(
    Object.entries(heads).map(([group, all]) => [group, all[0]?.[1]?.[0] ?? 0]),
  );
  return {
    stream, record, entity, state, heads, body,
    kept: row.kept ?? {}, dismissed: row.dismissed ?? {}, unsent: false, refused: null, written_at,
  }; // prettier-ignore
}

/**
 * One record: as served (null where the server has not told of it) under the phone's own entries
 * for it, in order of n. Null where there is nothing to show: an edit of something that is no
 * longer here.
 */
export function overlay(
  row: ServerRow | null,
  entries: OutboxEntry[],
  standing: Standing,
): ScreenRow | null {
  let screen = row && asServed(row);
  const covered = new Set(row?.state === 'removed' ? idsOf(row.heads) : []);
  for (const entry of entries) {
    if (isRefused(entry)) screen = screen && { ...screen, refused: refusalOf(entry) };
    else if (!isIncluded(entry, row, entries, standing))
      screen = laid(screen ?? begun(entry), entry, covered, standing);
  }
  return screen;
}

/**
 * Whether the row as served already holds the mutation, or something of this phone's that came
 * after it.
 */
function isIncluded(
  entry: OutboxEntry,
  row: ServerRow | null,
  entries: OutboxEntry[],
  { reached }: Standing,
): boolean {
  if (reached && hasArrived(entry, reached)) return true;
  if (!row) return false;
  const { result } = entry;
  if (reached && result?.seq && result.stream === row.stream && row.seq >= result.seq) return true;
  const written = writtenBy(entry);
  return (
    written.length > 0 &&
    written.every((register) => isNamedOrHead(register, entry, row.heads[register] ?? [], entries))
  );
}

function isNamedOrHead(
  register: string,
  entry: OutboxEntry,
  heads: Head[],
  entries: OutboxEntry[],
): boolean {
  const served = new Set(heads.map(([id]) => id));
  return entries.some(
    (later) =>
      later.n >= entry.n && writtenBy(later).includes(register) && served.has(later.mutation.id),
  );
}

function writtenBy({ mutation }: OutboxEntry): string[] {
  return mutation.op === 'restore' ? [LIFE] : registersOf(mutation.entity, mutation.set);
}

/** Whether reading has passed what became of the mutation, so that the rows alone tell it. */
export function hasArrived({ result }: OutboxEntry, reached: Record<string, number>): boolean {
  if (!result?.seq || !result.stream) return false;
  return (reached[result.stream] ?? -1) >= result.seq;
}

function begun({ mutation }: OutboxEntry): ScreenRow | null {
  const isCreate =
    mutation.op === 'edit' &&
    mutation.stream !== null &&
    Object.values(mutation.base).every((named) => !named.length);
  if (!isCreate) return null;
  const { stream, record, entity } = mutation;
  return asServed({
    stream: stream!,
    record,
    seq: 0,
    entity,
    state: 'live',
    heads: {},
    body: {},
    kept: null,
  });
}

function laid(
  screen: ScreenRow | null,
  entry: OutboxEntry,
  covered: Set<string>,
  { streams }: Standing,
): ScreenRow | null {
  if (!screen) return null;
  const { mutation } = entry;
  let next = { ...screen, unsent: screen.unsent || isUnsent(entry) };
  if (mutation.op === 'erase')
    return { ...next, ...asServed(emptied({ ...next, seq: 0 }, 'erased')), unsent: next.unsent };
  if (mutation.op === 'remove') for (const id of idsOf(mutation.base)) covered.add(id);
  if (mutation.op === 'restore') next = withGroup(next, entry, LIFE, {});
  if (mutation.op === 'dismiss')
    for (const group of Object.keys(mutation.base)) next = without(next, entry, group);
  if (mutation.op === 'edit') {
    for (const [group, value] of Object.entries(mutation.set)) {
      next = isSet(next.entity, group)
        ? withElements(next, entry, group, value)
        : withGroup(next, entry, group, value);
    }
    if (VISIBILITY in mutation.set) next = { ...next, stream: placeOf(next, streams) };
  }
  if (next.state !== 'live' && next.state !== 'removed') return next;
  return { ...next, state: isCovered(next.heads, covered) ? 'removed' : 'live' };
}

function withGroup(screen: ScreenRow, entry: OutboxEntry, group: string, value: Value): ScreenRow {
  const { rule, field } = ruleOf(screen.entity, group);
  const mine = { head: headOf(entry), value };
  const shown = lay(
    rule,
    field,
    defaultOf(screen.entity, field),
    heldBy(onScreen(screen, group)),
    namedBy(entry, group),
    mine,
  );
  return {
    ...screen,
    heads: { ...screen.heads, [group]: shown.heads },
    body: group === LIFE ? screen.body : { ...screen.body, [group]: shown.value },
    kept: { ...screen.kept, [group]: shown.kept },
    written_at: writtenAt(screen, entry, group, shown),
  };
}

/** Each element is laid on its own register; the group's value lists those that are in the set. */
function withElements(
  screen: ScreenRow,
  entry: OutboxEntry,
  group: string,
  value: Value,
): ScreenRow {
  const { rule, field } = ruleOf(screen.entity, group);
  const elements = new Set(elementsOf(field, screen.body[group]));
  const next = {
    ...screen,
    heads: { ...screen.heads },
    kept: { ...screen.kept },
    written_at: screen.written_at,
  };
  for (const [element, is_in] of membershipOf(value)) {
    const register = registerOf(group, element);
    const kept = Object.entries(screen.kept[register] ?? {}).map(([id, each]) => [
      id,
      { is_in: each as unknown },
    ]);
    const held = {
      heads: screen.heads[register] ?? [],
      value: { is_in: elements.has(element) },
      kept: Object.fromEntries(kept),
    };
    const shown = lay(rule, 'is_in', false, heldBy(held), namedBy(entry, register), {
      head: headOf(entry),
      value: { is_in },
    });
    if (shown.value['is_in']) elements.add(element);
    else elements.delete(element);
    next.heads[register] = shown.heads;
    next.kept[register] = Object.fromEntries(
      Object.entries(shown.kept).map(([id, each]) => [id, each['is_in']]),
    ) as unknown as Kept[string];
    next.written_at = writtenAt(next, entry, register, shown);
  }
  return {
    ...next,
    body: { ...screen.body, [group]: { ...screen.body[group], [field]: [...elements].sort() } },
  };
}

/** Versions that were let go; one head always stays. */
function without(screen: ScreenRow, entry: OutboxEntry, group: string): ScreenRow {
  const { rule, field } = ruleOf(screen.entity, group);
  const named = namedBy(entry, group);
  const held = heldBy(onScreen(screen, group));
  const gone = held.filter(({ head }) => named.has(head[0]));
  if (!gone.length || gone.length === held.length) return screen;
  const shown = lay(rule, field, defaultOf(screen.entity, field), held, named, null);
  const dismissed = {
    ...screen.dismissed[group],
    ...Object.fromEntries(gone.map(({ head, value }) => [head[0], value])),
  };
  return {
    ...screen,
    heads: { ...screen.heads, [group]: shown.heads },
    body: { ...screen.body, [group]: shown.value },
    kept: { ...screen.kept, [group]: shown.kept },
    dismissed: { ...screen.dismissed, [group]: dismissed },
  };
}

/** Where a record stands is a function of what its visibility shows. */
function placeOf({ stream, entity, body }: ScreenRow, streams: StreamInfo[]): number {
  const { field } = ruleOf(entity, VISIBILITY);
  const is_shared = body[VISIBILITY]?.[field] ?? defaultOf(entity, field);
  return (
    streams.find(
      ({ kind, role }) => kind === (is_shared ? 'shared' : 'own') && role === 'participant',
    )?.id ?? stream
  );
}

function headOf({ mutation, result }: OutboxEntry): Head {
  return result?.key ? [mutation.id, result.key] : [mutation.id];
}

function namedBy({ mutation }: OutboxEntry, register: string): Set<string> {
  return new Set((mutation.base[register] ?? []).map(([id]) => id));
}

function writtenAt(
  { written_at }: ScreenRow,
  { mutation, result }: OutboxEntry,
  register: string,
  { heads }: GroupOnScreen,
): Record<string, number> {
  const at = result?.key?.[0] ?? mutation.at + (mutation.offset ?? 0);
  return heads[0]?.[0] === mutation.id ? { ...written_at, [register]: at } : written_at;
}

function onScreen(screen: ScreenRow, group: string): GroupOnScreen | null {
  const heads = screen.heads[group];
  return heads ? { heads, value: screen.body[group] ?? {}, kept: screen.kept[group] ?? {} } : null;
}

function isCovered(heads: Heads, covered: ReadonlySet<string>): boolean {
  return [...idsOf(heads)].every((id) => covered.has(id));
}

function idsOf(heads: Heads): Set<string> {
  return new Set(Object.values(heads).flatMap((all) => all.map(([id]) => id)));
}

function refusalOf({ mutation, result }: OutboxEntry): Refusal {
  return {
    mutation: mutation.id,
    code: result?.code ?? result?.outcome ?? '',
    field: result?.field ?? null,
  };
}
