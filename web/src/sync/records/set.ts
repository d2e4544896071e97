/**
 * A set on the wire: what is added and removed, each element a register of its own,
 * `group/element`, with a base of its own.
 */

import { ruleOf } from './entities';
import type { GroupValues, Value } from '../protocol/wire';

/** What a person did to a set. */
export interface Membership {
  add?: readonly string[];
  remove?: readonly string[];
}

export function isSet(entity: string, group: string): boolean {
  return ruleOf(entity, group).rule === 'members';
}

export function registerOf(group: string, element: string): string {
  return `${group}/${element}`;
}

/** The registers that a mutation writes: groups, and of sets the elements. */
export function registersOf(entity: string, set: GroupValues): string[] {
  return Object.entries(set).flatMap(([group, value]) =>
    isSet(entity, group)
      ? [...membershipOf(value)].map(([element]) => registerOf(group, element))
      : [group],
  );
}

/** Whether each element that is named is to be in the set. */
export function membershipOf({ add = [], remove = [] }: Value & Membership): Map<string, boolean> {
  return new Map([
    ...remove.map((each) => [each, false] as const),
    ...add.map((each) => [each, true] as const),
  ]);
}

export function elementsOf(field: string, value: Value | undefined): string[] {
  return (value?.[field] as string[] | undefined) ?? [];
}

/**
 * What is to be written so that the set becomes what the person said of it: a whole new list, or
 * what comes and goes. Null for nothing.
 */
export function changeOf(
  field: string,
  before: Value | undefined,
  said: unknown,
): Required<Membership> | null {
  const held = new Set(elementsOf(field, before));
  const { add, remove } = asMembership(field, held, said);
  const change = {
    add: [...new Set(add)].filter((each) => !held.has(each)),
    remove: [...new Set(remove)].filter((each) => held.has(each)),
  };
  return change.add.length || change.remove.length ? change : null;
}

function asMembership(
  field: string,
  held: ReadonlySet<string>,
  said: unknown,
): Required<Membership> {
  const whole = Array.isArray(said)
    ? (said as string[])
    : ((said as Value)[field] as string[] | undefined);
  if (!whole) return { add: [], remove: [], ...(said as Membership) };
  return { add: whole, remove: [...held].filter((each) => !whole.includes(each)) };
}
