import { expect, test } from 'vitest';
import { cases } from '../../openapi/vectors/singleton_ids.json';
import { singletonId, uuid7 } from '../src/sync/protocol/ids';

test.each(cases)('$entity $generation of $owner', async ({ owner, entity, generation, id }) => {
  expect(await singletonId(owner, entity, generation)).toBe(id);
});

test('ids of records carry their time, in order, and never repeat', () => {
  const now = 1_780_000_000_123;
  const ids = Array.from({ length: 1000 }, () => uuid7(now));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
  }
  expect(uuid7(now + 1) > ids[0]!).toBe(true);
});
