/**
 * Whether this browser can keep an account, found out before anything is spent that cannot be had
 * again: a code works once.
 */
import { deleteDB, openDB } from 'idb';
import { StoreRefused } from './info';

const NAME = 'alongside-try';
const SMALL = 'alongside.try';
/** Some browsers neither open a store nor say that they will not. */
const PATIENCE_MS = 8_000;

/**
 * Writes a little where an account would be kept, reads it again, and takes it away. Throws
 * StoreRefused.
 */
export async function tryStore(): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>(
    (_, reject) =>
      void (timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS)),
  );
  try {
    localStorage.setItem(SMALL, 'try');
    localStorage.removeItem(SMALL);
    await Promise.race([writeAndRead(), late]);
  } catch (failure) {
    throw new StoreRefused(failure instanceof Error ? failure.name : 'failed');
  } finally {
    clearTimeout(timer);
  }
}

async function writeAndRead(): Promise<void> {
  const database = await openDB(NAME, 1, {
    upgrade: (made) => void made.createObjectStore('words'),
  });
  try {
    await database.put('words', 'kept', 'try');
    if ((await database.get('words', 'try')) !== 'kept') throw new Error('not kept');
  } finally {
    database.close();
    // What is left of it is empty of words, and the next try opens it again.
    await deleteDB(NAME).catch(() => undefined);
  }
}
