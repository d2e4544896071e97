/** The account was left while something was still being read or written. */
export class Closed extends Error {}

export function unlessClosed(failure: unknown): void {
  if (!(failure instanceof Closed)) throw failure;
}
