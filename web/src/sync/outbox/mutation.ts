/**
 * Freezing what a person did, at the moment they did it. Nothing of it is derived again on a retry.
 */

import { defaultOf, fieldsOf, ruleOf } from '../records/entities';
import { isStrict } from '../records/register';
import type { Row } from '../records/row';
import { changeOf, registersOf } from '../records/set';
import {
  SCHEMA,
  type GroupValues,
  type Head,
  type Heads,
  type Mutation,
  type Op,
  type Value,
} from '../protocol/wire';

export type Frozen = Omit<Mutation, 'n'>;

/**
 * This phone's clock in ms, what the server's is ahead of it as last known, and the mutation's id.
 */
export interface Moment {
  at: number;
  offset: number | null;
  id: string;
}

/** The record as the person saw it when they wrote, which need not be as it is now. */
export type Seen = Pick<Row, 'stream' | 'record' | 'heads' | 'groups'> & { entity: string };

/** The status group's memory of where the person saw it stand (`domain.declare.moves`). */
const CAME_FROM = 'came_from';

export function created(
  entity: string,
  stream: number,
  record: string,
  groups: GroupValues,
  moment: Moment,
): Frozen {
  return edited({ entity, stream, record, heads: {}, groups: {} }, groups, moment, 'none');
}

/**
 * Whole groups, naming the head whose words the person saw. Versions that no one has looked at stay
 * offered: only a choice among them names `every` head, and so does each edit of a group where the
 * stricter wins.
 */
export function edited(
  row: Seen,
  groups: GroupValues,
  moment: Moment,
  names: 'none' | 'shown' | 'every' = 'shown',
): Frozen {
  const set = whole(row, groups, names === 'none');
  const base = Object.fromEntries(
    registersOf(row.entity, set).map((register) => {
      const heads = row.heads[register] ?? [];
      const { rule } = ruleOf(row.entity, register);
      const every = names === 'every' || isStrict(rule) || rule === 'members';
      return [register, named(every ? heads : heads.slice(0, 1))];
    }),
  );
  return frozen('edit', row, base, set, moment);
}

/** Lets one kept version of a group go, which the person can read and take back for 90 days. */
export function dismissed(row: Seen, group: string, mutation: string, moment: Moment): Frozen {
  const heads = (row.heads[group] ?? []).slice(1).filter(([id]) => id === mutation);
  return frozen('dismiss', row, { [group]: named(heads) }, {}, moment);
}

/** For ever, and stronger than anything written elsewhere meanwhile. */
export function erased(row: Seen, moment: Moment): Frozen {
  return frozen('erase', row, {}, {}, moment);
}

/**
 * Covers every head on the screen, so that an edit made elsewhere meanwhile brings the record back.
 */
export function removed(row: Seen, moment: Moment): Frozen {
  return frozen('remove', row, allNamed(row.heads), {}, moment);
}

export function restored(row: Seen, moment: Moment): Frozen {
  return frozen('restore', row, { life: named(row.heads['life']) }, {}, moment);
}

function frozen(
  op: Op,
  of: { entity: string; stream: number; record: string },
  base: Heads,
  set: GroupValues,
  moment: Moment,
): Frozen {
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

/** Nothing of a set to which nothing was done. */
function whole(row: Seen, groups: GroupValues, is_new: boolean): GroupValues {
  const all = Object.entries(groups).map(
    ([group, value]) => [group, wholeGroup(row, group, value, is_new)] as const,
  );
  return Object.fromEntries(all.filter((each): each is [string, Value] => each[1] !== null));
}

function wholeGroup(row: Seen, group: string, value: Value, is_new: boolean): Value | null {
  const { entity, groups } = row;
  const { rule, field } = ruleOf(entity, group);
  if (rule === 'members') return changeOf(field, groups[group], value) as Value | null;
  const full: Value = { ...groups[group], ...value };
  if (rule === 'status' && !is_new && fieldsOf(entity, group).includes(CAME_FROM))
    full[CAME_FROM] = statusOf(row, group);
  return Object.fromEntries(
    Object.entries(full).filter(([name, each]) => !isSame(each, defaultOf(entity, name))),
  );
}

function statusOf(row: Seen, group: string): unknown {
  const { field } = ruleOf(row.entity, group);
  return row.groups[group]?.[field] ?? defaultOf(row.entity, field);
}

function isSame(value: unknown, other: unknown): boolean {
  return (
    value === other ||
    (typeof value === 'object' && JSON.stringify(value) === JSON.stringify(other))
  );
}

/** Without the proxies of reactive state, which no database takes. */
function plain(set: GroupValues): GroupValues {
  return JSON.parse(JSON.stringify(set)) as GroupValues;
}
