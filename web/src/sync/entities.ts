/** Questions to the generated declarations. An entity or group that this version does not know is shown as it came. */

import { ENTITIES } from '../generated/entities';
import type { Rule } from './register';
import type { EntityName } from './row';

interface Spec {
  groups: Record<string, { rule: Rule; fields: readonly string[] }>;
  defaults: Record<string, unknown>;
}

const SPECS = ENTITIES as unknown as Record<string, Spec>;

export function isKnown(entity: string): entity is EntityName {
  return entity in SPECS;
}

export function ruleOf(entity: string, group: string): { rule: Rule; field: string } {
  const spec = SPECS[entity]?.groups[group];
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
