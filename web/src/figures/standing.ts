/**
 * Which of the records that correct one another stand: as `domain/figures.py`, held to the same
 * vectors.
 */

/** A record that is never edited; a correction is a new one that names it. */
export interface Corrected {
  id: string;
  replaces?: string | null;
}

/**
 * Of those that correct one another, directly or in a row, the last correction; where two phones
 * corrected the same one apart, that with the greatest id. What was corrected stands again when its
 * correction is removed.
 */
export function standing<T extends Corrected>(records: readonly T[]): T[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const named = new Set(records.map(({ replaces }) => replaces));
  const families = new Map<string, T[]>();
  for (const record of byId.values()) {
    const first = firstOf(record.id, byId);
    families.set(first, [...(families.get(first) ?? []), record]);
  }
  return [...families.values()].map((family) => {
    const last = family.filter(({ id }) => !named.has(id));
    return (last.length ? last : family).reduce((a, b) => (a.id > b.id ? a : b));
  });
}

/**
 * The id that a row of corrections began with, which may be gone. Of a ring, which no app makes,
 * the smallest id.
 */
function firstOf(id: string, byId: ReadonlyMap<string, Corrected>): string {
  const passed: string[] = [];
  let at: string | null = id;
  while (at !== null && !passed.includes(at)) {
    passed.push(at);
    at = byId.get(at)?.replaces ?? null;
  }
  return at === null ? passed.at(-1)! : passed.slice(passed.indexOf(at)).sort()[0]!;
}
