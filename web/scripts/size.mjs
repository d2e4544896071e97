// Fails where the first load (index.html's scripts, their preloads and styles) is over its budget.
// Bytes as gzip -9.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const FIRST_LOAD_BUDGET = 60 * 1024;
const dist = new URL('../dist/', import.meta.url);

const gzipped = (path) => gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length;
const html = readFileSync(new URL('index.html', dist), 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, path]) => path,
);
const all = readdirSync(new URL('assets/', dist)).map((name) => `assets/${name}`);

let total = 0;
for (const path of all) {
  const size = gzipped(path);
  if (first.includes(path)) total += size;
  console.log(`${first.includes(path) ? 'first' : 'later'}  ${String(size).padStart(6)}  ${path}`);
}
console.log(
  `first load ${total} of ${FIRST_LOAD_BUDGET} bytes gzipped; worker ${gzipped('sw.js')}`,
);
if (!first.length || total > FIRST_LOAD_BUDGET) {
  console.error('over budget');
  process.exit(1);
}
