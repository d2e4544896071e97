/** The library is searched on the phone: accents folded, the beginning of a word is enough, small slips are forgiven. */
import MiniSearch from 'minisearch';
import type { Row } from '../../sync';

const fold = (term: string): string => term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const LONG_WORD = 6;
const CHUNK = 200;

export interface Index {
  /** Record ids, best first. */
  find(text: string): string[];
}

/** Built a few hundred entries at a time, so that a cheap phone stays answerable. */
export async function indexOf(rows: Row<'resource'>[]): Promise<Index> {
  const index = new MiniSearch({
    idField: 'record',
    fields: ['title', 'summary', 'region', 'location', 'address', 'body'],
    processTerm: fold,
    searchOptions: {
      boost: { title: 3, region: 2, location: 2 },
      prefix: true,
      fuzzy: (term) => (term.length > LONG_WORD ? 0.3 : false),
      combineWith: 'AND',
    },
  });
  const documents = rows.map(({ record, body: { title, summary, region, location, address, body } }) => ({ record, title, summary, region, location, address, body }));
  await index.addAllAsync(documents, { chunkSize: CHUNK });
  return { find: (text) => index.search(text).map(({ id }) => String(id)) };
}
