/** What `Choice` offers, from words by value, in their order. */
export const choices = <T extends string>(of: Record<T, string>): { value: T; word: string }[] =>
  (Object.entries(of) as [T, string][]).map(([value, word]) => ({ value, word }));
