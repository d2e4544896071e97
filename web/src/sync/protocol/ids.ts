/**
 * Ids made on the phone: of records and mutations (time-ordered), and of singletons (equal on every
 * phone).
 */

/** UUID version 7: `now` in ms, the rest random. */
export function uuid7(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let index = 5, rest = now; index >= 0; index--, rest = Math.floor(rest / 256))
    bytes[index] = rest % 256;
  return written(bytes, 0x70);
}

/**
 * `domain.records.singleton_id`: UUID version 8 from SHA-256. `owner` is the person's public UUID.
 */
export async function singletonId(owner: string, entity: string, generation = 0): Promise<string> {
  const digest = await crypto.subtle.digest(
    'SHA-256',
    new TextEncoder().encode(`${owner}/${entity}/${generation}`),
  );
  return written(new Uint8Array(digest).slice(0, 16), 0x80);
}

function written(bytes: Uint8Array, version: number): string {
  bytes[6] = (bytes[6]! & 0x0f) | version;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
