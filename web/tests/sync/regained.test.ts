import { beforeEach, expect, test } from 'vitest';
import type { SyncAnswer, SyncRequest } from '../../src/sync/protocol/wire';
import { begin, run, server, store, idOf } from './sending';
import { ACCOUNT, OWN, SHARED } from './server';

beforeEach(begin);

/**
 * Answers as the server does where the right to `SHARED` was lost and regained since the phone
 * asked last.
 */
function regained(): (request: SyncRequest) => SyncAnswer {
  const lists = [
    [OWN, ACCOUNT],
    [OWN, SHARED, ACCOUNT],
  ];
  return (request) => {
    const answer = server.send(request);
    const streams = lists.shift();
    const listed = (changes: SyncAnswer['changes']): SyncAnswer['changes'] =>
      changes?.filter(({ stream }) => streams!.some(({ id }) => id === stream));
    return streams ? { ...answer, streams, changes: listed(answer.changes) } : answer;
  };
}

test('what was held of a stream that was lost and regained is dropped, and the phone asks once more', async () => {
  await run();
  server.writeElsewhere(SHARED.id, idOf(1), 'was hidden meanwhile');
  await run();
  expect(await store.rows(SHARED.id)).toHaveLength(1);
  const asked = server.requests.length;
  server.data.rows = [];

  await run(regained());
  expect(server.requests.length - asked).toBe(2);
  expect(await store.rows(SHARED.id)).toEqual([]);
  expect((await store.progress()).streams.map(({ id }) => id).sort()).toEqual([
    OWN.id,
    SHARED.id,
    ACCOUNT.id,
  ]);
});
