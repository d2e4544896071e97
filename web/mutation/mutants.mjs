// Prints every small change that Stryker can make in the files that are named, as JSON: one object
// a line, lines and columns from 0.
import { readFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { Instrumenter } from '@stryker-mutator/instrumenter';

const { mutator } = JSON.parse(
  await readFile(new URL('stryker.config.json', import.meta.url), 'utf8'),
);
const quiet = { debug: () => undefined, info: () => undefined, isDebugEnabled: () => false };
const files = await Promise.all(
  argv
    .slice(2)
    .map(async (name) => ({ name, mutate: true, content: await readFile(name, 'utf8') })),
);
const { mutants } = await new Instrumenter(quiet).instrument(files, {
  plugins: null,
  ignorers: [],
  ...mutator,
});
for (const { fileName, location, mutatorName, replacement, status } of mutants) {
  if (status !== 'Ignored')
    console.log(JSON.stringify({ fileName, location, mutatorName, replacement }));
}
