import type { Row } from '../../sync';
import { madeAt } from '../../words/when';

/** When the words were written. The row's own id is made of the mutation's and tells no time; what came with no such id has the time of its refusal. */
export const writtenAt = ({ body: { mutation }, changed_at }: Pick<Row<'refused_write'>, 'body' | 'changed_at'>): number =>
  /^[\da-f]{8}-[\da-f]{4}-7/.test(mutation) ? madeAt(mutation) : changed_at;

/** The texts of a refused write: `words` holds its groups as JSON, or the whole mutation where that could not be read. What is no JSON is shown as it came. */
export const textsOf = (words: string): string => textsIn(groupsOf(words)).join('\n');

const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];

function groupsOf(words: string): unknown {
  try {
    const written = Object(JSON.parse(words)) as { set?: unknown };
    return written.set ?? written;
  } catch {
    return words;
  }
}
