/**
 * Words that the program did not take in, for their author: what they were, when they were written,
 * and whether they can go again as they should be.
 */
import { dateAt } from '../../figures/wall';
import { ENTITIES } from '../../generated/entities';
import type { Account, Body, Groups, Row } from '../../sync';
import { rest } from '../../words/lazy';
import { dayOf, longDate, madeAt } from '../../words/when';
import { streamFor } from '../queries';
import { said, setbackSaid, useSaid } from '../today/check_in_summary';

type Refused = Row<'refused_write'>;
type Fields = Record<string, unknown>;

const MADE_WITH_A_TIME = /^[\da-f]{8}-[\da-f]{4}-7/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/**
 * What the app says by itself and no person writes: choices by their names, zones, places in a
 * list, ids.
 */
export const NOT_WORDS = new Set([
  'cause',
  'clock',
  'came_from',
  'check_in',
  'counter_choice',
  'dimension',
  'due_at',
  'goal',
  'kind',
  'language',
  'languages',
  'local_time',
  'measure',
  'meeting_types',
  'moved_at',
  'occurred_at',
  'period',
  'plan',
  'position',
  'reaction',
  'recorded_at',
  'reminder_at',
  'repeat',
  'replaces',
  'resource',
  'resources',
  'section',
  'since',
  'state',
  'status',
  'text_size',
  'time_zone',
  'until',
  'zone_mode',
  'answer',
  'delivery',
  'use_since_last',
  'used',
  'took_meds_as_planned',
  'told_at',
]);

/**
 * When it was written: what it says itself, or the id that was made with it. A refusal's own id
 * tells no time.
 */
export function writtenAt({ body, changed_at }: Pick<Refused, 'body' | 'changed_at'>): number {
  const { occurred_at, recorded_at } = fieldsOf(body.words);
  const told = Date.parse(String(occurred_at ?? recorded_at));
  const made = [body.mutation, body.record].find((id) => MADE_WITH_A_TIME.test(id));
  return !Number.isNaN(told) ? told : made ? madeAt(made) : changed_at;
}

export const latestFirst = (account: Account): Refused[] =>
  account.all('refused_write').toSorted((a, b) => writtenAt(b) - writtenAt(a));

/** What was written, as it was written, a line each; what cannot be read is shown as it came. */
export function textsOf({
  entity,
  words,
}: Pick<Body<'refused_write'>, 'entity' | 'words'>): string[] {
  const fields = fieldsOf(words);
  const known =
    entity === 'check_in'
      ? asSaid(said, { ...ENTITIES.check_in.defaults, ...fields })
      : entity === 'setback' && dayIn(fields)
        ? asSaid(setbackSaid, {
            ...ENTITIES.setback.defaults,
            ...fields,
            local_date: dayIn(fields),
          })
        : entity === 'use_report'
          ? asSaid(({ used }: Body<'use_report'>) => useSaid(used), fields)
          : '';
  return known ? [known] : textsIn(groupsOf(words));
}

/**
 * The same words with what was wrong about their day or zone put right, where that is what kept
 * them out; else null.
 */
export function mended({
  entity,
  code,
  field,
  words,
}: Body<'refused_write'>): Groups<'check_in'> | Groups<'setback'> | null {
  const groups = groupsOf(words) as Record<string, Fields>;
  if (code !== 'invalid' || !/\.(local_date|time_zone)$/.test(field ?? '')) return null;
  const fields = fieldsOf(words);
  const local_date = dayIn(fields);
  if (!DAY.test(local_date)) return null;
  if (entity === 'setback') return { words: { ...groups.words, local_date } } as Groups<'setback'>;
  if (entity !== 'check_in') return null;
  return {
    answers: { ...groups.answers, local_date, time_zone: zoneIn(fields) ?? here() },
  } as Groups<'check_in'>;
}

/**
 * Writes it anew, for its author alone: who may see it is chosen again where it stands. Only then
 * it is let go among the refused.
 */
export async function sendAgain(account: Account, row: Refused): Promise<void> {
  const groups = mended(row.body);
  if (!groups) return;
  await account.create(
    row.body.entity as 'check_in',
    streamFor(account, false),
    groups as Groups<'check_in'>,
  );
  await account.remove(row);
}

/**
 * The calendar day that is meant: that of its instant, in its zone, or the day as it was written,
 * in whatever order.
 */
function dayIn({ local_date, occurred_at, ...fields }: Fields): string {
  const at = Date.parse(String(occurred_at));
  if (!Number.isNaN(at)) return dateAt(at, zoneIn(fields) ?? undefined);
  return DAY.test(String(local_date)) ? String(local_date) : dateAt(Date.parse(String(local_date)));
}

const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
const zoneIn = ({ time_zone }: Fields): string | null =>
  typeof time_zone === 'string' && /^[A-Za-z][\w+-]*(\/[\w+-]+){0,2}$/.test(time_zone)
    ? time_zone
    : null;

function asSaid<B>(says: (body: B) => string, fields: Fields): string {
  try {
    return says(fields as B);
  } catch {
    return '';
  }
}

function textsIn(value: unknown, name = ''): string[] {
  const { numbers } = rest().refused;
  if (NOT_WORDS.has(name)) return [];
  if (typeof value === 'string')
    return value.trim() ? [DAY.test(value) ? longDate(dayOf(value)) : value] : [];
  if (typeof value === 'number')
    return name in numbers ? [`${numbers[name as keyof typeof numbers]}: ${value}`] : [];
  return value && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, each]) =>
        textsIn(each, Array.isArray(value) ? name : key),
      )
    : [];
}

/** Every field of every group, laid flat. */
function fieldsOf(words: string): Fields {
  const groups = groupsOf(words);
  return groups && typeof groups === 'object'
    ? Object.assign({}, ...Object.values(groups).filter((each) => each && typeof each === 'object'))
    : {};
}

/**
 * `words` holds its groups as JSON, or the whole mutation where that could not be read. What is no
 * JSON is shown as it came.
 */
function groupsOf(words: string): unknown {
  try {
    const written = Object(JSON.parse(words)) as { set?: unknown };
    return written.set ?? written;
  } catch {
    return words;
  }
}
