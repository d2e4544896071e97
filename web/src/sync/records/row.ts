/**
 * What a screen sees of a record, and what it hands back: bodies flat and with defaults filled in,
 * writes by group.
 */

import type { Bodies, ENTITIES } from '../../generated/entities';
import { defaultOf, defaultsOf, fieldsOf, groupOf, isKnown, ruleOf } from './entities';
import { isStrict } from './register';
import type { Membership } from './set';
import type { GroupValues, Heads, Kept, State, Value } from '../protocol/wire';

export type EntityName = keyof Bodies;
/** Every field is there: what was never written has its declared default. */
export type Body<E extends EntityName> = Required<Bodies[E]>;

type Specs = typeof ENTITIES;
type Fields<
  E extends EntityName,
  G extends keyof Specs[E]['groups'],
> = Specs[E]['groups'][G] extends {
  fields: readonly (infer F)[];
}
  ? F & keyof Bodies[E]
  : never;

/**
 * A write by field group, e.g. `{ words: { title: 'A room of my own' } }`. Fields of a named group
 * that are left out keep the value on the screen, so that a group always travels whole. Of a set
 * either the whole new list or what comes and goes: `{ tags: { add: ['housing'] } }`.
 */
export type Groups<E extends EntityName> = {
  [G in keyof Specs[E]['groups']]?:
    | Partial<Pick<Body<E>, Fields<E, G>>>
    | (Specs[E]['groups'][G] extends { rule: 'members' } ? Membership : never);
};

/** A record as it is on the screen, before its body is typed. */
export interface ScreenRow {
  stream: number;
  record: string;
  entity: string;
  state: State;
  heads: Heads;
  body: GroupValues;
  kept: Kept;
  dismissed: Kept;
  unsent: boolean;
  refused: Refusal | null;
  /** When each group's shown value was written, ms. */
  written_at: Record<string, number>;
}

export interface Refusal {
  mutation: string;
  code: string;
  /** `group.field`, where the server says it. */
  field: string | null;
}

export interface Row<E extends EntityName = EntityName> {
  stream: number;
  record: string;
  entity: E;
  body: Body<E>;
  /**
   * The same as it travels: by group, defaults left out, with fields that this version does not
   * know.
   */
  groups: GroupValues;
  heads: Heads;
  /**
   * Other versions of a group, whole, by mutation id; only where they differ from what is shown.
   */
  kept: Kept | null;
  /** Versions that the person let go and can take back, in the same way. */
  dismissed: Kept | null;
  state: State;
  /** Something of this row is only on this phone. */
  unsent: boolean;
  /** When each group's shown value was written, ms since 1970. */
  written_at: Record<string, number>;
  /** The latest of `written_at`. */
  changed_at: number;
  /** A write that the server could not accept; its words come back as a `refused_write`. */
  refused: Refusal | null;
}

/** The typed row. Null for an entity that this version does not know. */
export function typed(screen: ScreenRow): Row | null {
  const {
    entity,
    stream,
    record,
    state,
    heads,
    unsent,
    written_at: written,
    refused,
    body: groups,
  } = screen;
  if (!isKnown(entity)) return null;
  const body = {
    ...defaultsOf(entity),
    ...Object.assign({}, ...Object.values(groups)),
  } as Body<EntityName>;
  const written_at: Record<string, number> = {};
  for (const [register, at] of Object.entries(written))
    written_at[groupOf(register)] = Math.max(at, written_at[groupOf(register)] ?? 0);
  const changed_at = Math.max(0, ...Object.values(written_at));
  const [kept, dismissed] = [versionsOf(screen, screen.kept), versionsOf(screen, screen.dismissed)];
  return {
    stream,
    record,
    entity,
    body,
    groups,
    heads,
    kept,
    dismissed,
    state,
    unsent,
    written_at,
    changed_at,
    refused,
  };
}

/**
 * A stricter-wins group and a set leave nothing to choose, and a version equal to the one shown is
 * not mentioned.
 */
function versionsOf({ entity, body }: ScreenRow, kept: Kept): Kept | null {
  const versions: Kept = {};
  for (const [group, values] of Object.entries(kept)) {
    const { rule } = ruleOf(entity, group);
    if (isStrict(rule) || rule === 'members') continue;
    const shown = JSON.stringify(whole(entity, group, body[group] ?? {}));
    for (const [id, value] of Object.entries(values)) {
      const version = whole(entity, group, value);
      if (JSON.stringify(version) !== shown) (versions[group] ??= {})[id] = version;
    }
  }
  return Object.keys(versions).length ? versions : null;
}

/** With its defaults, and with the fields that this version does not know. */
function whole(entity: string, group: string, value: Value): Value {
  const known = Object.fromEntries(
    fieldsOf(entity, group).map((field) => [field, defaultOf(entity, field)]),
  );
  return { ...known, ...value };
}
