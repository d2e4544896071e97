import { statSync } from 'node:fs';
import { mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import config from '../vitest.config';

/** Of a minute and a half these take forty seconds, and come past nearly everything: what only they notice gets a small test of its own. */
const LONG = ['tests/sync/{killed,slow}.test.ts'];

/** The smallest files first: they are the nearest, and one that is red ends it. */
class SmallestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const size = ({ moduleId }: TestSpecification): number => statSync(moduleId).size;
    return files.toSorted((a, b) => size(a) - size(b));
  }
}

export default mergeConfig(config, {
  test: { exclude: ['node_modules/**', ...LONG], sequence: { sequencer: SmallestFirst } },
});
