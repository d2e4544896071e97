import { env } from 'node:process';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const is_soak = 'ALONGSIDE_SOAK' in env;

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  resolve: { conditions: ['browser'] },
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/browser.ts'],
    provide: { is_soak },
    testTimeout: is_soak ? 600_000 : 60_000,
    restoreMocks: true,
    css: true,
  },
});
