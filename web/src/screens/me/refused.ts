/** The texts of a refused write: `words` holds its groups as JSON. What is no JSON is shown as it came. */
export function textsOf(words: string): string {
  const values = Object.values(groupsOf(words)).flatMap((group) => (group && typeof group === 'object' ? Object.values(group) : [group]));
  return values.filter((value): value is string => typeof value === 'string').join('\n');
}

function groupsOf(words: string): object {
  try {
    return Object(JSON.parse(words)) as object;
  } catch {
    return { words };
  }
}
