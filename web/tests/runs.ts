/**
 * How many examples of what is generated. One commit has one verdict; what is new is looked for by
 * `make soak`.
 */

import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    is_soak: boolean;
  }
}

export const RUNS = inject('is_soak') ? { numRuns: 50_000 } : { numRuns: 400, seed: 20_260_301 };
