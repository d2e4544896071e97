import { beforeEach, expect, test } from 'vitest';
import { mend } from '../../src/sync/exchange/receive';
import { Store } from '../../src/sync/store/store';

const HOUR = 3_600_000;
/** What no reading anew will ever make true: the phone holds nothing. */
const WRONG = { '1': [1, 1] as [number, number] };

let store: Store;
beforeEach(() => void (store = new Store(crypto.randomUUID())));

test('what stays wrong is read anew at once, then ever more seldom, up to four days', async () => {
  let now = 1_790_000_000_000;
  expect(await mend(store, WRONG, now)).toMatchObject({ anew: true });
  for (const hours of [12, 24, 48, 96, 96, 96]) {
    expect(await mend(store, WRONG, now + hours * HOUR - 1)).toBeNull();
    now += hours * HOUR;
    expect(await mend(store, WRONG, now)).toMatchObject({ anew: true });
  }
});

test('what is as the server says it is begins no reading', async () => {
  expect(await mend(store, { '1': [0, 0] }, 1_790_000_000_000)).toBeNull();
});
