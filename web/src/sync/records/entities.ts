/**
 * Questions to the generated declarations. An entity or group that this version does not know is
 * shown as it came.
 */

import { ENTITIES } from '../../generated/entities';
import type { Rule } from './register';
import type { EntityName } from './row';
import type { GroupValues } from '../protocol/wire';

interface Spec {
  groups: Record<string, { rule: Rule; fields: readonly string[] }>;
  defaults: Record<string, unknown>;
  /** The group and field that name the whole which a record is a part of. */
  part_of?: readonly [group: string, field: string];
}

const SPECS = ENTITIES as unknown as Record<string, Spec>;

export function isKnown(entity: string): entity is EntityName {
  return entity in SPECS;
}

/** Also of a register that is one element of a set: `group/element`. */
export function ruleOf(entity: string, register: string): { rule: Rule; field: string } {
  const spec = SPECS[entity]?.groups[groupOf(register)];
  return { rule: spec?.rule ?? 'latest', field: spec?.fields[0] ?? '' };
}

export function fieldsOf(entity: string, group: string): readonly string[] {
  return SPECS[entity]?.groups[group]?.fields ?? [];
}

export function defaultsOf(entity: string): Record<string, unknown> {
  return SPECS[entity]?.defaults ?? {};
}

export function defaultOf(entity: string, field: string): unknown {
  return SPECS[entity]?.defaults[field];
}

export function groupOf(register: string): string {
  return register.split('/', 1)[0]!;
}

/** The record that this one is a part of, as one of its groups says it. */
export function wholeOf(entity: string, groups: GroupValues): unknown {
  const [group, field] = SPECS[entity]?.part_of ?? ['', ''];
  return groups[group]?.[field];
}
