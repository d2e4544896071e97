import { expect, test } from 'vitest';

/** The way of a change, from what travels to what a screen reads: a folder uses those before it. */
const LAYERS = ['protocol', 'records', 'outbox', 'store', 'overlay', 'exchange', 'loop'];
const FOR_SCREENS = ['index.ts', 'reactive.svelte.ts'];
const SOURCES = import.meta.glob<string>('../../src/sync/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const TEXTS = new Map(
  Object.entries(SOURCES).map(([path, text]) => [path.replace('../../src/sync/', ''), text]),
);
const FILES = [...TEXTS.keys()];

function usesOf(file: string): string[] {
  return [...TEXTS.get(file)!.matchAll(/(?:from|import\s*\(?)\s*'([^']+)'/g)].map(
    (found) => found[1]!,
  );
}

function layerOf(file: string): number {
  return LAYERS.indexOf(file.split('/')[0]!);
}

test('every file is seen', () => expect(FILES.length).toBeGreaterThan(30));

test.each(FILES.filter((file) => !FOR_SCREENS.includes(file)))(
  '%s knows nothing of Svelte',
  (file) => {
    expect([file, ...usesOf(file)].filter((name) => name.includes('svelte'))).toEqual([]);
  },
);

test.each(FILES.filter((file) => file.includes('/')))(
  '%s uses no folder that comes after its own',
  (file) => {
    expect(layerOf(file)).toBeGreaterThanOrEqual(0);
    const inside = usesOf(file)
      .filter((used) => used.startsWith('.'))
      .map((used) => new URL(used, `http://sync/${file}`).pathname.slice(1));
    expect(inside.filter((used) => layerOf(used) > layerOf(file))).toEqual([]);
  },
);
