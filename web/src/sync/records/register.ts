/**
 * Laying one of the phone's own mutations on a group. Deciding is the server's; this is what the
 * screen shows until it has.
 */

import type { Head, Value } from '../protocol/wire';

export type Rule = 'latest' | 'once' | 'status' | 'least' | 'greatest' | 'union' | 'members';

export interface Held {
  head: Head;
  value: Value;
}

export interface GroupOnScreen {
  value: Value;
  heads: Head[];
  kept: Record<string, Value>;
}

const STRICT: ReadonlySet<Rule> = new Set(['least', 'greatest', 'union']);

/** Rules by which the stricter value wins, whoever wrote last; they leave no version to choose. */
export function isStrict(rule: Rule): boolean {
  return STRICT.has(rule);
}

export function heldBy(group: GroupOnScreen | null): Held[] {
  if (!group) return [];
  return group.heads.map((head) => ({ head, value: group.kept[head[0]] ?? group.value }));
}

/**
 * `mine`, if there is one, takes the place of the heads that are named; without one they are only
 * let go. A strict group shows the strictest of what is left and mine; an element of a set is in it
 * when any head says so.
 */
export function lay(
  rule: Rule,
  field: string,
  fallback: unknown,
  held: Held[],
  named: ReadonlySet<string>,
  mine: Held | null,
): GroupOnScreen {
  const heads = [...(mine ? [mine] : []), ...held.filter(({ head }) => !named.has(head[0]))];
  const only = ({ value }: Held): unknown => (field in value ? value[field] : fallback);
  if (rule === 'union' && heads.length > 1) {
    return {
      value: { [field]: together(heads.map(only)) },
      heads: heads.map(({ head }) => head),
      kept: valuesOf(heads),
    };
  }
  if (rule === 'least') heads.sort((a, b) => compare(only(a), only(b)));
  if (rule === 'greatest' || rule === 'members') heads.sort((a, b) => compare(only(b), only(a)));
  return {
    value: heads[0]!.value,
    heads: heads.map(({ head }) => head),
    kept: valuesOf(heads.slice(1)),
  };
}

function valuesOf(held: Held[]): Record<string, Value> {
  return Object.fromEntries(held.map(({ head, value }) => [head[0], value]));
}

function together(lists: unknown[]): unknown[] {
  const byText = new Map(
    lists.flatMap((list) => list as unknown[]).map((item) => [JSON.stringify(item), item]),
  );
  return [...byText.values()];
}

/** Nothing is less than anything. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return (a as number | string) < (b as number | string) ? -1 : 1;
}
