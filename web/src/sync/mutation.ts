/** Freezing what a person did, at the moment they did it. Nothing of it is derived again on a retry. */

import { defaultOf, fieldsOf, ruleOf } from './entities';
import { isStrict } from './register';
import type { Row } from './row';
import { SCHEMA, type GroupValues, type Head, type Heads, type Mutation, type Op, type Value } from './wire';

export type Frozen = Omit<Mutation, 'n'>;

/** This phone's clock in ms, what the server's is ahead of it as last known, and the mutation's id. */
export interface Moment {
  at: number;
  offset: number | null;
  id: string;
}

/** The record as the person saw it when they wrote, which need not be as it is now. */
export type Seen = Pick<Row, 'entity' | 'stream' | 'record' | 'heads' | 'groups'>;

/** The status group's memory of where the person saw it stand (`domain.rules.LEGAL_MOVES`). */
const CAME_FROM = 'came_from';

export function created(entity: string, stream: number, record: string, groups: GroupValues, moment: Moment): Frozen {
  const base = Object.fromEntries(Object.keys(groups).map((group) => [group, []]));
  return frozen('edit', { entity, stream, record }, base, whole(entity, groups, null), moment);
}

/**
 * Whole groups, naming the head whose words the person saw. Versions that no one has looked at stay offered: only a choice
 * among them names `every` head, and so does each edit of a group where the stricter wins.
 */
export function edited(row: Seen, groups: GroupValues, moment: Moment, names: 'shown' | 'every' = 'shown'): Frozen {
  const base = Object.fromEntries(
    Object.keys(groups).map((group) => {
      const heads = row.heads[group] ?? [];
      const every = names === 'every' || isStrict(ruleOf(row.entity, group).rule);
      return [group, named(every ? heads : heads.slice(0, 1))];
    }),
  );
  return frozen('edit', row, base, whole(row.entity, groups, row), moment);
}

/** Covers every head on the screen, so that an edit made elsewhere meanwhile brings the record back. */
export function removed(row: Seen, moment: Moment): Frozen {
  return frozen('remove', row, allNamed(row.heads), {}, moment);
}

export function restored(row: Seen, moment: Moment): Frozen {
  return frozen('restore', row, { life: named(row.heads['life']) }, {}, moment);
}

function frozen(op: Op, of: { entity: string; stream: number; record: string }, base: Heads, set: GroupValues, moment: Moment): Frozen {
  const { id, at, offset } = moment;
  const { entity, record, stream } = of;
  return { id, at, offset, op, entity, record, stream, base, set: plain(set), schema: SCHEMA };
}

function allNamed(heads: Heads): Heads {
  return Object.fromEntries(Object.entries(heads).map(([group, all]) => [group, named(all)]));
}

/** As the server told them; the phone's own unsent ones by id alone. */
function named(heads: Head[] | undefined): Head[] {
  return (heads ?? []).map(([id, key]) => (key ? [id, key] : [id]));
}

function whole(entity: string, groups: GroupValues, row: Seen | null): GroupValues {
  return Object.fromEntries(Object.entries(groups).map(([group, value]) => [group, wholeGroup(entity, group, value, row)]));
}

function wholeGroup(entity: string, group: string, value: Value, row: Seen | null): Value {
  const full: Value = { ...row?.groups[group], ...value };
  if (row && ruleOf(entity, group).rule === 'status' && fieldsOf(entity, group).includes(CAME_FROM)) {
    full[CAME_FROM] = statusOf(row, group);
  }
  return Object.fromEntries(Object.entries(full).filter(([field, each]) => !isSame(each, defaultOf(entity, field))));
}

function statusOf(row: Seen, group: string): unknown {
  const { field } = ruleOf(row.entity, group);
  return row.groups[group]?.[field] ?? defaultOf(row.entity, field);
}

function isSame(value: unknown, other: unknown): boolean {
  return value === other || (typeof value === 'object' && JSON.stringify(value) === JSON.stringify(other));
}

/** Without the proxies of reactive state, which no database takes. */
function plain(set: GroupValues): GroupValues {
  return JSON.parse(JSON.stringify(set)) as GroupValues;
}
