/**
 * Whether the phone holds what the server says a stream holds: the count and the order-free digest
 * of its live rows.
 */

import type { ServerRow } from '../store/device';

/** As in `records/record_rows.py`. */
const MODULUS = 2 ** 53;

export type Digest = [count: number, digest: number];

export function digestOf(rows: ServerRow[]): Digest {
  const live = rows.filter(({ state, absent }) => state === 'live' && !absent);
  return [
    live.length,
    live.reduce((sum, { record, seq }) => (sum + crc32(`${record}:${seq}`)) % MODULUS, 0),
  ];
}

export function isWhole(rows: ServerRow[], [count, digest]: Digest): boolean {
  const [own_count, own_digest] = digestOf(rows);
  return own_count === count && own_digest === digest;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Of an ASCII text. */
function crc32(text: string): number {
  let value = 0xffffffff;
  for (let index = 0; index < text.length; index++)
    value = (value >>> 8) ^ TABLE[(value ^ text.charCodeAt(index)) & 0xff]!;
  return (value ^ 0xffffffff) >>> 0;
}
