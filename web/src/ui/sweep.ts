/**
 * Half-written words go with the record that they were to change: it is gone for good, here or on
 * another phone.
 */
import { DRAFT, keepDraft, keptDraft } from '../session/saved';
import type { Account, EntityName } from '../sync';
import { drafts, type Changing } from './draft.svelte';

export function sweepDrafts(account: Account): void {
  const names = Object.keys(localStorage)
    .filter((key) => key.startsWith(DRAFT))
    .map((key) => key.slice(DRAFT.length));
  for (const name of names) {
    const seen = (keptDraft(name) as Partial<Changing<EntityName, unknown>> | null)?.seen;
    if (!seen || account.get(seen.entity, seen.record)) continue;
    const open = drafts.get(account)?.get(name);
    if (open) open.current = null;
    keepDraft(name, null);
  }
}
