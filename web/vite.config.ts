import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { serviceWorker } from './scripts/worker.ts';

/** Two scripts for the first screen: the runtime, which a changed word must not download again, and what every screen shares. */
const GROUPS = [
  { name: 'vendor', test: /node_modules\/(svelte|clsx|esm-env|idb)\// },
  { name: 'shared', test: /src\/(sync|session|words|generated|router)/ },
];

export default defineConfig({
  plugins: [svelte({ configFile: false }), serviceWorker()],
  build: {
    target: 'es2022',
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
});
