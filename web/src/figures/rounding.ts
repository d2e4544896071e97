/** Whole numbers, halves up: sums of these are the same in every order and on the server too. */

export const rounded = (value: number): number => Math.floor(value + 0.5);

export function mean(whole: readonly number[]): number {
  const sum = whole.reduce((a, b) => a + b, 0);
  return Math.floor((2 * sum + whole.length) / (2 * whole.length));
}
