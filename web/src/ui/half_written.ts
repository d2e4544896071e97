/** What of a form is kept on this phone, and what is taken back from there. */
import { keepDraft, keptDraft } from '../session/saved';

/** Of a form that says what an empty one says nothing is kept. */
export function keep<T>(name: string, form: T, empty: T): void {
  const written = JSON.stringify(form);
  keepDraft(name, written === JSON.stringify(empty) ? null : written);
}

/**
 * As it was kept; what an app of before did not ask is empty, and what it asked differently too.
 */
export function restored<T>(name: string, empty: T, never: readonly (keyof T)[]): T {
  const kept = keptDraft(name) as T | null;
  if (kept === null || typeof kept !== (empty === null ? 'object' : typeof empty)) return empty;
  if (empty === null || typeof empty !== 'object') return kept;
  const fits = ([field, value]: [string, unknown]): boolean =>
    field in empty &&
    !never.includes(field as keyof T) &&
    Array.isArray(value) === Array.isArray(empty[field as keyof T]);
  return { ...empty, ...Object.fromEntries(Object.entries(kept as object).filter(fits)) };
}
