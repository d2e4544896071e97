/**
 * A one-time code: twelve letters and digits, read aloud in fours. In an address it stands after #,
 * which no server sees.
 */
const LENGTH = 12;

const plain = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');

export const isCode = (typed: string): boolean => plain(typed).length === LENGTH;

export const inFours = (typed: string): string =>
  plain(typed)
    .match(/.{1,4}/g)
    ?.join('-') ?? '';

function takeFromAddress(): string {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
  if (location.hash) history.replaceState(null, '', location.pathname);
  return inFours(code);
}

/**
 * The code that the address held when the app was opened, taken out of it at once: neither history
 * nor a shared screen keeps it.
 */
export const scanned_code = takeFromAddress();
