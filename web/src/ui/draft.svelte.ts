/** Half-written words outlive a look at another screen. They are in memory alone, and with the account they are gone. */
import type { Account } from '../sync';

const drafts = new WeakMap<Account, Map<string, { current: unknown }>>();

export function draftOf<T>(account: Account, name: string, empty: () => T): { current: T } {
  const own = drafts.get(account) ?? new Map<string, { current: unknown }>();
  drafts.set(account, own);
  const found = own.get(name);
  if (found) return found as { current: T };
  const draft = $state({ current: empty() });
  own.set(name, draft);
  return draft;
}
