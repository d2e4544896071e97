/**
 * How much of a text has room: the program counts the characters of its composed form (NFC), which
 * may be more than were typed.
 */
const length = (text: string): number => [...text.normalize('NFC')].length;

/** The text, or as much of its beginning as has room. */
export function fitting(text: string, max: number): string {
  if (length(text) <= max) return text;
  const letters = [...text];
  let [fits, too_long] = [0, letters.length];
  while (too_long - fits > 1) {
    const half = (fits + too_long) >> 1;
    if (length(letters.slice(0, half).join('')) <= max) fits = half;
    else too_long = half;
  }
  return letters.slice(0, fits).join('');
}
