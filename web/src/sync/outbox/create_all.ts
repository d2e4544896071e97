/** New records, of which one may name another. */
import { uuid7 } from '../protocol/ids';
import { created, type Frozen, type Moment } from './mutation';
import type { EntityName, Groups } from '../records/row';
import type { GroupValues } from '../protocol/wire';

/** Begins a new record, and gives its id. */
export type Begin = <E extends EntityName>(entity: E, stream: number, groups: Groups<E>) => string;

/** What was made of them, and the mutations that make them, in order. */
export function begun<T>(
  make: (begin: Begin) => T,
  now: () => Moment,
): { made: T; mutations: Frozen[] } {
  const mutations: Frozen[] = [];
  const made = make((entity, stream, groups) => {
    const moment = now();
    const record = uuid7(moment.at + (moment.offset ?? 0)); // by the true clock, as days are: the server looks for a day's check-ins by it
    mutations.push(created(entity, stream, record, groups as GroupValues, moment));
    return record;
  });
  return { made, mutations };
}
