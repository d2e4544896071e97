// A checker of Stryker's: of the changes at the places that were drawn only the drawn ones are
// tried. A place holds others, at it and within it.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { cwd } from 'node:process';

const keyOf = ({ fileName, location, mutatorName, replacement }) =>
  JSON.stringify([
    relative(cwd(), fileName),
    location.start.line,
    location.start.column,
    location.end.line,
    location.end.column,
    mutatorName,
    replacement,
  ]);

class Drawn {
  async init() {
    this.drawn = new Set(JSON.parse(readFileSync('drawn.json', 'utf8')).map(keyOf));
  }

  async check(mutants) {
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        this.drawn.has(keyOf(mutant))
          ? { status: 'passed' }
          : { status: 'compileError', reason: 'not drawn' },
      ]),
    );
  }

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'drawn', injectableClass: Drawn }];
