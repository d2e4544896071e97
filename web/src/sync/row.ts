/** What a screen sees of a record, and what it hands back: bodies flat and with defaults filled in, writes by group. */

import { ENTITIES, type Bodies } from '../generated/entities';
import type { Heads, Kept, State } from './wire';

export type EntityName = keyof Bodies;
/** Every field is there: what was never written has its declared default. */
export type Body<E extends EntityName> = Required<Bodies[E]>;

type Specs = typeof ENTITIES;
type Fields<E extends EntityName, G extends keyof Specs[E]['groups']> = Specs[E]['groups'][G] extends {
  fields: readonly (infer F)[];
}
  ? F & keyof Bodies[E]
  : never;

/**
 * A write by field group, e.g. `{ words: { title: 'A room of my own' } }`. Fields of a named group that are left out
 * keep the value on the screen, so that a group always travels whole.
 */
export type Groups<E extends EntityName> = {
  [G in keyof Specs[E]['groups']]?: Partial<Pick<Body<E>, Fields<E, G>>>;
};

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
  heads: Heads;
  /** Other versions of a group, by mutation id, only where they differ from what is shown. */
  kept: Kept | null;
  state: State;
  /** Something of this row is only on this phone. */
  unsent: boolean;
  /** Instant of its newest change in ms, as far as this phone knows. */
  changed_at: number;
  /** The last write that the server could not accept; its words are under `refused_write`. */
  refused: Refusal | null;
}
