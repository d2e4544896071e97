import { expect, test } from 'vitest';

/** What another app would have to bring, were it given sync without our screens. */
const OUTSIDE = [
  'generated/api.d.ts',
  'generated/entities.ts',
  'session/api.ts',
  'session/info.ts',
];
/** The second gives types alone. */
const PACKAGES = ['idb', 'openapi-fetch'];
const ADAPTER = ['sync/index.ts', 'sync/reactive.svelte.ts'];
const SOURCES = import.meta.glob<string>('../../src/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const TEXTS = new Map(
  Object.entries(SOURCES).map(([path, text]) => [path.replace('../../src/', ''), text]),
);
const NAMED = /\b(?:from|import)[\s(]*'([\w@./-]+)'/g;

/** Packages by name; our own files by their path under src/. */
function usesOf(file: string): string[] {
  return [...TEXTS.get(file)!.matchAll(NAMED)].map(([, name]) => {
    if (!name!.startsWith('.')) return name!;
    const path = new URL(name!, `http://src/${file}`).pathname.slice(1);
    return [`${path}.ts`, `${path}.d.ts`, `${path}/index.ts`].find((each) => TEXTS.has(each))!;
  });
}

function reached(from: string[]): Set<string> {
  const found = new Set(from);
  for (const file of found) if (TEXTS.has(file)) for (const use of usesOf(file)) found.add(use);
  return found;
}

const sync = [...TEXTS.keys()].filter(
  (file) => file.startsWith('sync/') && !ADAPTER.includes(file),
);

test('what sync reaches, near or far, has no Svelte in it', () => {
  const all = [...reached(sync)];
  expect(all).toContain('session/info.ts');
  expect(all.filter((name) => name.includes('svelte'))).toEqual([]);
});

test('outside of its folder sync reaches what a session is, the entities and no more', () => {
  const ours = [...reached(sync)].filter((name) => name.endsWith('.ts'));
  const outside = ours.filter((file) => !file.startsWith('sync/')).sort();
  expect(outside).toEqual(OUTSIDE);
});

test('of packages sync needs the one that reads IndexedDB', () => {
  const packages = [...reached(sync)].filter((name) => !name.endsWith('.ts'));
  expect(packages.sort()).toEqual(PACKAGES);
});
