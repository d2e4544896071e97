import { expect, test } from 'vitest';
import type { ServerRow } from '../src/sync/store/device';
import { digestOf, isWhole } from '../src/sync/exchange/digest';

const row = (n: number, seq: number, more: Partial<ServerRow> = {}): ServerRow => ({
  stream: 1, record: `00000000-0000-7000-8000-00000000000${n}`, seq, entity: 'goal', state: 'live', heads: {}, body: {}, kept: null, ...more,
}); // prettier-ignore

/** Of the two live rows, by `records.record_rows.digest_of`. */
const SAID: [number, number] = [2, 3_662_906_200];

test('a digest is of the live rows that the server told, in any order', () => {
  const others = [
    row(3, 4, { state: 'removed' }),
    row(4, 5, { state: 'erased' }),
    row(5, 6, { state: 'hidden' }),
    row(6, 1, { absent: 'here' }),
  ];
  expect(digestOf([row(1, 3), ...others, row(2, 7)])).toEqual(SAID);
  expect(digestOf([row(2, 7), row(1, 3)])).toEqual(SAID);
  expect(isWhole([row(1, 3), row(2, 7)], SAID)).toBe(true);
  expect(isWhole([row(1, 3), row(2, 8)], SAID)).toBe(false);
});
