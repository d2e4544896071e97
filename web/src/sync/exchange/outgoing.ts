/**
 * What goes to the server, and in which order (`docs/sync.md`, section 5, "Sent first"). Pure.
 *
 * A batch is of one kind: what makes a person's privacy stricter and their calls for help go first
 * and alone, so that nothing else can hold them up; then all the rest; and at the very last, one by
 * one, what the server has failed at before. A mutation travels after the unsent ones it needs.
 */

import { ENTITIES } from '../../generated/entities';
import type { OutboxEntry } from '../store/device';
import { defaultOf, isKnown, ruleOf, wholeOf } from '../records/entities';
import type { GroupValues } from '../protocol/wire';

/** Published limits are 200 mutations and 512 KiB compressed; half of that passes any line. */
export const MUTATIONS_A_REQUEST = 200;
const CHARACTERS_A_REQUEST = 256 * 1024;
/** 4 KiB pass where a person has sent too much; the rest of it is for what goes with them. */
const CHARACTERS_ALWAYS_TAKEN = 3000;

/** Which unsent mutations one of them cannot do without. */
type Needs = (entry: OutboxEntry) => OutboxEntry[];

/** The next request's mutations, at most `most` of these. */
export function batchOf(unsent: OutboxEntry[], most = MUTATIONS_A_REQUEST): OutboxEntry[] {
  const needs = needsOf(unsent);
  const doubtful = withDependants(unsent, needs, ({ failed }) => failed !== undefined);
  const sound = unsent.filter((entry) => !doubtful.has(entry));
  const first = firstOf(sound, needs);
  if (first.length) return cut(first, most, CHARACTERS_A_REQUEST);
  return sound.length ? cut(sound, most, CHARACTERS_A_REQUEST) : [...doubtful].slice(0, 1);
}

/** Only what goes first, in a request that is small enough for a server that asks for patience. */
export function smallBatchOf(unsent: OutboxEntry[]): OutboxEntry[] {
  return cut(firstOf(unsent, needsOf(unsent)), MUTATIONS_A_REQUEST, CHARACTERS_ALWAYS_TAKEN);
}

/** Without those that wait for another try, and those that need one of them. */
export function ready(
  unsent: OutboxEntry[],
  waits: (entry: OutboxEntry) => boolean,
): OutboxEntry[] {
  const held = withDependants(unsent, needsOf(unsent), waits);
  return unsent.filter((entry) => !held.has(entry));
}

/** Whether it makes something stricter, or calls for help. */
export function isFirst(entry: OutboxEntry): boolean {
  return CLASSES.some((isOne) => isOne(entry));
}

/** In the order in which they go. */
const CLASSES: ((entry: OutboxEntry) => boolean)[] = [
  (entry) => entry.mutation.entity === 'notification_settings' && tightens(entry),
  (entry) => entry.mutation.entity === 'support_flag' || tightens(entry),
  ({ mutation }) => mutation.op === 'erase',
];

/** A new record makes nothing stricter, whatever it begins with. */
function tightens({ mutation: { entity, op, set } }: OutboxEntry): boolean {
  if (op !== 'edit' || isComplete(entity, set)) return false;
  return Object.entries(set).some(([group, value]) => {
    const { rule, field } = ruleOf(entity, group);
    const said = value[field] ?? defaultOf(entity, field);
    if (rule === 'least') return said !== true;
    return rule === 'greatest' ? said !== false && said !== null : rule === 'union';
  });
}

/** What is named as a base, and what makes the record or the whole that it is a part of. */
function needsOf(unsent: OutboxEntry[]): Needs {
  const place = new Map(unsent.map((entry, index) => [entry, index]));
  const byId = new Map(unsent.map((entry) => [entry.mutation.id, entry]));
  const makers = new Map(
    unsent
      .filter(makes)
      .reverse()
      .map((entry) => [entry.mutation.record, entry]),
  );
  return (entry) => {
    const { base, entity, record, set } = entry.mutation;
    const named = Object.values(base).flatMap((heads) => heads.map(([id]) => byId.get(id)));
    const all = [...named, makers.get(record), makers.get(wholeOf(entity, set) as string)];
    return all.filter(
      (each) => each !== undefined && place.get(each)! < place.get(entry)!,
    ) as OutboxEntry[];
  };
}

/** Whether the server can begin the record with it, and with nothing that lacks what it brings. */
function makes({ mutation: { op, entity, base, set } }: OutboxEntry): boolean {
  return (
    op === 'edit' && isComplete(entity, set) && Object.values(base).every((named) => !named.length)
  );
}

/**
 * Whether these groups hold every field that has no default, so that a record can begin with them.
 * Never of an entity that can do without all of them: each of its writes can be the first.
 */
function isComplete(entity: string, groups: GroupValues): boolean {
  if (!isKnown(entity)) return false;
  const spec: { groups: Record<string, { fields: readonly string[] }>; defaults: object } =
    ENTITIES[entity];
  const needed = Object.keys(spec.groups).filter((group) =>
    spec.groups[group]!.fields.some((field) => !(field in spec.defaults)),
  );
  return needed.length > 0 && needed.every((group) => group in groups);
}

function firstOf(unsent: OutboxEntry[], needs: Needs): OutboxEntry[] {
  return [...new Set(CLASSES.flatMap((isOne) => withNeeds(unsent, needs, isOne)))];
}

function withNeeds(
  unsent: OutboxEntry[],
  needs: Needs,
  isWanted: (entry: OutboxEntry) => boolean,
): OutboxEntry[] {
  const wanted = new Set(unsent.filter(isWanted));
  for (const entry of wanted) for (const each of needs(entry)) wanted.add(each);
  return unsent.filter((entry) => wanted.has(entry));
}

/** What is needed comes before what needs it, so one look at each is enough. */
function withDependants(
  unsent: OutboxEntry[],
  needs: Needs,
  isOne: (entry: OutboxEntry) => boolean,
): Set<OutboxEntry> {
  const found = new Set<OutboxEntry>();
  for (const entry of unsent)
    if (isOne(entry) || needs(entry).some((each) => found.has(each))) found.add(entry);
  return found;
}

function cut(entries: OutboxEntry[], most: number, most_characters: number): OutboxEntry[] {
  let characters = 0;
  const over = entries.findIndex(
    ({ mutation }) => (characters += JSON.stringify(mutation).length) > most_characters,
  );
  return entries.slice(
    0,
    Math.min(MUTATIONS_A_REQUEST, most, over < 0 ? entries.length : Math.max(1, over)),
  );
}
