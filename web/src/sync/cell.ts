/**
 * A value that screens read and sync writes. Which kind of cell tells a screen of a change is the
 * screen's affair.
 */
export interface Cell<T> {
  value: T;
}

export type MakeCell = <T>(value: T) => Cell<T>;

/** A cell that tells nobody. */
export const plainCell: MakeCell = (value) => ({ value });
