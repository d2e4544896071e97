/**
 * Half-written words outlive a look at another screen, a reload, and a browser that was closed.
 * They stay on this phone alone, and go with a sign-out, with the account, and with the record that
 * they were to change.
 */
import type { Account, EntityName, Row } from '../sync';
import { keep, restored } from './half_written';

/** What is being changed, as it stood when the person began. */
export interface Changing<E extends EntityName, Form> {
  seen: Row<E>;
  before: Form;
  form: Form;
}

/**
 * What is half-written about a record that it does not change, such as a reply: it goes with the
 * record all the same.
 */
export interface About<Form> {
  seen: Pick<Row<EntityName>, 'entity' | 'record'>;
  form: Form;
}

/** Nothing of the record but where it is: its own words are no draft. */
export const about = <Form>({ entity, record }: About<Form>['seen'], form: Form): About<Form> => ({
  seen: { entity, record },
  form,
});

/** Null while nothing is being written. */
export const draftAbout = <Form>(
  account: Account,
  kind: string,
  { record }: About<Form>['seen'],
): { current: About<Form> | null } =>
  draftOf<About<Form> | null>(account, `${kind}-${record}`, () => null);

/** By name, as far as a screen has asked. */
export const drafts = new WeakMap<Account, Map<string, { current: unknown }>>();

/** `never` names what is not kept longer than the page: a yes to sharing is given each time. */
export function draftOf<T>(
  account: Account,
  name: string,
  empty: () => T,
  never: readonly (keyof T)[] = [],
): { current: T } {
  const own = drafts.get(account) ?? new Map<string, { current: unknown }>();
  drafts.set(account, own);
  const found = own.get(name);
  if (found) return found as { current: T };
  const nothing = empty();
  let current = $state(restored(name, empty(), never));
  const draft = {
    get current() {
      return current;
    },
    // At once, since the form may be gone before an effect runs: a draft of what was saved could be
    // saved again.
    set current(form: T) {
      current = form;
      keep(name, form, nothing);
    },
  };
  own.set(name, draft);
  // Begun when no screen is being drawn: an effect that hangs below a form sleeps for ever once the
  // form goes in the moment it is sent.
  queueMicrotask(() =>
    $effect.root(() => {
      $effect(() => keep(name, draft.current, nothing));
    }),
  );
  return draft;
}
