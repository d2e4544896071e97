/**
 * The screen: the server's rows with the outbox laid on top. Pure, and held by `openapi/vectors/overlay/`.
 *
 * A mutation is laid until the rows include it: until its stream was read past the seq of its result. So one's own
 * words never flicker back, and never hide what came after them.
 */

import { isRefused, isUnsent, type OutboxEntry, type ServerRow } from './device';
import { defaultOf, ruleOf } from './entities';
import { heldBy, lay, type GroupOnScreen } from './register';
import type { Refusal } from './row';
import type { GroupValues, Head, Heads, Kept, State, Value } from './wire';

export interface ScreenRow {
  stream: number;
  record: string;
  entity: string;
  state: State;
  heads: Heads;
  body: GroupValues;
  kept: Kept;
  unsent: boolean;
  refused: Refusal | null;
  /** When each group's shown value was written, ms. */
  written_at: Record<string, number>;
}

/** The register that restores write. */
export const LIFE = 'life';

/** A record without any of the phone's own mutations. */
export function asServed(row: ServerRow): ScreenRow {
  const { stream, record, entity, state, heads, body } = row;
  const written_at = Object.fromEntries(Object.entries(heads).map(([group, all]) => [group, all[0]?.[1]?.[0] ?? 0]));
  return { stream, record, entity, state, heads, body, kept: row.kept ?? {}, unsent: false, refused: null, written_at };
}

/**
 * One record: as served (null where the server has not told of it) under the phone's own entries for it, in order of n.
 * Null where there is nothing to show: an edit of something that is no longer here.
 */
export function overlay(row: ServerRow | null, entries: OutboxEntry[], reached: Record<string, number>): ScreenRow | null {
  let screen = row && asServed(row);
  const covered = new Set(row?.state === 'removed' ? idsOf(row.heads) : []);
  for (const entry of entries) {
    if (isRefused(entry)) screen = screen && { ...screen, refused: refusalOf(entry) };
    else if (!isIncluded(entry, row, entries, reached)) screen = laid(screen ?? begun(entry), entry, covered);
  }
  return screen;
}

/** Whether the row as served already holds the mutation, or something of this phone's that came after it. */
function isIncluded(entry: OutboxEntry, row: ServerRow | null, entries: OutboxEntry[], reached: Record<string, number>): boolean {
  if (hasArrived(entry, reached)) return true;
  if (!row) return false;
  const { result } = entry;
  if (result?.seq && result.stream === row.stream && row.seq >= result.seq) return true;
  const groups = groupsOf(entry);
  return groups.length > 0 && groups.every((group) => isNamedOrHead(group, entry, row.heads[group] ?? [], entries));
}

function isNamedOrHead(group: string, entry: OutboxEntry, heads: Head[], entries: OutboxEntry[]): boolean {
  const served = new Set(heads.map(([id]) => id));
  return entries.some((later) => later.n >= entry.n && groupsOf(later).includes(group) && served.has(later.mutation.id));
}

function groupsOf({ mutation }: OutboxEntry): string[] {
  return mutation.op === 'restore' ? [LIFE] : Object.keys(mutation.set);
}

/** Whether reading has passed what became of the mutation, so that the rows alone tell it. */
export function hasArrived({ result }: OutboxEntry, reached: Record<string, number>): boolean {
  if (!result?.seq || !result.stream) return false;
  return (reached[result.stream] ?? -1) >= result.seq;
}

function begun({ mutation }: OutboxEntry): ScreenRow | null {
  const isCreate = mutation.op === 'edit' && mutation.stream !== null && Object.values(mutation.base).every((named) => !named.length);
  if (!isCreate) return null;
  const { stream, record, entity } = mutation;
  return { stream: stream!, record, entity, state: 'live', heads: {}, body: {}, kept: {}, unsent: false, refused: null, written_at: {} };
}

function laid(screen: ScreenRow | null, entry: OutboxEntry, covered: Set<string>): ScreenRow | null {
  if (!screen) return null;
  const { mutation } = entry;
  let next = { ...screen, unsent: screen.unsent || isUnsent(entry) };
  if (mutation.op === 'remove') for (const id of idsOf(mutation.base)) covered.add(id);
  if (mutation.op === 'restore') next = withGroup(next, entry, LIFE, {});
  if (mutation.op === 'edit') {
    for (const [group, value] of Object.entries(mutation.set)) next = withGroup(next, entry, group, value);
  }
  if (next.state !== 'live' && next.state !== 'removed') return next;
  return { ...next, state: isCovered(next.heads, covered) ? 'removed' : 'live' };
}

function withGroup(screen: ScreenRow, { mutation, result }: OutboxEntry, group: string, value: Value): ScreenRow {
  const head: Head = result?.key ? [mutation.id, result.key] : [mutation.id];
  const named = new Set((mutation.base[group] ?? []).map(([id]) => id));
  const { rule, field } = ruleOf(screen.entity, group);
  const shown = lay(rule, field, defaultOf(screen.entity, field), heldBy(groupOf(screen, group)), named, { head, value });
  const isMine = shown.heads[0]?.[0] === mutation.id;
  const at = result?.key?.[0] ?? mutation.at + (mutation.offset ?? 0);
  return {
    ...screen,
    heads: { ...screen.heads, [group]: shown.heads },
    body: group === LIFE ? screen.body : { ...screen.body, [group]: shown.value },
    kept: { ...screen.kept, [group]: shown.kept },
    written_at: isMine ? { ...screen.written_at, [group]: at } : screen.written_at,
  };
}

function groupOf(screen: ScreenRow, group: string): GroupOnScreen | null {
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
  return { mutation: mutation.id, code: result?.code ?? result?.outcome ?? '', field: result?.field ?? null };
}
