/**
 * Records of which a person has one. Their ids derive from the person, the kind and a generation:
 * an erased one begins anew as the next.
 */

import { defaultsOf } from './entities';
import { singletonId } from '../protocol/ids';
import type { Body, EntityName, Row } from './row';

/** With the stream that each stands in. */
export const SINGLETONS = {
  profile: 'account',
  sharing_settings: 'account',
  notification_settings: 'account',
  favourites: 'own',
} as const;
export type Settings = keyof typeof SINGLETONS & EntityName;

export class Singletons {
  readonly #owner: string;
  readonly #isErased: (record: string) => boolean;
  /** By kind: up to the generation in use, and the next. */
  readonly #ids = new Map<string, string[]>();

  /** `owner` is the person's public UUID. */
  constructor(owner: string, isErased: (record: string) => boolean) {
    this.#owner = owner;
    this.#isErased = isErased;
  }

  idOf(entity: Settings): string {
    const ids = this.#ids.get(entity)!;
    return ids.find((id) => !this.#isErased(id)) ?? ids.at(-1)!;
  }

  /** Makes the ids that are still missing: ids cannot be made while a screen is being drawn. */
  async name(): Promise<void> {
    for (const entity of Object.keys(SINGLETONS)) {
      const ids = this.#ids.get(entity) ?? [];
      this.#ids.set(entity, ids);
      while (ids.length < 2 || this.#isErased(ids.at(-2)!))
        ids.push(await singletonId(this.#owner, entity, ids.length));
    }
  }
}

/** Its defaults, as a row that an edit can begin with. */
export function unwritten<E extends Settings>(entity: E, record: string, stream: number): Row<E> {
  const body = defaultsOf(entity) as Body<E>;
  return {
    stream, record, entity, body, groups: {}, heads: {}, kept: null, dismissed: null,
    state: 'live', unsent: false, written_at: {}, changed_at: 0, refused: null,
  }; // prettier-ignore
}
